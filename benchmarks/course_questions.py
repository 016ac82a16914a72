"""Ask the course's forty test questions and say which answers are right.

    python -m benchmarks.course_questions --index DIR --report docs/course-questions.md

Thirty questions are answered by the course's chapters or by the forum thread of shared midterm
notes, ten by neither. An answer is right when it holds the expected phrases in its own words and
cites a document that states them; a question that the notes don't cover is right when it is
answered `not_in_notes`. The index must hold `corpus/` and the thread.
"""

import argparse
from collections.abc import Iterator
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
    places,
    right,
    shown,
)
from tutor import Answer, Tutor
from tutor.config import load_settings
from tutor.evaluation.markdown import table


def load_questions() -> list[Row]:
    """The rows of the question file."""
    return load_rows("course_questions")


def run(tutor: Tutor) -> Iterator[Outcome]:
    """Ask each question and judge its answer."""
    return ask(tutor, load_questions(), fault)


def fault(row: Row, answer: Answer) -> str:
    """What is wrong with an answer; empty when it is right."""
    if not row["answerable"]:
        return "" if answer.status == "not_in_notes" else "answered, though the notes don't say"
    if answer.status == "not_in_notes":
        return NOT_FOUND
    if lacking := lacks(row, answer):
        return lacking
    names = {source.document.rsplit("/", 1)[-1] for source in cited(answer)}
    if not names & set(row["documents"]):
        return f"cites {', '.join(sorted(names)) or 'nothing'}"
    return ""


def report(outcomes: list[Outcome], model: str) -> str:
    """The outcomes as a Markdown page."""
    answered = [o for o in outcomes if o.row["answerable"]]
    silent = [o for o in outcomes if not o.row["answerable"]]
    lines = [
        "# Forty questions about the course",
        "",
        "Made by `python -m benchmarks.course_questions`. Thirty questions are answered by the "
        "course's fourteen chapters or by the forum thread of shared midterm notes; ten are not, "
        "six of them about neighbouring subjects. An answer counts as right when it holds the "
        "expected phrases in its own words, not only in the quotations below it, and cites a "
        "document that states them. The prompt's wording was chosen "
        "with thirty of these questions in view, when the course had four chapters, so they show "
        "what works and not how well it generalises.",
        "",
        f"{made_with(model)} Right answers: {right(answered)}. "
        f"Rightly not answered: {right(silent)}.",
    ]
    for title, group in (("Covered by the notes", answered), ("Not in the notes", silent)):
        rows = [
            (o.row["question"], cell(o.answer.text), places(cited(o.answer)), o.verdict)
            for o in group
        ]
        lines += ["", f"## {title}", "", *table(("question", "answer", "cited", "outcome"), rows)]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--index", default="index")
    parser.add_argument("--report", type=Path)
    arguments = parser.parse_args()
    tutor = Tutor.open(arguments.index, settings=load_settings(answer_cache=0))
    outcomes = list(shown(run(tutor)))
    print(f"{right(outcomes)} right")
    if arguments.report:
        arguments.report.write_text(report(outcomes, tutor.model_name), "utf-8")
    tutor.close()


if __name__ == "__main__":
    main()
