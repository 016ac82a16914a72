"""Which chunks of an earlier index are there again, so that what was found in them is kept."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tutor.documents.document import Chunk
from tutor.retrieval.encoding import offsets_of
from tutor.retrieval.postings import GONE, Rows


@dataclass(frozen=True, slots=True)
class Moved:
    """Where the chunks and sentences of an earlier index are now."""

    chunks: Rows  # [earlier chunks], a row each, or `GONE`
    sentences: Rows  # [earlier sentences], the same
    new: tuple[int, ...]  # rows of the chunks that the earlier index has not, ascending


def moved(before: Sequence[Chunk], chunks: Sequence[Chunk]) -> Moved:
    """Find the chunks that are there again: with the same text, context and sentences.

    Args:
        before: The earlier index's, in the order of their rows.
        chunks: Those that there are now; each stands for one earlier chunk at most.
    """
    places: dict[tuple[object, ...], list[int]] = {}
    for row in range(len(before) - 1, -1, -1):
        places.setdefault(_terms_of(before[row]), []).append(row)
    rows = np.full(len(before), GONE, dtype=np.int64)
    new = []
    for row, chunk in enumerate(chunks):
        earlier = places.get(_terms_of(chunk))
        if earlier:
            rows[earlier.pop()] = row
        else:
            new.append(row)
    return Moved(rows, _parts(rows, before, chunks), tuple(new))


def _terms_of(chunk: Chunk) -> tuple[object, ...]:
    """All that a chunk's terms and those of its sentences depend on."""
    return chunk.text, chunk.context, chunk.sentences


def _parts(rows: Rows, before: Sequence[Chunk], chunks: Sequence[Chunk]) -> Rows:
    """Where the sentences are, given where their chunks are."""
    starts = offsets_of([len(chunk.sentences) for chunk in before])
    ends = offsets_of([len(chunk.sentences) for chunk in chunks])
    chunk = np.repeat(np.arange(len(before)), np.diff(starts))
    within = np.arange(starts[-1]) - starts[chunk]
    parts: Rows = np.where(rows[chunk] == GONE, GONE, ends[rows[chunk]] + within)
    return parts
