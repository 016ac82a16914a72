"""One item of practice in a terminal: the question, and what its answer was worth and why."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from tutor.cli.answer_text import CITATION, QUIET
from tutor.cli.excerpt import excerpt
from tutor.cli.render import TITLE, marked
from tutor.cli.responses import WRITTEN, said
from tutor.practice.question import LETTERS, Citation, Question
from tutor.practice.telling import open_topic

if TYPE_CHECKING:
    from tutor.practice.grading import Grade
    from tutor.practice.hints import Hint
    from tutor.practice.review import Rating

_SOURCE_LIMIT = 320  # characters of a passage
_VERDICTS = {"right": ("✓ Right", "green"), "partly": ("◐ Partly right", "yellow")}
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_WRONG = ("✗ Not right", "red")


def item_view(question: Question, place: str = "", *, plain: bool = False) -> Text:
    """A question with its options, below where it stands ("3 of 10") and what it is about.

    In an exam it is `plain`: what a question is about may be half of its answer.
    """
    facts = (place,) if plain else (place, open_topic(question), question.difficulty)
    text = Text("\n" + " · ".join(fact for fact in facts if fact), QUIET)
    text.append("\n")
    if question.kind == "true-false":
        text.append("True or false? ", QUIET)
    text.append(question.question, TITLE)
    for letter, option in zip(LETTERS, question.options or (), strict=False):
        text.append(f"\n  {letter}  ", CITATION)
        text.append(option)
    return text


def grade_view(question: Question, grade: "Grade", *, styled: bool) -> RenderableType:
    """Whether it was right, the right answer, why, and the passage that says so."""
    return Group(*_graded(question, grade, styled=styled))


def answer_view(question: Question, *, styled: bool) -> RenderableType:
    """The other side of a flashcard: the answer, why, and the passage that says so."""
    parts: list[RenderableType] = [
        Text.assemble("The answer: ", (said(question, question.answer), TITLE))
    ]
    if question.explanation:
        parts.append(Text(question.explanation))
    parts += [citation_view(each, styled=styled) for each in question.citations[:1]]
    return Group(*parts)


def hint_view(hint: "Hint", *, styled: bool) -> RenderableType:
    """A hint; where it is the passage itself, that with its place."""
    name = Text(f"Hint {hint.level}: ", TITLE)
    if hint.citation is None:
        return name.append(hint.text, "not bold")
    parts: list[RenderableType] = [name]
    if hint.text.strip() not in hint.citation.text:
        parts = [name.append(hint.text, "not bold")]
    return Group(*parts, citation_view(hint.citation, styled=styled, show_marks=False))


def citation_view(citation: Citation, *, styled: bool, show_marks: bool = True) -> RenderableType:
    """A passage below its place; its evidence is marked unless that would give the answer away."""
    place = Text("Source: ", TITLE)
    place.append(citation.document)
    if citation.locator and citation.locator != citation.document:
        place.append(f" · {citation.locator}", QUIET)
    marks = citation.evidence if show_marks else ()
    cut = excerpt(citation.text, marks, limit=_SOURCE_LIMIT)
    return Group(place, _set_in(marked(cut, styled=styled), styled=styled))


def unsaid(explanation: str, feedback: str) -> str:
    """An explanation without the sentences at its beginning that the feedback has already."""
    sentences = _SENTENCE_END.split(explanation.strip())
    while sentences and sentences[0] in feedback:
        del sentences[0]
    return " ".join(sentences)


def ratings_view(
    dates: "Mapping[Rating, datetime]", chosen: "Rating | None", now: datetime, *, styled: bool
) -> RenderableType:
    """The four ratings with the next date under each; the one that counts is marked."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 3, 0, 0))
    ordered = sorted(dates)
    table.add_row(*(_rating(each, each == chosen, styled=styled) for each in ordered))
    table.add_row(*(Text(in_words(dates[each], now), QUIET) for each in ordered))
    return table


def in_words(moment: datetime, now: datetime) -> str:
    """When something is due, as a person says it, in the time that this computer shows."""
    minutes = (moment - now).total_seconds() / 60
    here, today = moment.astimezone(), now.astimezone().date()
    days = (here.date() - today).days
    if minutes < 1:
        return "now"
    if minutes < 60:
        return f"in {minutes:.0f} min"
    if days <= 1:
        return f"{'tomorrow' if days else 'today'} {here:%H:%M}"
    day = f"{here:%a} {here.day} {here:%b}"
    return day if here.year == today.year else f"{day} {here.year}"


def _graded(question: Question, grade: "Grade", *, styled: bool) -> Iterator[RenderableType]:
    words, style = _VERDICTS.get(grade.verdict, _WRONG)
    if grade.verdict == "partly":
        words = f"{words} ({grade.score:.0%})"
    yield Text(words, style)
    if grade.feedback:
        yield Text(grade.feedback)
    if question.answer_text not in grade.feedback:
        yield Text.assemble("The answer: ", (said(question, question.answer), TITLE))
    if question.kind in WRITTEN:
        unsaid_points = (each for each in grade.missed if each.rstrip(".") not in grade.feedback)
        yield from (Text(f"  missed: {point}", QUIET) for point in unsaid_points)
    if explanation := unsaid(question.explanation, grade.feedback):
        yield Text(explanation)
    citation = grade.citation or next(iter(question.citations), None)
    if citation is not None:
        yield citation_view(citation, styled=styled)


def _set_in(text: Text, *, styled: bool) -> RenderableType:
    """The text set in by four columns; its lines are left whole where there is no terminal."""
    if styled:
        return Padding(text, (0, 0, 0, 4), expand=False)
    lines = text.split("\n", allow_blank=True)
    return Text("\n").join(Text("    ").append_text(line) for line in lines)


def _rating(rating: "Rating", chosen: bool, *, styled: bool) -> Text:
    name = f"{int(rating)} {rating.name.capitalize()}"
    if not chosen:
        return Text(name)
    return Text(name if styled else f"[{name}]", "reverse")
