"""`tutor progress`: what is known, what is due, and a plan up to the exam."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from tutor.cli import options
from tutor.cli.outcome import outcome
from tutor.errors import TutorError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rich.console import RenderableType
    from rich.table import Table
    from rich.text import Text

    from tutor.practice.progress import Mastery, PlanDay, Progress

_NO_EXAM = "none"
_TOPICS = 8  # that are listed; --json has them all
_DAYS = 7  # of the plan
_PLANNED = 3  # topics of a day


class ExamDateError(TutorError):
    """What was given as the day of the exam is no day."""


def progress(
    exam_date: Annotated[
        str | None,
        typer.Option(
            "--exam-date",
            metavar="YYYY-MM-DD",
            help=f"Set the day of your exam, up to which is planned; {_NO_EXAM} for no exam.",
        ),
    ] = None,
    index: options.Index = None,
    encoder: options.Encoder = None,
    as_json: options.Json = False,
) -> None:
    """Show what you know by chapter and topic, what is due, and what to do up to your exam."""
    with outcome(as_json=as_json) as emit:
        from tutor.cli.practising import open_practice
        from tutor.config import load_settings
        from tutor.records.values import LOCAL_STUDENT

        day = None if exam_date in (None, _NO_EXAM) else _day(exam_date or "")
        settings = load_settings(index=index, encoder=encoder)
        with open_practice(settings, load_model=False) as practice:
            if exam_date is not None:
                practice.set_exam_date(LOCAL_STUDENT, day)
            now = practice.progress()
        if as_json:
            emit(now.to_dict())
        else:
            from tutor.cli.render import stdout_console

            stdout_console().print(progress_view(now))


def progress_view(now: "Progress") -> "RenderableType":
    """The numbers as tables, an interval with each share."""
    from rich.console import Group
    from rich.text import Text

    from tutor.cli.answer_text import QUIET
    from tutor.cli.render import TITLE, counted

    if not any(each.answers for each in now.chapters):
        return Text("There are no answers yet; `tutor quiz` asks you something.")
    parts: list[RenderableType] = [
        Text("What you know, by chapter (with the range that it may be in)", TITLE),
        _mastery(now.chapters),
        Text("\nBy topic, the weakest first", TITLE),
        _mastery(sorted(now.topics, key=lambda each: each.mean)[:_TOPICS]),
        Text(f"\nReviews: {now.due_now} due now", TITLE),
        _rows((_named(day), counted(due, "review")) for day, due in now.due_by_day if due),
        Text("\nAnswers by day", TITLE),
        _rows(
            (_named(day), counted(answers, "answer"), f"{score:.0%}")
            for day, answers, score in now.answers_by_day
        ),
    ]
    if now.weakest:
        parts.append(Text("\nStart with these sections", TITLE))
    for section in now.weakest:
        line = Text(f"  • {section.topic}")
        line.append(f"  {section.document} · {section.locator}  {section.mean:.0%}", QUIET)
        parts.append(line)
    until = f" up to your exam on {now.exam_date:%Y-%m-%d}" if now.exam_date else ""
    if now.plan:
        parts.append(Text(f"\nA plan{until}", TITLE))
        parts.append(_rows(_planned(each) for each in now.plan[:_DAYS]))
    return Group(*parts)


def _mastery(known: "Sequence[Mastery]") -> "Table":
    from tutor.cli.exam_views import bar
    from tutor.cli.render import counted

    table = _table()
    for each in known:
        if not each.answers:
            table.add_row(*_texts(each.name), "", "", *_texts("not asked yet"))
            continue
        share, between = f"{each.mean:.0%}", f"{each.low:.0%}-{each.high:.0%}"
        answers = counted(each.answers, "answer")
        table.add_row(*_texts(each.name), bar(each.mean), *_texts(share, between, answers))
    return table


def _planned(day: "PlanDay") -> tuple[str, ...]:
    from tutor.cli.render import counted

    more = ", …" if len(day.topics) > _PLANNED else ""
    topics = ", ".join(day.topics[:_PLANNED]) + more
    return _named(day.day), counted(day.reviews, "review"), f"{day.new} new", topics


def _rows(rows: "Iterable[tuple[str, ...]]") -> "RenderableType":
    from rich.text import Text

    table = _table()
    for row in rows:
        table.add_row(*_texts(*row))
    return table if table.row_count else Text("none")


def _table() -> "Table":
    from rich.table import Table

    return Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))


def _texts(*words: str) -> "Iterator[Text]":
    """Cells whose words are never read as markup."""
    from rich.text import Text

    return (Text(each) for each in words)


def _named(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b}"


def _day(said: str) -> date:
    try:
        return date.fromisoformat(said)
    except ValueError as error:
        raise ExamDateError(
            f"{said!r} is no day; write it as 2026-05-31, or {_NO_EXAM} for no exam."
        ) from error
