"""How much of a note other notes say already, word for word.

A text is the set of its runs of five words, as 64-bit hashes; what it repeats of another one is the
part of its set that the other's holds (Broder's containment of shingles, 1997), here without
sampling, which collections of this size don't need.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Shingles = npt.NDArray[np.uint64]  # sorted, each once

_WORDS = 5
_WORD = re.compile(r"\w+")
_TELLING = re.compile(
    r"\d+(?:[.,]\d+)*|\b(?:no|not|never|none|nor|neither|without|cannot)\b|n[\u2019']t\b"
)
_NOTABLE = 0.5  # share of a note from which on it says what another one does
SAME = 0.8  # share of a passage from which on it says nothing that another one doesn't


@dataclass(frozen=True, slots=True)
class Overlap:
    """Another note that says much of what a note says."""

    document_id: str
    title: str
    share: float  # of the note's runs of words, 0 to 1


def shingles(text: str) -> Shingles:
    """The text's runs of five words in small letters; a shorter text is one run."""
    words = [hash(word) for word in _WORD.findall(text.lower())]
    if not words:
        return np.empty(0, np.uint64)
    values = np.array(words, dtype=np.int64).view(np.uint64)
    width = min(_WORDS, len(values))
    mixed = np.zeros(len(values) - width + 1, np.uint64)
    for i in range(width):
        # A multiplication by an odd number mixes the order in; overflow wraps around.
        mixed = mixed * np.uint64(0x9E3779B97F4A7C15) + values[i : i + len(mixed)]
    return np.unique(mixed)


def contained(part: Shingles, whole: Shingles) -> float:
    """Share of `part` that is in `whole`, 0 to 1; 0 for an empty part."""
    if not len(part):
        return 0.0
    at = np.minimum(np.searchsorted(whole, part), max(0, len(whole) - 1))
    return float(np.mean(whole[at] == part)) if len(whole) else 0.0


@dataclass(frozen=True, slots=True)
class Wording:
    """A passage's words, to tell whether another one says the same."""

    shingles: Shingles
    telling: frozenset[str]  # numbers and negations: where these differ, so does what is said

    @classmethod
    def of(cls, text: str) -> "Wording":
        """The wording of a text."""
        return cls(shingles(text), frozenset(_TELLING.findall(text.lower())))

    def repeats(self, other: "Wording") -> bool:
        """Whether this says, but for a few words, nothing that the other one doesn't say.

        A passage that goes on where the other one ends doesn't, however much they share.
        """
        is_part = self.telling <= other.telling
        if len(self.shingles) * 2 > len(other.shingles):
            is_part = self.telling == other.telling
        return is_part and contained(self.shingles, other.shingles) >= SAME


class KnownTexts:
    """The runs of words of all notes, to be asked which of them a new one repeats."""

    def __init__(self, texts: Iterable[tuple[str, str, str]]) -> None:
        """Take in notes.

        Args:
            texts: Document id, title and text of each.
        """
        self._names: list[tuple[str, str]] = []
        sets: list[Shingles] = []
        for document_id, title, text in texts:
            self._names.append((document_id, title))
            sets.append(shingles(text))
        owners = [np.full(len(each), i, np.int64) for i, each in enumerate(sets)]
        hashes = np.concatenate([*sets, np.empty(0, np.uint64)])
        order = np.argsort(hashes, kind="stable")
        self._hashes = hashes[order]
        self._owners = np.concatenate([*owners, np.empty(0, np.int64)])[order]

    def overlaps(self, text: str, *, besides: Collection[str] = ()) -> tuple[Overlap, ...]:
        """Notes that hold at least half of a text, the one that holds most first.

        Args:
            text: The new note.
            besides: Ids of notes that don't count, such as the note itself.
        """
        own = shingles(text)
        if not len(own):
            return ()
        first = np.searchsorted(self._hashes, own, side="left")
        last = np.searchsorted(self._hashes, own, side="right")
        rows = [self._owners[a:b] for a, b in zip(first, last, strict=True) if a < b]
        if not rows:
            return ()
        counts = np.bincount(np.concatenate(rows), minlength=len(self._names))
        shares = counts / len(own)
        most_first = [int(i) for i in np.argsort(-shares, kind="stable") if shares[i] >= _NOTABLE]
        found = (Overlap(*self._names[i], round(float(shares[i]), 3)) for i in most_first)
        return tuple(each for each in found if each.document_id not in besides)
