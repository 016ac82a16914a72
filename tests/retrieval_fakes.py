"""An encoder without weights, and notes for it to encode."""

import hashlib
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from tutor.documents.document import Chunk, Document, Locator, Span
from tutor.documents.note_file import NoteFile
from tutor.documents.readers import text_notes
from tutor.progress import Progress, silent
from tutor.retrieval.builder import update
from tutor.retrieval.report import BuildReport
from tutor.retrieval.token_vectors import TokenVectors

Vectors = npt.NDArray[np.float32]

DIM = 24


class FakeEncoder:
    """Texts that share words are alike; a word is a token. Remembers what it encoded."""

    def __init__(
        self, name: str = "fake", fingerprint: str | None = None, *, dim: int = DIM
    ) -> None:
        self.name = name
        self.fingerprint = fingerprint or f"fingerprint of {name}"
        self.dim = dim
        self.late_pooling = True
        self.max_tokens = 60
        self.encoded: list[str] = []

    def count_tokens(self, text: str) -> int:
        return len(text.split())

    def encode(self, texts: Sequence[str], progress: Progress = silent) -> Vectors:
        self.encoded += texts
        progress("Encoding", len(texts), len(texts))
        return np.stack([self._vector(text) for text in texts])

    def encode_query(self, text: str) -> Vectors:
        return self._vector(text)

    def encode_with_sentences(
        self, texts: Sequence[str], spans: Sequence[Sequence[Span]], progress: Progress = silent
    ) -> tuple[Vectors, list[Vectors]]:
        parts = [
            np.stack([self._vector(text[span.start : span.end]) for span in own])
            for text, own in zip(texts, spans, strict=True)
        ]
        return self.encode(texts, progress), parts

    def encode_tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        found = []
        for text in texts:
            words = [match.span() for match in re.finditer(r"\S+", text)]
            vectors = [self._vector(text[start:end].strip(".,?!:")) for start, end in words]
            stacked = np.stack(vectors) if vectors else np.empty((0, self.dim), dtype=np.float32)
            found.append(TokenVectors(stacked, tuple(Span(*word) for word in words)))
        return found

    def _vector(self, text: str) -> Vectors:
        """The sum of the words' own random vectors, unit length."""
        total = np.full(self.dim, 1e-3)
        for word in text.lower().split():
            digest = hashlib.sha256(word.encode("utf-8", "replace")).digest()
            seed = int.from_bytes(digest[:4], "big")
            total += np.random.default_rng(seed).standard_normal(self.dim)
        return (total / np.linalg.norm(total)).astype(np.float32)


def chunk(chunk_id: str, text: str, *sentences: str, document: str = "notes.md") -> Chunk:
    """A chunk whose sentences are the given pieces of its text."""
    starts = [text.index(sentence) for sentence in sentences]
    return Chunk(
        id=chunk_id,
        document_id=document,
        title="Notes",
        heading_path=("Part",),
        locator=Locator("heading", "Part"),
        span=Span(0, len(text)),
        text=text,
        sentences=tuple(Span(a, a + len(s)) for a, s in zip(starts, sentences, strict=True)),
    )


NOTES = {
    "learning.md": "# Learning\n\nDropout switches units off. It keeps networks from overfitting.\n"
    "\n## Optimisers\n\nAdam keeps two moving averages. Momentum keeps one.\n",
    "health.md": "# Health data\n\nICD codes name diagnoses. Claims data are made for billing.\n",
    "sequences.md": "# Sequences\n\nA recurrent network reads one word after another.\n",
}


def write_notes(folder: Path, notes: dict[str, str] = NOTES) -> Path:
    """A folder with notes."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in notes.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def write_passages(path: Path, rows: Sequence[tuple[str, str]]) -> Path:
    """A passages file with rows of an id and a text."""
    lines = [json.dumps({"id": i, "title": i, "text": text}) for i, text in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


BROKEN = b"# Broken\n\n\xff\xfe\xfa"  # a note that is not UTF-8


def names_of_files_read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the text files that are read from now on, as they are."""
    names: list[str] = []
    reader = text_notes.read

    def counted(note: NoteFile) -> Document:
        names.append(note.path.name)
        return reader(note)

    monkeypatch.setattr(text_notes, "read", counted)
    return names


def run(index: Path, **change: Any) -> BuildReport:
    """Bring an index up to date, under an encoder without weights."""
    return update(index, FakeEncoder(), **change)
