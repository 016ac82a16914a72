"""The course as a student sees it: chapters, each with the passages that belong to it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tutor.documents.document import Chunk
from tutor.errors import TutorError

_NUMBER = re.compile(r"(?:chapter|ch\.?|lecture|week|unit)?\s*(?P<number>\d+(?:\.\d+)?)", re.I)
_WORD = re.compile(r"\w+")


class UnknownChapterError(TutorError):
    """A chapter was named that the notes don't have."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """Notes that belong together."""

    key: str  # what its notes say in their front matter, else their folder, else their title
    title: str
    chunks: tuple[Chunk, ...]  # in the order of the notes

    @property
    def name(self) -> str:
        """The title with the chapter's number, where it has one."""
        return f"{self.key}. {self.title}" if self.key[:1].isdigit() else self.title

    @property
    def weight(self) -> int:
        """How much there is to know: characters of its passages."""
        return sum(len(chunk.text) for chunk in self.chunks)


class Outline:
    """The chapters of an index. Notes whose front matter names none are grouped by folder."""

    def __init__(self, chunks: Sequence[Chunk]) -> None:
        grouped: dict[str, list[Chunk]] = {}
        for chunk in chunks:
            grouped.setdefault(chapter_key(chunk), []).append(chunk)
        chapters = [Chapter(key, _title(key, own), tuple(own)) for key, own in grouped.items()]
        self.chapters = tuple(sorted(chapters, key=lambda chapter: _order(chapter.key)))
        self._by_key = {chapter.key: chapter for chapter in chapters}

    def find(self, wanted: str) -> Chapter:
        """The chapter that somebody means by its number, title, folder or words of these.

        Raises:
            UnknownChapterError: None or several are meant.
        """
        said = wanted.strip()
        number = _NUMBER.fullmatch(said)
        if number and number["number"] in self._by_key:
            return self._by_key[number["number"]]
        for same in (
            [c for c in self.chapters if said.lower() in (c.key.lower(), c.title.lower())],
            [c for c in self.chapters if _words(said) and _words(said) <= _words(c.name)],
        ):
            if len(same) == 1:
                return same[0]
        names = "; ".join(chapter.name for chapter in self.chapters)
        raise UnknownChapterError(f"There is no chapter {said!r} in the notes; they have: {names}.")

    def name_of(self, key: str) -> str:
        """A chapter's name; the key itself where the notes have no such chapter any more."""
        chapter = self._by_key.get(key)
        return chapter.name if chapter else key


def chapter_key(chunk: Chunk) -> str:
    """What tells the chapter that a chunk belongs to."""
    return chunk.chapter


def topic_of(chunk: Chunk) -> str:
    """The section that a chunk is about, in words."""
    return chunk.heading_path[-1] if chunk.heading_path else chunk.title


def _title(key: str, chunks: Sequence[Chunk]) -> str:
    """The title of its notes; where several notes have only their folder in common, its name."""
    notes = [chunk for chunk in chunks if chunk.metadata.kind == "notes"] or list(chunks)
    if notes[0].metadata.chapter or len({chunk.document_id for chunk in notes}) == 1:
        return notes[0].title
    return " ".join(_WORD.findall(key.rpartition("/")[2])).capitalize()


def _order(key: str) -> tuple[int, list[int], str]:
    numbers = [int(part) for part in re.findall(r"\d+", key)] if key[:1].isdigit() else []
    return (0 if numbers else 1, numbers, key)


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.lower())) - {"chapter", "the", "and", "of"}
