"""The sections of the notes from which a guide is made, few enough for one page."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from tutor.answering.untrusted.material import subject_of
from tutor.documents.document import Chunk
from tutor.practice.making.passage import Passage, read_passage
from tutor.retrieval.encoding import Vectors
from tutor.retrieval.retriever import Retriever

MOST = 14  # sections, each with its key idea
# From the coarsest to the finest way to part notes.
_LEVELS: tuple[Callable[[Chunk], object], ...] = (
    lambda chunk: chunk.document_id,
    lambda chunk: (chunk.document_id, chunk.heading_path[:1]),
    lambda chunk: (chunk.document_id, chunk.heading_path[:2]),
    lambda chunk: (chunk.document_id, chunk.heading_path),
)


@dataclass(frozen=True)
class Section:
    """Passages that belong together, in the order of the notes."""

    passages: tuple[Passage, ...]

    @cached_property
    def heading(self) -> str:
        """What all its passages stand under, else their note's title."""
        paths = [passage.chunk.heading_path for passage in self.passages]
        common = 0
        while all(len(path) > common and path[common] == paths[0][common] for path in paths):
            common += 1
        if common == len(paths[0]):
            return subject_of(self.passages[0].chunk)
        return paths[0][common - 1] if common else self.passages[0].chunk.title

    @cached_property
    def key(self) -> str:
        """Tells it, with its text, from all others: a chunk's id depends on its text."""
        ids = "\x1f".join(passage.chunk.id for passage in self.passages)
        return hashlib.sha256(ids.encode()).hexdigest()[:16]

    @property
    def weight(self) -> int:
        """How much it says: characters."""
        return sum(len(passage.chunk.text) for passage in self.passages)


def sections_of(chunks: Sequence[Chunk], most: int = MOST) -> tuple[Section, ...]:
    """The sections of some passages, parted as finely as gives no more than `most`.

    Whole notes are parted by their headings, the longest one first, for as long as there is room.
    Of more notes than that those with the most text are taken.

    Args:
        chunks: In the order of the notes.
        most: How many at most.
    """
    passages = [p for p in map(read_passage, chunks) if p is not None and p.spans]
    parts = [(section, 0) for section in _parted(passages, _LEVELS[0])]
    parts = [part for part in parts if part in sorted(parts, key=_by_weight)[:most]]
    while (split := _first_split(parts, most)) is not None:
        at, finer = split
        level = parts[at][1] + 1
        parts[at : at + 1] = [(section, level) for section in finer]
    return tuple(section for section, _ in parts)


def _by_weight(part: tuple[Section, int]) -> int:
    return -part[0].weight


def _first_split(
    parts: Sequence[tuple[Section, int]], most: int
) -> tuple[int, list[Section]] | None:
    """The heaviest section that can be parted without becoming too many, and its parts."""
    for at in sorted(range(len(parts)), key=lambda at: _by_weight(parts[at])):
        section, level = parts[at]
        if level + 1 == len(_LEVELS):
            continue
        finer = _parted(section.passages, _LEVELS[level + 1])
        if len(parts) - 1 + len(finer) <= most:
            return at, finer
    return None


def vector_of(passage: Passage, at: int, retriever: Retriever) -> Vectors:
    """The vector of the `at`th sentence that is material, float32 [dim], unit length."""
    spans, vectors = retriever.sentences(passage.chunk.id)
    row: Vectors = vectors[spans.index(passage.spans[at])]
    return row


def _parted(passages: Sequence[Passage], level: Callable[[Chunk], object]) -> list[Section]:
    groups: dict[object, list[Passage]] = {}
    for passage in passages:
        groups.setdefault(level(passage.chunk), []).append(passage)
    return [Section(tuple(group)) for group in groups.values()]
