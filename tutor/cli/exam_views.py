"""A mock exam in a terminal: which questions are still open, and how it went."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from tutor.cli.answer_text import CITATION, QUIET
from tutor.cli.item_views import citation_view, unsaid
from tutor.cli.render import TITLE, counted
from tutor.cli.responses import said
from tutor.practice.exam import Exam

if TYPE_CHECKING:
    from tutor.practice.exam_report import ExamReport, Part, Result

_BAR = 20  # columns


def exam_map(exam: Exam) -> Text:
    """How many are answered, and the numbers of those that are not and of those flagged."""
    numbers = {question.id: str(n) for n, question in enumerate(exam.questions, start=1)}
    unanswered = [n for key, n in numbers.items() if key not in exam.responses]
    flagged = [n for key, n in numbers.items() if key in exam.flagged]
    text = Text(f"\n{len(exam.responses)} of {counted(len(numbers), 'question')} answered.", TITLE)
    if unanswered:
        text.append(f"\nWithout an answer: {', '.join(unanswered)}")
    if flagged:
        text.append(f"\nFlagged: {', '.join(flagged)}")
    return text


def time_left(seconds: float) -> str:
    """A time as minutes, or as seconds in the last minute."""
    return f"{seconds / 60:.0f} min" if seconds >= 60 else f"{seconds:.0f} s"


def report_view(report: "ExamReport", *, styled: bool) -> RenderableType:
    """The score, its parts, what was missed with its source, and what to do next."""
    points = f"{report.points:.1f}".removesuffix(".0")
    parts: list[RenderableType] = [
        Text(f"\nScore: {report.score:.0%}  ({points} of {len(report.results)} points)", TITLE),
        Text(f"Time: {time_left(report.seconds)} of {report.minutes:g} min", QUIET),
    ]
    for title, own in (
        ("By chapter", report.by_chapter),
        ("By topic", report.by_topic),
        ("By kind", report.by_kind),
    ):
        parts += [Text(f"\n{title}", TITLE), _parts_table(own)]
    if report.missed:
        parts.append(Text("\nWhat you missed", TITLE))
    numbers = {result.question.id: n for n, result in enumerate(report.results, start=1)}
    for result in report.missed:
        parts.append(_missed(result, numbers[result.question.id], styled=styled))
    parts.append(Text("\nNext", TITLE))
    parts += [Text(f"  • {step}") for step in report.next_steps]
    return Group(*parts)


def bar(share: float) -> Text:
    """A share from 0 to 1 as a bar, which the number beside it repeats in words."""
    full = round(share * _BAR)
    return Text.assemble(("█" * full, CITATION), ("░" * (_BAR - full), QUIET))


def _parts_table(parts: "Sequence[Part]") -> Table:
    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
    for part in parts:
        count = counted(part.questions, "question")
        table.add_row(Text(part.name), bar(part.score), f"{part.score:.0%}", Text(count, QUIET))
    return table


def _missed(result: "Result", number: int, *, styled: bool) -> RenderableType:
    question = result.question
    text = Text.assemble((f"\n{number}. ", CITATION), question.question)
    yours = "no answer" if result.response is None else said(question, result.response)
    text.append(f"\n   You: {yours}")
    text.append(f"\n   Right: {said(question, question.answer)}", TITLE)
    feedback = result.grade.feedback if result.grade else ""
    why = " ".join(part for part in (feedback, unsaid(question.explanation, feedback)) if part)
    if why:
        text.append(f"\n   {why}")
    parts: list[RenderableType] = [text]
    if question.citations:
        parts.append(citation_view(question.citations[0], styled=styled))
    return Group(*parts)
