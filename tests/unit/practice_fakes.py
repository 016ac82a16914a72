"""A course of three chapters, questions about it, and a maker that needs no model."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest
from answering_fakes import open_notes

from tutor.documents.document import Chunk
from tutor.generation.base import Generator, Message
from tutor.practice import production
from tutor.practice.bank import Bank
from tutor.practice.making.passage import Passage
from tutor.practice.making.rejection import Reason, Rejected
from tutor.practice.question import Citation, Kind, Question
from tutor.retrieval.retriever import Retriever

NOW = datetime(2030, 1, 1, 12, tzinfo=timezone.utc)
COURSE = {
    f"{number:02}-{name}.md": f"---\nchapter: {number}\n---\n\n# {title}\n\n{text}"
    for number, name, title, text in (
        (
            1,
            "dropout",
            "Stable training",
            "## Dropout\n\nDropout sets each unit of a layer to zero with probability 0.5 during "
            "training. At test time every unit of the network is kept by dropout.\n\n"
            "## Gradient clipping\n\nGradient clipping rescales a gradient whose norm is above a "
            "threshold. Gradient clipping prevents exploding gradients in recurrent networks.\n",
        ),
        (
            2,
            "bread",
            "Bread",
            "## Sourdough\n\nA sourdough starter is fed with flour and water every single day.\n",
        ),
        (
            3,
            "gates",
            "Gates",
            "## GRU\n\nA GRU has a reset gate and an update gate for its hidden state.\n",
        ),
    )
}


def open_course(folder: Path) -> Retriever:
    """The index of the course under an encoder without weights."""
    return open_notes(folder, COURSE)


def chunk_of(retriever: Retriever, heading: str) -> Chunk:
    """The passage below a heading."""
    return next(chunk for chunk in retriever.chunks if chunk.heading_path[-1:] == (heading,))


def item(
    words: str,
    chunk: Chunk | None = None,
    *,
    kind: Kind = "short-answer",
    sentence: int = 0,
    **fields: Any,
) -> Question:
    """A question in these words about a sentence of a passage."""
    citations: tuple[Citation, ...] = ()
    if chunk is not None:
        fields = {"topic": chunk.heading_path[-1], "chapter": chunk.metadata.chapter, **fields}
        citations = (Citation.of(chunk, (chunk.sentences[sentence],)),)
    answer: int | bool | str = {"multiple-choice": 0, "true-false": True}.get(kind, "it")
    options = ("a", "b", "c", "d") if kind == "multiple-choice" else None
    fields = {"topic": "Topic", "options": options, "answer": answer, **fields}
    return Question(kind, words, explanation="Because.", citations=citations, **fields)


@dataclass
class Maker:
    """Makes a question about a passage's next sentence; first come the rejections it was told."""

    rejections: deque[Reason] = field(default_factory=deque)
    made: list[tuple[Kind, str]] = field(default_factory=list)  # kind and heading
    difficulty: str = "medium"
    words: Iterable[str] = ()  # of the questions; else one of its own for each

    def __call__(
        self,
        kind: Kind,
        passage: Passage,
        course: object,
        generator: Generator,
        *,
        avoid: Iterable[Question],
    ) -> Question | Rejected:
        for _ in generator.stream([Message("user", "Ask.")], max_tokens=9):
            pass
        self.made.append((kind, passage.topic))
        if self.rejections:
            return Rejected(self.rejections.popleft())
        own = [q for q in avoid if any(c.chunk_id == passage.chunk.id for c in q.citations)]
        if len(own) >= len(passage.chunk.sentences):
            return Rejected("nothing to ask")
        words = f"{'-'.join('abcdefghij'[int(d)] for d in str(len(self.made)))} {passage.subject}?"
        return item(words, passage.chunk, kind=kind, sentence=len(own), difficulty=self.difficulty)


class Model:
    """A language model that always says the same, and counts how often it was asked."""

    name = "fake"
    context_length = 4096

    def __init__(self) -> None:
        self.asked = 0

    def count_tokens(self, messages: Iterable[Message]) -> int:
        return sum(len(message.content.split()) for message in messages)

    def stream(self, messages: object, *, max_tokens: int, stop: object = None) -> Any:
        self.asked += 1
        yield from ("Yes", ", ", "yes.")

    def choose(self, messages: object, choices: Iterable[str]) -> list[float]:
        self.asked += 1
        return [-1.0 for _ in choices]

    def close(self) -> None:
        pass


def install_maker(monkeypatch: pytest.MonkeyPatch, *rejections: Reason) -> Maker:
    """Put a maker that needs no model into the place of the real one."""
    maker = Maker(deque(rejections))
    monkeypatch.setattr(production, "make_question", maker)
    return maker


def bank_with(folder: Path, *questions: Question) -> Bank:
    """A bank that holds these."""
    bank = Bank.open(folder / "questions.sqlite3")
    bank.add(questions)
    return bank
