"""What the benchmarks of listed questions share: rows, answers judged, and the page's words."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tutor import Answer, Tutor
from tutor.answering.events import Source
from tutor.evaluation.expected import missing, phrases, read_rows
from tutor.evaluation.machine import this_machine

DATA = Path(__file__).parent.parent / "tests" / "data"
NOT_FOUND = "not found"

Row = dict[str, Any]


@dataclass(frozen=True)
class Outcome:
    """One question, its answer, and what is wrong with it ("" for nothing)."""

    row: Row
    answer: Answer
    fault: str

    @property
    def verdict(self) -> str:
        """The fault, or that there is none."""
        return self.fault or "right"


def load_rows(name: str) -> list[Row]:
    """The rows of a question file in tests/data, named without its ending."""
    return [row for _, row in read_rows(DATA / f"{name}.jsonl", rows="questions")]


def ask(
    tutor: Tutor, rows: Iterable[Row], fault: Callable[[Row, Answer], str]
) -> Iterator[Outcome]:
    """Ask each question and judge its answer."""
    for row in rows:
        answer = tutor.ask(row["question"])
        yield Outcome(row, answer, fault(row, answer))


def shown(outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
    """The same outcomes, each printed as it comes."""
    for outcome in outcomes:
        print(
            f"{outcome.row['id']} {outcome.verdict:40s} {outcome.answer.seconds.total:5.1f} s  "
            f"{outcome.answer.text[:120]!r}",
            flush=True,
        )
        yield outcome


def right(outcomes: Sequence[Outcome]) -> str:
    """How many of them are right, in words."""
    return f"{sum(not outcome.fault for outcome in outcomes)} of {len(outcomes)}"


def own_words(answer: Answer) -> str:
    """The answer without the quotations below it, unless it has nothing else."""
    written = [sentence.cited_text for sentence in answer.sentences if not sentence.quoted]
    return " ".join(written) or answer.text


def lacks(row: Row, answer: Answer) -> str:
    """Which of the phrases of a right answer are not in this one's own words; "" for none."""
    absent = missing(phrases(row["must_contain"]), own_words(answer))
    return f"lacks {', '.join(absent)}" if absent else ""


def cited(answer: Answer) -> list[Source]:
    """The sources that an answer cites."""
    return [source for source in answer.sources if source.cited]


def places(sources: Iterable[Source]) -> str:
    """Where the sources stand, for a table's cell."""
    return ", ".join(f"{source.document} > {source.locator}" for source in sources)


def made_with(model: str) -> str:
    """The sentence that says what a page's figures were made with."""
    return f"Model {model} on {this_machine().sentence}"


def cell(text: str) -> str:
    """Markdown of several lines for a table's cell."""
    return text.replace("\n", "<br>")
