"""A practice question, tied to the passage that it was made from."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias, get_args

from tutor.documents.document import Chunk, Span

Kind: TypeAlias = Literal["multiple-choice", "true-false", "short-answer", "cloze", "flashcard"]
Difficulty: TypeAlias = Literal["easy", "medium", "hard"]
Origin: TypeAlias = Literal["generated", "notes", "imported"]

KINDS: tuple[Kind, ...] = get_args(Kind)
DIFFICULTIES: tuple[Difficulty, ...] = get_args(Difficulty)
LETTERS = "ABCDEFGH"  # of the options, in order
BLANK = "_____"  # in a cloze's text


@dataclass(frozen=True, slots=True)
class Citation:
    """The passage that a question was made from, as it was then."""

    chunk_id: str
    document: str  # the document's id
    locator: str  # where in it, in words
    text: str  # the passage
    heading: str = ""
    evidence: tuple[Span, ...] = ()  # offsets into `text` of what supports the answer

    @classmethod
    def of(cls, chunk: Chunk, evidence: tuple[Span, ...] = ()) -> "Citation":
        """A citation of a chunk, with the sentences of it that support the answer."""
        return cls(
            chunk.id,
            chunk.document_id,
            chunk.locator.label,
            chunk.text,
            heading=chunk.heading,
            evidence=evidence,
        )

    def to_dict(self) -> dict[str, Any]:
        """The citation as JSON values, in the commands' published shape."""
        return {
            "chunk_id": self.chunk_id,
            "document": self.document,
            "locator": self.locator,
            "heading": self.heading,
            "text": self.text,
            "evidence": [list(span) for span in self.evidence],
        }

    @classmethod
    def from_dict(cls, value: Mapping[str, Any]) -> "Citation":
        """A citation as `to_dict` wrote it.

        Raises:
            KeyError, TypeError: It is not one.
        """
        return cls(
            value["chunk_id"],
            value["document"],
            value["locator"],
            value["text"],
            heading=value.get("heading", ""),
            evidence=tuple(Span(*span) for span in value.get("evidence", ())),
        )


@dataclass(frozen=True, slots=True)
class Question:
    """One item of practice.

    `answer` is the index of the right option for multiple choice, a boolean for true or false, the
    missing words for a cloze, and text otherwise.
    """

    kind: Kind
    question: str  # Markdown; of a cloze the text with `BLANK`, of true or false the statement
    answer: int | bool | str
    explanation: str
    citations: tuple[Citation, ...]
    topic: str  # the section that it is about
    difficulty: Difficulty = "medium"
    options: tuple[str, ...] | None = None  # of multiple choice only
    chapter: str = ""  # the key of its chapter in the outline; empty where it has none
    key_points: tuple[str, ...] = ()  # what a full answer says, for short answers and flashcards
    origin: Origin = "generated"
    id: str = field(default="", compare=False)  # made of the content where it is not given

    def __post_init__(self) -> None:
        """Give the question an id that the same content always has.

        Raises:
            ValueError: The answer is not of the question's kind.
        """
        if not _fits(self.kind, self.answer, self.options):
            raise ValueError(f"{self.answer!r} is no answer of a {self.kind} question")
        if not self.id:
            object.__setattr__(self, "id", _id_of(self))

    @property
    def answer_text(self) -> str:
        """The right answer in words."""
        if self.options is not None and isinstance(self.answer, int):
            return self.options[self.answer]
        if isinstance(self.answer, bool):
            return "True" if self.answer else "False"
        return str(self.answer)

    def is_current(self, chunk_ids: Collection[str]) -> bool:
        """Whether it may be asked over notes that have these passages.

        What was made from the notes needs all passages that it cites; what somebody brought in is
        theirs, and may be asked whatever became of the passage that supports it.
        """
        return self.origin == "imported" or all(c.chunk_id in chunk_ids for c in self.citations)

    def to_dict(self) -> dict[str, Any]:
        """The question as JSON values, in the commands' published shape."""
        return {
            "id": self.id,
            "kind": self.kind,
            "question": self.question,
            "options": None if self.options is None else list(self.options),
            "answer": self.answer,
            "explanation": self.explanation,
            "citations": [citation.to_dict() for citation in self.citations],
            "topic": self.topic,
            "chapter": self.chapter,
            "difficulty": self.difficulty,
            "key_points": list(self.key_points),
            "origin": self.origin,
        }

    @classmethod
    def from_dict(cls, value: Mapping[str, Any]) -> "Question":
        """A question as `to_dict` wrote it.

        Raises:
            KeyError, TypeError, ValueError: It is not one.
        """
        options = value["options"]
        return cls(
            kind=value["kind"],
            question=value["question"],
            answer=value["answer"],
            explanation=value["explanation"],
            citations=tuple(Citation.from_dict(each) for each in value["citations"]),
            topic=value["topic"],
            difficulty=value["difficulty"],
            options=None if options is None else tuple(options),
            chapter=value.get("chapter", ""),
            key_points=tuple(value.get("key_points", ())),
            origin=value.get("origin", "generated"),
            id=value["id"],
        )


def _fits(kind: Kind, answer: int | bool | str, options: tuple[str, ...] | None) -> bool:
    if kind == "multiple-choice":
        is_index = isinstance(answer, int) and not isinstance(answer, bool)
        return is_index and options is not None and 0 <= int(answer) < len(options)
    if options is not None:
        return False
    return isinstance(answer, bool if kind == "true-false" else str)


def _id_of(question: Question) -> str:
    # The order of the options is no part of what is asked.
    parts = (
        question.kind,
        question.question,
        question.answer_text,
        *sorted(question.options or ()),
        *(citation.chunk_id for citation in question.citations),
    )
    return f"q{hashlib.sha256(chr(31).join(parts).encode()).hexdigest()[:12]}"
