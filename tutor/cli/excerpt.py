"""Cutting the part out of a passage that is worth a look in a terminal."""

from collections.abc import Sequence
from dataclasses import dataclass

from tutor.documents.document import Span


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A stretch of a passage and what is marked in it."""

    text: str  # with an ellipsis where the passage goes on
    marks: tuple[Span, ...]  # offsets into `text`


def excerpt(text: str, marks: Sequence[Span], *, limit: int) -> Excerpt:
    """The stretch of about `limit` characters that holds the most marked characters.

    It is cut between words and grows beyond `limit` where its first mark is longer.
    """
    if len(text) <= limit:
        return Excerpt(text, tuple(marks))
    ordered = sorted(marks)
    first = max(ordered, key=lambda mark: _marked(ordered, mark.start, limit), default=Span(0, 0))
    end = max(first.end, first.start + limit * 3 // 4)
    start = _word_start(text, max(0, min(first.start, end - limit)))
    end = _word_end(text, min(len(text), max(end, start + limit)))
    before, after = "… " if start else "", " …" if end < len(text) else ""
    kept = [Span(max(m.start, start), min(m.end, end)) for m in ordered if m.end > start]
    shift = len(before) - start
    return Excerpt(
        before + text[start:end] + after,
        tuple(mark.shifted(shift) for mark in kept if mark.start < mark.end),
    )


def _marked(marks: Sequence[Span], start: int, limit: int) -> int:
    """Marked characters between `start` and `start + limit`."""
    end = start + limit
    return sum(max(0, min(mark.end, end) - max(mark.start, start)) for mark in marks)


def _word_start(text: str, position: int) -> int:
    """The start of the word in which `position` lies."""
    while position > 0 and not text[position - 1].isspace():
        position -= 1
    return position


def _word_end(text: str, position: int) -> int:
    """The end of the word in which `position` lies."""
    while position < len(text) and not text[position].isspace():
        position += 1
    return position
