"""Where in the notes, as they are now, a question belongs that was asked some time ago."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tutor.documents.document import Chunk
from tutor.practice.mastery import mastery
from tutor.practice.outline import Outline, chapter_key, topic_of
from tutor.practice.question import Question
from tutor.records.values import ItemRecord


@dataclass(frozen=True, slots=True)
class WeakSection:
    """A section to read again."""

    topic: str
    chapter: str  # its key
    document: str
    locator: str
    chunk_id: str  # a passage of it that is in the index now
    mean: float  # share of it that is known, 0 to 1
    answers: int


class Sections:
    """The sections of the notes as they are now."""

    def __init__(self, outline: Outline) -> None:
        chunks = [chunk for chapter in outline.chapters for chunk in chapter.chunks]
        self._by_id = {chunk.id: chunk for chunk in chunks}
        self._by_place = {
            (chunk.document_id, chunk.locator.label): chunk for chunk in reversed(chunks)
        }
        # Chapters and names of all topics, in the order of the notes.
        self.topics = tuple(dict.fromkeys((chapter_key(each), topic_of(each)) for each in chunks))

    def hold(self, item: ItemRecord) -> bool:
        """Whether an item can still be asked."""
        return Question.from_dict(item.payload).is_current(self._by_id)

    def of(self, item: ItemRecord) -> Chunk | None:
        """The first passage of an item, or what now stands in its section; None if nothing does."""
        for citation in _citations(item)[:1]:
            place = (citation["document"], citation["locator"])
            return self._by_id.get(citation["chunk_id"]) or self._by_place.get(place)
        return None


def weakest(
    items: Collection[ItemRecord],
    scores: Mapping[str, Sequence[float]],
    sections: Sections,
    *,
    most: int,
) -> tuple[WeakSection, ...]:
    """The sections of which least is known, of those that were asked about and are weak.

    Args:
        items: What was asked.
        scores: Of the answers to each item, by its id; oldest first.
        sections: Those that there are.
        most: How many at most.
    """
    found: dict[tuple[str, str], tuple[Chunk, list[Sequence[float]]]] = {}
    for item in items:
        if (chunk := sections.of(item)) is not None:
            place = (chunk.document_id, chunk.locator.label)
            found.setdefault(place, (chunk, []))[1].append(scores[item.id])
    weak = []
    for (document, locator), (chunk, own) in found.items():
        known = mastery("", topic_of(chunk), own)
        if known.is_weak:
            section = WeakSection(
                known.name,
                chapter_key(chunk),
                document,
                locator,
                chunk.id,
                known.mean,
                known.answers,
            )
            weak.append(section)
    return tuple(sorted(weak, key=lambda each: (each.mean, each.document, each.locator))[:most])


def _citations(item: ItemRecord) -> Sequence[Mapping[str, Any]]:
    citations: Sequence[Mapping[str, Any]] = item.payload["citations"]
    return citations
