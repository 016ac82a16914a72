"""Inverted indexes: which texts have each term, found anew or taken over from an earlier index."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.int64]
GONE = -1  # in place of a row: the text is not there any more


@dataclass(frozen=True, slots=True)
class Postings:
    """The texts that have each term: those of term i are rows[offsets[i] : offsets[i + 1]]."""

    offsets: Rows  # [terms + 1]
    rows: npt.NDArray[np.int32]  # numbers of texts, ascending and all different for each term
    counts: npt.NDArray[np.int32]  # how often each of these texts has the term
    texts: int  # how many there are in all

    def of(self, term: int) -> npt.NDArray[np.int32]:
        """Numbers of the texts that have a term."""
        return self.rows[self.offsets[term] : self.offsets[term + 1]]

    def counts_of(self, term: int) -> npt.NDArray[np.int32]:
        """How often those texts have it."""
        return self.counts[self.offsets[term] : self.offsets[term + 1]]


@dataclass(frozen=True, slots=True)
class Pairs:
    """A term and a text that has it, again and again, in any order."""

    terms: Rows  # [pairs], numbers of terms
    rows: Rows  # [pairs], numbers of texts
    counts: npt.NDArray[np.int32]  # [pairs]


class TermTable:
    """Numbers terms, and puts pairs of terms and texts into order."""

    def __init__(self, terms: Sequence[str] = ()) -> None:
        """Begin with the terms of an earlier index, under the numbers that they have there."""
        self._number = {term: i for i, term in enumerate(terms)}

    def pairs(self, texts: Sequence[tuple[int, Mapping[str, int]]]) -> Pairs:
        """The pairs of texts, each given as its row and how often it has each of its terms."""
        numbers = self._number
        terms = [numbers.setdefault(term, len(numbers)) for _, own in texts for term in own]
        counts = [count for _, own in texts for count in own.values()]
        rows = np.repeat(
            np.array([row for row, _ in texts], dtype=np.int64), [len(own) for _, own in texts]
        )
        return Pairs(np.array(terms, dtype=np.int64), rows, np.array(counts, dtype=np.int32))

    def postings(
        self, parts: Sequence[tuple[Sequence[Pairs], int]]
    ) -> tuple[tuple[str, ...], list[Postings]]:
        """Inverted indexes over the same terms.

        Args:
            parts: Of each index its pairs, no two of them alike, and how many texts there are.

        Returns:
            The terms that any text has, in alphabetical order, and the indexes. They are the same
            whether pairs were found anew or taken over.
        """
        joined = [(_join(pairs), texts) for pairs, texts in parts]
        used = np.zeros(len(self._number), dtype=bool)
        for pairs, _ in joined:
            used[pairs.terms] = True
        names = list(self._number)
        terms = sorted(names[i] for i in np.flatnonzero(used).tolist())
        numbers = np.full(len(names), GONE, dtype=np.int64)
        numbers[[self._number[term] for term in terms]] = np.arange(len(terms))
        return tuple(terms), [
            _ordered(pairs, numbers, len(terms), texts) for pairs, texts in joined
        ]


def taken_over(postings: Postings, moved: Rows) -> Pairs:
    """The pairs of an earlier index whose texts are still there.

    Args:
        postings: The index.
        moved: The row that each of its texts has now, or `GONE`; int64 [texts].
    """
    rows = moved[postings.rows]
    kept = rows != GONE
    terms = np.repeat(np.arange(len(postings.offsets) - 1), np.diff(postings.offsets))
    return Pairs(terms[kept], rows[kept], postings.counts[kept])


def _join(pairs: Sequence[Pairs]) -> Pairs:
    return Pairs(
        np.concatenate([part.terms for part in pairs]),
        np.concatenate([part.rows for part in pairs]),
        np.concatenate([part.counts for part in pairs]),
    )


def _ordered(pairs: Pairs, numbers: Rows, terms: int, texts: int) -> Postings:
    own = numbers[pairs.terms]
    order = np.argsort(own * texts + pairs.rows, kind="stable")
    ends = np.cumsum(np.bincount(own, minlength=terms), dtype=np.int64)
    offsets = np.concatenate([np.zeros(1, dtype=np.int64), ends])
    return Postings(offsets, pairs.rows[order].astype(np.int32), pairs.counts[order], texts)
