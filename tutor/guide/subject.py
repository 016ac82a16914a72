"""What a guide is about: a chapter of the notes, or a topic in a student's words."""

import hashlib
from dataclasses import dataclass

from tutor.documents.document import Chunk
from tutor.guide.guide import Scope
from tutor.practice.outline import chapter_key
from tutor.practice.snapshot import Snapshot
from tutor.practice.subject import chunks_about

VERSION = 1  # of the way guides are made: what another version made is made anew
_ABOUT = 12  # passages of a topic, the nearest ones


@dataclass(frozen=True, slots=True)
class Subject:
    """A chapter or a topic with its passages as they are now."""

    scope: Scope
    key: str
    title: str
    chunks: tuple[Chunk, ...]  # in the order of the notes

    def fingerprint(self, model: str) -> str:
        """Tells a guide by what it is made from and how; a chunk's id depends on its text."""
        parts = (str(VERSION), model, *(chunk.id for chunk in self.chunks))
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:24]


def chapter(name: str, snapshot: Snapshot) -> Subject:
    """A chapter by its key, number, title or words of these.

    Where a chapter has notes, their summaries are left out: they say the same again.

    Raises:
        UnknownChapterError: None or several are meant.
    """
    found = snapshot.outline.find(name)
    notes = [chunk for chunk in found.chunks if chunk.metadata.kind == "notes"]
    return Subject("chapter", found.key, found.name, tuple(notes) or found.chunks)


def topic(words: str, snapshot: Snapshot) -> Subject:
    """A topic with the passages that are nearest to it.

    Raises:
        TopicMissingError: The notes don't speak of it.
        EmptyQueryError: It has no word.
    """
    words = " ".join(words.split())
    about = chunks_about(words, snapshot.retriever)
    kinds = [chunk for chunk in about if chunk.metadata.kind in ("notes", "summary")]
    nearest = {chunk.id for chunk in (kinds or about)[:_ABOUT]}
    chunks = tuple(chunk for chunk in snapshot.chunks if chunk.id in nearest)
    return Subject("topic", words.casefold(), _as_title(words, chunks), chunks)


def chapters_of(subject: Subject) -> tuple[str, ...]:
    """Keys of the chapters that a subject's passages stand in."""
    return tuple(dict.fromkeys(map(chapter_key, subject.chunks)))


def _as_title(words: str, chunks: tuple[Chunk, ...]) -> str:
    """The topic as a heading of the notes spells it, else as it was typed."""
    headings = (heading for chunk in chunks for heading in reversed(chunk.heading_path))
    same = next((heading for heading in headings if heading.casefold() == words.casefold()), "")
    return same or words[:1].upper() + words[1:]
