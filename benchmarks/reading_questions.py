"""Ask thirty questions about every kind of note, and say which are cited at their right place.

    python -m benchmarks.reading_questions --report docs/reading-questions.md

The slides, books, notebooks, forum posts and chapters that are asked about lie in a folder `shared`
beside the repository. They are indexed in one go; every file has to be read or listed as failed.
An answer is right when it cites the place where the notes say it: the page, slide, cell or post.
"""

import argparse
import tempfile
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path

from benchmarks.questions import (
    NOT_FOUND,
    Outcome,
    Row,
    ask,
    cell,
    cited,
    lacks,
    load_rows,
    made_with,
    own_words,
    places,
    right,
    shown,
)
from benchmarks.reading_files import FileRead, files_read
from tutor import Answer, Tutor
from tutor.api import build_index
from tutor.config import load_settings
from tutor.evaluation.markdown import table
from tutor.retrieval.store import open_generation

SHARED = Path(__file__).resolve().parents[2] / "shared"
NOTES = ("textbook", "fixtures", "seed")
SEARCHED = 5  # passages among which the right one has to be


def load_questions() -> list[Row]:
    """The rows of the question file."""
    return load_rows("reading_questions")


def is_expected(row: Row, document: str, locator: str) -> bool:
    """Whether a passage stands where the notes answer the question.

    A page's label may go on with the number that is printed on the page, which doesn't count.
    """
    return any(
        document == name and (locator == label or locator.startswith(f"{label} ("))
        for name, label in row["places"]
    )


def is_near(tutor: Tutor, row: Row) -> bool:
    """Whether the search has the right place among its first passages."""
    hits = tutor.search(row["question"], SEARCHED)
    return any(is_expected(row, hit.document, hit.locator) for hit in hits)


def fault(row: Row, answer: Answer) -> str:
    """What is wrong with an answer; empty when it cites the right place."""
    if answer.status == "not_in_notes":
        return NOT_FOUND
    if not any(is_expected(row, source.document, source.locator) for source in cited(answer)):
        return "cites another place"
    return ""


def files_of_index(folders: Sequence[Path], index: Path) -> list[FileRead]:
    """Every file below the folders, with what the index says of it."""
    manifest = open_generation(index).manifest
    return files_read(folders, index, manifest.documents, manifest.failures)


def report(
    files: list[FileRead], outcomes: list[Outcome], near: dict[str, bool], base: Path, model: str
) -> str:
    """The files and the outcomes as a Markdown page."""
    read = [file for file in files if file.entries]
    failed = [file for file in files if file.failures and not file.entries]
    untold = [file for file in files if not file.told]
    worded = [o for o in outcomes if not o.fault and not lacks(o.row, o.answer)]
    rows = [
        (
            o.row["kind"],
            o.row["question"],
            " or ".join(f"{name} > {label}" for name, label in o.row["places"]),
            cell(own_words(o.answer)),
            places(cited(o.answer)),
            "yes" if near[o.row["id"]] else "no",
            _outcome(o),
        )
        for o in outcomes
    ]
    head = ("kind", "question", "where it stands", "answer", "cited", "found", "outcome")
    lines = [
        "# Thirty questions about every kind of note",
        "",
        "Made by `python -m benchmarks.reading_questions`: lecture slides and a book of formulas "
        "as PDF, PowerPoint slides, a Word file, a Jupyter notebook, a forum's posts as JSON and "
        "as a pasted page, and chapters in Markdown, indexed in one go. A question is right when "
        "its answer cites the place where the notes say it: document and page, slide, cell, post "
        f"or heading. It is found when that place is among the search's first {SEARCHED} "
        "passages. An answer may cite the right place and say something else: the outcome then "
        "names what it lacks. One question, how BERT is pretrained, was worded anew after a first "
        "run, because another passage answered half of what it had asked.",
        "",
        f"{made_with(model)}",
        "",
        f"- Cited at the right place: {right(outcomes)}; {len(worded)} of these answers hold the "
        "expected phrases too.",
        f"- Right place among the first {SEARCHED} passages: {sum(near.values())} of {len(near)}.",
        f"- Files: {len(files)}, of which {len(read)} were read, {len(failed)} are listed as "
        f"failed with the reason, and {len(untold)} are missing.",
        "",
        "## Questions",
        "",
        *table(head, rows),
        "",
        "## Files",
        "",
        *table(
            ("file", "outcome"),
            [(f.path.relative_to(base).as_posix(), f.outcome) for f in files],
        ),
    ]
    return "\n".join(lines) + "\n"


def _outcome(outcome: Outcome) -> str:
    lacking = lacks(outcome.row, outcome.answer)
    return outcome.fault or (f"right place, but {lacking}" if lacking else "right")


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=SHARED, help="folder that holds the notes")
    parser.add_argument("--index", type=Path, help="index to bring up to date; else a new one")
    parser.add_argument("--report", type=Path)
    arguments = parser.parse_args()
    folders = [arguments.data / name for name in NOTES]
    given = arguments.index
    with nullcontext(given) if given else tempfile.TemporaryDirectory() as folder:
        index = Path(folder)
        build_index(folders, load_settings(index=index))
        files = files_of_index(folders, index)
        for file in files:
            print(f"{file.path.relative_to(arguments.data)}: {file.outcome}")
        tutor = Tutor.open(index, settings=load_settings(answer_cache=0))
        rows = load_questions()
        near = {row["id"]: is_near(tutor, row) for row in rows}
        outcomes = list(shown(ask(tutor, rows, fault)))
        print(f"{right(outcomes)} cited at the right place, {sum(near.values())} found")
        if arguments.report:
            page = report(files, outcomes, near, arguments.data, tutor.model_name)
            arguments.report.write_text(page, "utf-8")
        tutor.close()


if __name__ == "__main__":
    main()
