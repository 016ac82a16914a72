"""A passage that a search found, with the query's words and the nearest sentence marked."""

import re
from collections.abc import Iterable, Iterator

from tutor.documents.document import Span
from tutor.web.markdown import OPENING, render
from tutor.web.points import end_in, point, start_in, without_reserved

_CLOSING = "close"
_WORD, _WORD_END = "word", "wordend"
# Addresses are no words, and a number at a line's beginning may count a list's items.
_ADDRESS = re.compile(r"""\]\([^)\s]*(?:[ \t]+"[^"\n]*")?\)?|https?://\S+""")
_BULLET = re.compile(r"^[ \t]*\d+", re.M)


def marked_html(passage: str, closest: Span | None, words: Iterable[Span]) -> str:
    """A passage's Markdown as HTML: words in `<mark class="word">`, the sentence in "closest".

    Args:
        passage: Untrusted Markdown.
        closest: Offsets of the sentence that is nearest to the query; None where there is none.
        words: Offsets of the query's words.
    """
    passage = without_reserved(passage)
    points = [*_around_words(passage, words), *_around_sentence(passage, closest)]
    parts = []
    done = 0
    for offset, _, name in sorted(points):
        parts += [passage[done:offset], point(name)]
        done = offset
    return "".join(render("".join(parts) + passage[done:], _Brush()))


def _around_sentence(passage: str, closest: Span | None) -> Iterator[tuple[int, int, str]]:
    """The points at a sentence's ends, each with its offset and its place among several there."""
    if closest is None:
        return
    marked = passage[closest.start : closest.end]
    start, end = start_in(marked), end_in(marked)
    if end is None:
        return
    start, end = (_before_address(passage, closest.start + at) for at in (start, end))
    if start < end:  # else nothing but a fence, a table's rule or a part of an address
        yield start, 2, OPENING
        yield end, 1, _CLOSING


def _before_address(passage: str, offset: int) -> int:
    """The offset, or where the address begins that it lies in."""
    addresses = (match.span() for match in _ADDRESS.finditer(passage))
    return next((start for start, end in addresses if start < offset < end), offset)


def _around_words(passage: str, words: Iterable[Span]) -> Iterator[tuple[int, int, str]]:
    """The points at the ends of words."""
    left_out = [m.span() for pattern in (_ADDRESS, _BULLET) for m in pattern.finditer(passage)]
    for word in words:
        if any(word.start < end and start < word.end for start, end in left_out):
            continue
        yield word.start, 3, _WORD
        yield word.end, 0, _WORD_END


class _Brush:
    """Marks what lies between points."""

    def __init__(self) -> None:
        self._closest = False
        self._word = False

    def paint(self, html: str, *, block: bool = False) -> str:
        if self._word and not block:
            html = f'<mark class="word">{html}</mark>'
        return f'<mark class="closest">{html}</mark>' if self._closest else html

    def at(self, name: str) -> str:
        if name in (_WORD, _WORD_END):
            self._word = name == _WORD
        else:
            self._closest = name == OPENING
        return ""

    def splits_code(self) -> bool:
        return self._closest
