"""What a search is narrowed to: chapters, kinds of notes, documents."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tutor.documents.document import Chunk

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Filters:
    """What passages must belong to; an empty set asks for nothing.

    A passage has to belong to one of each set's: a chapter of these and a kind of those.
    """

    chapters: frozenset[str] = frozenset()  # keys, see `Chunk.chapter`
    kinds: frozenset[str] = frozenset()  # see `Metadata.kind`
    documents: frozenset[str] = frozenset()  # ids

    def __bool__(self) -> bool:
        return bool(self.chapters or self.kinds or self.documents)

    def admit(self, chunk: Chunk) -> bool:
        """Whether a passage is among what is searched."""
        return (
            (not self.chapters or chunk.chapter in self.chapters)
            and (not self.kinds or chunk.metadata.kind in self.kinds)
            and (not self.documents or chunk.document_id in self.documents)
        )


NO_FILTERS = Filters()


class Facets:
    """Which passages belong to each chapter, kind and document, so that nothing is gone through."""

    def __init__(self, chunks: Sequence[Chunk]) -> None:
        """Take the passages of an index in the order of their rows."""
        self._size = len(chunks)
        self._chapters = _rows(chunk.chapter for chunk in chunks)
        self._kinds = _rows(chunk.metadata.kind for chunk in chunks)
        self._documents = _rows(chunk.document_id for chunk in chunks)

    def mask(self, filters: Filters, excluded: Iterable[str] = ()) -> Mask:
        """Which passages the filters admit, without the excluded documents', bool [n]."""
        mask = np.ones(self._size, dtype=bool)
        for rows, wanted in (
            (self._chapters, filters.chapters),
            (self._kinds, filters.kinds),
            (self._documents, filters.documents),
        ):
            if wanted:
                mask &= self._of(rows, wanted)
        mask &= ~self._of(self._documents, excluded)
        return mask

    def _of(self, rows: dict[str, list[int]], values: Iterable[str]) -> Mask:
        mask = np.zeros(self._size, dtype=bool)
        for value in values:
            mask[rows.get(value, [])] = True
        return mask


def _rows(values: Iterable[str]) -> dict[str, list[int]]:
    rows: dict[str, list[int]] = {}
    for row, value in enumerate(values):
        rows.setdefault(value, []).append(row)
    return rows
