"""Measure everything that docs/evaluation.md says, and write it.

    python -m benchmarks.evaluation                     # hours: the published figures
    python -m benchmarks.evaluation --quick             # minutes: a few questions, into eval-rows
    python -m benchmarks.evaluation --check benchmarks/evaluation_floors.json

The data sets are read from a folder beside the repository. Every answer is kept in `eval-rows`
as soon as it is known: a run that was stopped goes on from there. `--check` asks the first fifty
questions of each set and exits with 1 when a figure is more than 0.03 worse than published.
"""

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import evaluation_page as page
from benchmarks.evaluation_floors import QUESTIONS, breaches, floors_of, read_floors, write_floors
from benchmarks.evaluation_suites import all_suites
from benchmarks.evaluation_variants import answer_variants, search_variants
from benchmarks.main_job import indexing, searching
from tutor.cli.progress import ProgressBars
from tutor.config import Settings, load_settings
from tutor.evaluation.run import ROWS_FOLDER, evaluate
from tutor.loaders import answering_settings
from tutor.progress import Progress

ROOT = Path(__file__).parent.parent
SETS = ("xquad", "dlqa")


@dataclass(frozen=True)
class Plan:
    """What is measured, on how many questions, and where things lie."""

    data: Path
    notes: tuple[Path, ...]  # folders that the conversations are about, the textbook first
    rows: Path
    sample: int  # questions of a set that are answered
    baseline_sample: int  # of those, by the plain recipe
    variant_sample: int  # of those, by each variant
    ranked: int | None  # questions that are searched for; None for all
    cases: int | None  # of each further suite; None for all


def main() -> None:
    """Run from the command line."""
    arguments = _parser().parse_args()
    plan = Plan(
        data=arguments.data,
        notes=(arguments.textbook, arguments.seed_notes),
        rows=arguments.rows,
        sample=2 if arguments.quick else arguments.sample,
        baseline_sample=1 if arguments.quick else arguments.baseline_sample,
        variant_sample=1 if arguments.quick else arguments.variant_sample,
        ranked=20 if arguments.quick else None,
        cases=2 if arguments.quick else None,
    )
    settings = load_settings()
    needed = (plan.data,) if arguments.check else (plan.data, *plan.notes)
    for folder in (folder for folder in needed if not folder.is_dir()):
        print(f"There is no folder {folder}: nothing was measured.", file=sys.stderr)
        raise SystemExit(0 if arguments.check else 1)
    with ProgressBars() as progress:
        if arguments.check:
            faults = check(arguments.check, plan, settings, progress)
        else:
            output, floors = arguments.output, arguments.floors
            if arguments.quick:  # which is no figure to publish
                output, floors = plan.rows / "evaluation.md", plan.rows / "floors.json"
            write(plan, settings, output, floors, progress)
            faults = []
    for fault in faults:
        print(fault)
    raise SystemExit(1 if faults else 0)


def check(floors_file: Path, plan: Plan, settings: Settings, progress: Progress) -> list[str]:
    """Sentences for the figures that became worse; none where all is well."""
    floors = read_floors(floors_file)
    faults = []
    for name, least in floors["sets"].items():
        evaluation = evaluate(
            "all",
            plan.data / name,
            settings,
            sample=floors["questions"],
            rows=plan.rows,
            progress=_in(name, progress),
        )
        faults += breaches(evaluation, least)
    return faults


def write(plan: Plan, settings: Settings, output: Path, floors: Path, progress: Progress) -> None:
    """Measure everything, and write the page and the floors."""
    sets = [measure_set(name, plan, settings, progress) for name in SETS]
    data = [plan.data / name for name in SETS]
    suites = list(all_suites(settings, plan.rows, plan.notes, data, plan.cases, progress))
    speed = textbook_speed(plan.notes[0])
    output.write_text(page.page(sets, suites, speed), "utf-8")
    questions = min(plan.sample, QUESTIONS)
    write_floors(
        floors,
        {s.search.dataset.name: floors_of(s.search, s.answers, questions) for s in sets},
        questions,
    )


def measure_set(name: str, plan: Plan, settings: Settings, progress: Progress) -> page.SetResults:
    """Search for all questions of a set, answer a sample, and do both with each variant."""
    folder, told, rows = plan.data / name, _in(name, progress), plan.rows
    search = evaluate(
        "retrieval",
        folder,
        settings,
        sample=plan.ranked,
        baseline=True,
        rows=rows,
        progress=told,
    )
    answers = evaluate(
        "all",
        folder,
        settings,
        sample=plan.sample,
        baseline=True,
        baseline_sample=plan.baseline_sample,
        rows=rows,
        progress=told,
    )
    searched = [
        (
            variant.name,
            evaluate(
                "retrieval",
                folder,
                settings.model_copy(update={"encoder": variant.encoder or settings.encoder}),
                sample=plan.ranked,
                search=variant.search,
                rows=rows,
                progress=told,
            ),
        )
        for variant in search_variants()
    ]
    answered = [
        (
            variant.name,
            evaluate(
                "all",
                folder,
                settings,
                sample=plan.variant_sample,
                answering=variant.answering,
                rows=rows,
                progress=told,
            ),
        )
        for variant in answer_variants(answering_settings(settings))
    ]
    return page.SetResults(search, answers, tuple(searched), tuple(answered))


def textbook_speed(textbook: Path) -> list[tuple[str, str]]:
    """What indexing and searching the textbook's chapters costs."""
    with TemporaryDirectory() as folder:
        work = Path(folder)
        return [*indexing(textbook, work), *searching(work / "notes-index")]


def _in(name: str, progress: Progress) -> Progress:
    def told(step: str, done: int, total: int, /) -> None:
        progress(f"{name}: {step}", done, total)

    return told


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    shared = ROOT.parent / "shared"
    parser.add_argument("--data", type=Path, default=shared / "eval", help="folder of the sets")
    parser.add_argument("--textbook", type=Path, default=shared / "textbook")
    parser.add_argument("--seed-notes", type=Path, default=shared / "seed")
    parser.add_argument("--sample", type=int, default=150, help="questions of a set answered")
    parser.add_argument("--baseline-sample", type=int, default=50, help="of those, plainly")
    parser.add_argument("--variant-sample", type=int, default=50, help="of those, by each variant")
    parser.add_argument("--quick", action="store_true", help="a few questions of everything")
    parser.add_argument("--check", type=Path, metavar="FLOORS", help="compare with these floors")
    parser.add_argument("--rows", type=Path, default=ROWS_FOLDER)
    parser.add_argument("--output", type=Path, default=ROOT / "docs" / "evaluation.md")
    parser.add_argument(
        "--floors", type=Path, default=ROOT / "benchmarks" / "evaluation_floors.json"
    )
    return parser


if __name__ == "__main__":
    main()
