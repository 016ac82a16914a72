"""Ask the course's thirty test questions and say which answers are right.

    python -m benchmarks.course_questions --index DIR --report docs/course-questions.md

Twenty questions are answered by the four chapters or by the forum thread of shared midterm notes,
ten by neither. An answer is right when it holds the expected phrases and cites a document that
states them; a question that the notes don't cover is right when it is answered `not_in_notes`.
The index must hold `corpus/` and the thread.
"""

import argparse
import json
import platform
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tutor import Answer, Tutor

QUESTIONS = Path(__file__).parent.parent / "tests" / "data" / "course_questions.jsonl"


@dataclass(frozen=True)
class Outcome:
    """One question, its answer, and what is wrong with it ("" for nothing)."""

    row: dict[str, Any]
    answer: Answer
    fault: str


def load_questions() -> list[dict[str, Any]]:
    """The rows of the question file."""
    return [json.loads(line) for line in QUESTIONS.read_text("utf-8").splitlines()]


def run(tutor: Tutor, rows: Iterable[dict[str, Any]]) -> Iterator[Outcome]:
    """Ask each question and judge its answer."""
    for row in rows:
        answer = tutor.ask(row["question"])
        yield Outcome(row, answer, fault(row, answer))


def fault(row: dict[str, Any], answer: Answer) -> str:
    """What is wrong with an answer; empty when it is right."""
    if not row["answerable"]:
        return "" if answer.status == "not_in_notes" else "answered, though the notes don't say"
    if answer.status == "not_in_notes":
        return "not found"
    text = answer.text.lower()
    missing = [
        group[0]
        for group in row["must_contain"]
        if not any(phrase.lower() in text for phrase in group)
    ]
    if missing:
        return f"lacks {', '.join(missing)}"
    cited = {source.document.rsplit("/", 1)[-1] for source in answer.sources if source.cited}
    if not cited & set(row["documents"]):
        return f"cites {', '.join(sorted(cited)) or 'nothing'}"
    return ""


def report(outcomes: list[Outcome], model: str) -> str:
    """The outcomes as a Markdown page."""
    answered = [o for o in outcomes if o.row["answerable"]]
    silent = [o for o in outcomes if not o.row["answerable"]]
    lines = [
        "# Thirty questions about the course",
        "",
        "Made by `python -m benchmarks.course_questions`. Twenty questions are answered by the "
        "four chapters or the forum thread of shared midterm notes; ten are not, six of them "
        "about neighbouring subjects. An answer counts as right when it holds the expected "
        "phrases and cites a document that states them. The prompt's wording was chosen with "
        "these questions in view, so they show what works and not how well it generalises.",
        "",
        f"Model {model}, {platform.machine()} processor, Python {platform.python_version()}. "
        f"Right answers: {sum(not o.fault for o in answered)} of {len(answered)}. "
        f"Rightly not answered: {sum(not o.fault for o in silent)} of {len(silent)}.",
    ]
    for title, group in (("Covered by the notes", answered), ("Not in the notes", silent)):
        lines += [
            "",
            f"## {title}",
            "",
            "| question | answer | cited | outcome |",
            "|---|---|---|---|",
        ]
        for o in group:
            sources = [source for source in o.answer.sources if source.cited]
            cited = ", ".join(f"{source.document} > {source.locator}" for source in sources)
            cells = (o.row["question"], o.answer.text, cited, o.fault or "right")
            lines.append("| " + " | ".join(_cell(cell) for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", "<br>")


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--index", default="index")
    parser.add_argument("--report", type=Path)
    arguments = parser.parse_args()
    tutor = Tutor.open(arguments.index)
    outcomes = []
    for outcome in run(tutor, load_questions()):
        outcomes.append(outcome)
        seconds = outcome.answer.seconds
        print(
            f"{outcome.row['id']} {outcome.fault or 'right':40s} {seconds.total:5.1f} s  "
            f"{outcome.answer.text[:120]!r}",
            flush=True,
        )
    print(f"{sum(not o.fault for o in outcomes)} of {len(outcomes)} right")
    if arguments.report:
        arguments.report.write_text(report(outcomes, tutor.model_name), "utf-8")


if __name__ == "__main__":
    main()
