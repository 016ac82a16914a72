"""Finding a passage among the characters of a page.

A passage was made from its page: hyphens at ends of lines and broken ligatures are mended, running
heads are gone, formulas are TeX and headings have marks. So only letters and digits are compared,
and where they differ too, the stretches that agree are taken.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from difflib import Match, SequenceMatcher

from tutor.documents.document import Span

_CONTEXTS = (60, 20, 0)  # letters before a sentence that tell which of several alike it is
_ENOUGH = 0.5  # of a sentence's letters have to be found
_SURE = 25  # letters in one stretch are enough by themselves
_STRETCH = 5  # letters that agree, at least
_GAP = 12  # letters of the page between two stretches that are outlined as one
_LONGEST = 800  # letters of a sentence, and ten times as many of a page, that are compared loosely
_ENDS = tuple('.,;:!?)]%\u201d\u2019"')  # belong to the words before them
_COMMAND = re.compile(r"\\[A-Za-z]+")


class PageText:
    """The letters of a page."""

    def __init__(self, characters: Sequence[str]) -> None:
        """Take the page's characters in the order in which the file has them."""
        self._characters = characters
        found = [(c, i) for i, character in enumerate(characters) for c in _letters_of(character)]
        self._letters = "".join(c for c, _ in found)
        self._index = [i for _, i in found]

    def find(self, passage: str, span: Span) -> tuple[tuple[int, int], ...]:
        """The runs of the page's characters (first and last) that a part of a passage stands for.

        Args:
            passage: Markdown that was read from the page.
            span: The part, as offsets into it.
        """
        start = max(span.start, 0)
        wanted = _letters(passage[start : span.end])
        if not wanted:
            return ()
        before = _letters(passage[:start])
        for length in _CONTEXTS:
            context = before[-length:] if length else ""
            at = self._letters.find(context + wanted)
            if at >= 0:
                return (self._run(at + len(context), len(wanted)),)
        return self._loosely(wanted)

    def _loosely(self, wanted: str) -> tuple[tuple[int, int], ...]:
        wanted = wanted[:_LONGEST]
        matcher = SequenceMatcher(None, self._letters[: 10 * _LONGEST], wanted, autojunk=False)
        blocks = [block for block in matcher.get_matching_blocks() if block.size >= _STRETCH]
        near = max((_near(blocks, each, len(wanted)) for each in blocks), key=_size, default=[])
        # A sentence that goes on overleaf has only its beginning here.
        if _size(near) < _ENOUGH * len(wanted) and max(map(_length, near), default=0) < _SURE:
            return ()
        runs: list[tuple[int, int]] = []
        for block in near:
            begins, ends = block.a, block.a + block.size
            if runs and begins - runs[-1][1] <= _GAP:
                begins = runs.pop()[0]
            runs.append((begins, ends))
        return tuple(self._run(begins, ends - begins) for begins, ends in runs)

    def _run(self, at: int, length: int) -> tuple[int, int]:
        last = self._index[at + length - 1]
        while last + 1 < len(self._characters) and self._characters[last + 1] in _ENDS:
            last += 1
        return self._index[at], last


def _near(blocks: Sequence[Match], anchor: Match, length: int) -> list[Match]:
    """The stretches that would not stand further off than a sentence is long."""
    place = anchor.a - anchor.b
    return [block for block in blocks if abs(block.a - block.b - place) <= length]


def _size(blocks: Sequence[Match]) -> int:
    return sum(map(_length, blocks))


def _length(block: Match) -> int:
    return block.size


def _letters(text: str) -> str:
    return "".join(_letters_of(_COMMAND.sub(" ", text)))


def _letters_of(text: str) -> Iterator[str]:
    return (c for c in unicodedata.normalize("NFKD", text).casefold() if c.isalnum())
