"""A study guide as values: its lines, each with the passages that say what it says."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, TypeAlias, get_args

from tutor.practice.question import Citation

LineKind: TypeAlias = Literal["idea", "definition", "formula", "mistake", "question"]
KINDS: tuple[LineKind, ...] = get_args(LineKind)
Scope: TypeAlias = Literal["chapter", "topic"]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a guide."""

    kind: LineKind
    text: str  # Markdown; of a question with a gap the text with `question.BLANK`
    citations: tuple[Citation, ...]
    section: str  # the heading that it stands under in the notes
    written: bool = False  # by the model, and found in the passages; else the notes' own words

    def to_dict(self) -> dict[str, Any]:
        """The line as JSON values."""
        return {
            "kind": self.kind,
            "text": self.text,
            "citations": [citation.to_dict() for citation in self.citations],
            "section": self.section,
            "written": self.written,
        }

    @classmethod
    def from_dict(cls, value: Mapping[str, Any]) -> "Line":
        """A line as `to_dict` wrote it.

        Raises:
            KeyError, TypeError: It is not one.
        """
        return cls(
            kind=value["kind"],
            text=value["text"],
            citations=tuple(Citation.from_dict(each) for each in value["citations"]),
            section=value["section"],
            written=value["written"],
        )


@dataclass(frozen=True, slots=True)
class Idea:
    """A section of the notes with its key idea."""

    key: str  # tells the section with its text from others, and from itself before a change
    section: str  # its heading
    line: Line | None  # None where it has none, or none yet

    def to_dict(self) -> dict[str, Any]:
        """The idea as JSON values."""
        line = None if self.line is None else self.line.to_dict()
        return {"key": self.key, "section": self.section, "line": line}

    @classmethod
    def from_dict(cls, value: Mapping[str, Any]) -> "Idea":
        """An idea as `to_dict` wrote it.

        Raises:
            KeyError, TypeError: It is not one.
        """
        line = value["line"]
        return cls(value["key"], value["section"], None if line is None else Line.from_dict(line))


@dataclass(frozen=True, slots=True)
class Guide:
    """A study guide, maybe one that is still being made."""

    scope: Scope
    key: str  # the chapter's key, or the topic in the student's words
    title: str
    fingerprint: str  # of the passages, the model and the way it is made
    ideas: tuple[Idea, ...]  # in the order of the notes; made one after the other
    lines: tuple[Line, ...]  # all others
    documents: Mapping[str, str]  # titles of the notes that it was made from, by their ids
    model: str  # the model that worded the ideas; empty for the notes' own words
    made: datetime  # aware
    done: int  # steps: the ideas, and in the end the questions

    @property
    def steps(self) -> int:
        """How many there are."""
        return len(self.ideas) + 1

    @property
    def complete(self) -> bool:
        """Whether nothing is left to make."""
        return self.done == self.steps

    def of_kind(self, kind: LineKind) -> tuple[Line, ...]:
        """The lines of a kind, in the order of the notes."""
        if kind == "idea":
            return tuple(idea.line for idea in self.ideas if idea.line is not None)
        return tuple(line for line in self.lines if line.kind == kind)

    @property
    def all_lines(self) -> Iterable[Line]:
        """All lines in the order in which they are shown."""
        return (line for kind in KINDS for line in self.of_kind(kind))

    def to_dict(self) -> dict[str, Any]:
        """The guide as JSON values."""
        return {
            "scope": self.scope,
            "key": self.key,
            "title": self.title,
            "fingerprint": self.fingerprint,
            "ideas": [idea.to_dict() for idea in self.ideas],
            "lines": [line.to_dict() for line in self.lines],
            "documents": dict(self.documents),
            "model": self.model,
            "made": self.made.isoformat(),
            "done": self.done,
        }

    @classmethod
    def from_dict(cls, value: Mapping[str, Any]) -> "Guide":
        """A guide as `to_dict` wrote it.

        Raises:
            KeyError, TypeError, ValueError: It is not one.
        """
        return cls(
            scope=value["scope"],
            key=value["key"],
            title=value["title"],
            fingerprint=value["fingerprint"],
            ideas=tuple(map(Idea.from_dict, value["ideas"])),
            lines=tuple(map(Line.from_dict, value["lines"])),
            documents=value["documents"],
            model=value["model"],
            made=datetime.fromisoformat(value["made"]),
            done=value["done"],
        )
