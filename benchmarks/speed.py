"""How fast the program is beside what people would otherwise use, in one table.

    python -m benchmarks.speed --peers PEERS/bin/python --report docs/performance.md
    python -m benchmarks.speed --peers PEERS/bin/python --only search,starting
    python -m benchmarks.speed --peers PEERS/bin/python --questions 3 --repeats 1

Every measurement is kept in the folder of rows as soon as it is known; the same command goes on
where it was stopped. Rows belong to the program's source: after a change all is measured again.
benchmarks/README.md says how the peers' environment is made and how long each part takes.
"""

import argparse
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks import speed_answers, speed_indexing, speed_search, speed_starting
from benchmarks.speed_page import page_text, put
from benchmarks.speed_reports import REPORTS, Report
from benchmarks.speed_rows import Line, Rows
from benchmarks.speed_setup import ROOT, Setup

SHARED = ROOT.parent / "shared"
_PEERS = ("langchain-community", "sentence-transformers", "transformers", "txtai", "xllamacpp")
_START_REPEATS = 5

Part = tuple[Callable[[Setup, Rows, argparse.Namespace], None], Callable[[Rows], list[Line]]]


def _answers(setup: Setup, rows: Rows, arguments: argparse.Namespace) -> None:
    speed_answers.measure(setup, rows, arguments.questions)


def _indexing(setup: Setup, rows: Rows, arguments: argparse.Namespace) -> None:
    speed_indexing.measure(setup, rows, arguments.repeats)


def _search(setup: Setup, rows: Rows, arguments: argparse.Namespace) -> None:
    speed_search.measure(setup, rows, arguments.queries)


def _starting(setup: Setup, rows: Rows, arguments: argparse.Namespace) -> None:
    speed_starting.measure(setup, rows, max(arguments.repeats, _START_REPEATS))


def _of_report(report: Report) -> Part:
    return lambda setup, rows, _: report.measure(setup, rows), report.lines


PARTS: dict[str, Part] = {
    speed_answers.PART: (_answers, speed_answers.lines),
    speed_indexing.PART: (_indexing, speed_indexing.lines),
    speed_search.PART: (_search, speed_search.lines),
    speed_starting.PART: (_starting, speed_starting.lines),
    **{report.part: _of_report(report) for report in REPORTS},
}


def main() -> None:
    """Run from the command line."""
    arguments = _arguments()
    setup = Setup(
        arguments.peers.absolute(),  # not resolved: an environment is known by its link
        arguments.notes.resolve(),
        arguments.data.resolve(),
        (arguments.rows / "work").resolve(),
    )
    setup.work.mkdir(parents=True, exist_ok=True)
    rows = Rows(arguments.rows)
    for name in arguments.only:
        measure, _ = PARTS[name]
        measure(setup, rows, arguments)
    lines = [line for _, made in PARTS.values() for line in made(rows)]
    sections = [
        speed_answers.profile(rows),
        *speed_indexing.profiles(rows),
        *(report.section(rows) for report in REPORTS),
    ]
    text = page_text(lines, speed_answers.remarks(rows), _versions(arguments.peers), sections)
    print(text)
    if arguments.report:
        put(arguments.report, text)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="How fast the program is beside its peers.")
    parser.add_argument(
        "--peers", type=Path, required=True, help="the Python of the peers' environment"
    )
    parser.add_argument("--report", type=Path, help="page with marks that the table is put between")
    parser.add_argument("--rows", type=Path, default=ROOT / "speed-rows", help="what is kept")
    parser.add_argument(
        "--only", type=_names, default=list(PARTS), help=f"parts, of {', '.join(PARTS)}"
    )
    parser.add_argument("--questions", type=int, default=50, help="how many are answered, up to 50")
    parser.add_argument("--queries", type=int, default=200, help="how many are searched for")
    parser.add_argument("--repeats", type=int, default=3, help="of the parts without questions")
    parser.add_argument("--notes", type=Path, default=SHARED / "textbook", help="the textbook")
    parser.add_argument("--data", type=Path, default=SHARED / "eval", help="sets of questions")
    return parser.parse_args()


def _names(text: str) -> list[str]:
    names: Sequence[str] = text.split(",")
    unknown = [name for name in names if name not in PARTS]
    if unknown:
        raise argparse.ArgumentTypeError(f"{unknown[0]} is none of {', '.join(PARTS)}")
    return list(names)


def _versions(python: Path) -> str:
    """What is installed of the peers."""
    code = (
        "from importlib.metadata import version\n"
        f"print(', '.join(f'{{name}} {{version(name)}}' for name in {_PEERS!r}))"
    )
    done = subprocess.run([str(python), "-c", code], check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout.strip()


if __name__ == "__main__":
    main()
