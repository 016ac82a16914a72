"""The vectors of passages and of their sentences, each different text encoded once."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
import numpy.typing as npt

from tutor.documents.chunking import encoder_input
from tutor.documents.document import Chunk, Span
from tutor.progress import Progress, silent
from tutor.retrieval.token_vectors import TokenVectors

Vectors = npt.NDArray[np.float32]

SentenceVectors = Literal["late", "separate"]


class TextEncoder(Protocol):
    """What the index needs of an encoder; `embedding.Encoder` is the one that is used."""

    @property
    def name(self) -> str:
        """What the user calls it."""

    @property
    def fingerprint(self) -> str:
        """Changes whenever the vectors would."""

    @property
    def dim(self) -> int:
        """Numbers in a vector."""

    @property
    def max_tokens(self) -> int:
        """What is read of a text at most, in tokens, special tokens included."""

    @property
    def late_pooling(self) -> bool:
        """Whether `encode_with_sentences` can be called."""

    def count_tokens(self, text: str) -> int:
        """Tokens of a text, without special tokens."""

    def encode(self, texts: Sequence[str], progress: Progress = silent) -> Vectors:
        """float32 [n, dim], unit length."""

    def encode_query(self, text: str) -> Vectors:
        """float32 [dim], unit length."""

    def encode_with_sentences(
        self, texts: Sequence[str], spans: Sequence[Sequence[Span]], progress: Progress = silent
    ) -> tuple[Vectors, list[Vectors]]:
        """float32 [n, dim] and n times float32 [parts, dim], unit length."""

    def encode_tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        """The tokens of each text."""


@dataclass(frozen=True, slots=True)
class ChunkVectors:
    """Vectors of n chunks; chunk i's sentences are rows offsets[i] to offsets[i + 1]."""

    chunks: Vectors  # float32 [n, dim], unit length
    sentences: Vectors  # float32 [all sentences, dim], unit length
    sentence_offsets: npt.NDArray[np.int64]  # [n + 1]

    def of_sentences(self, row: int) -> Vectors:
        """float32 [sentences of the chunk, dim]."""
        return self.sentences[self.sentence_offsets[row] : self.sentence_offsets[row + 1]]


def join_vectors(chunks: Sequence[Vectors], sentences: Sequence[Vectors]) -> ChunkVectors:
    """Put the vectors of single chunks together; at least one chunk."""
    counts = [len(part) for part in sentences]
    return ChunkVectors(np.stack(chunks), np.concatenate(sentences), offsets_of(counts))


def offsets_of(counts: Sequence[int]) -> npt.NDArray[np.int64]:
    """Where each of several runs of rows begins, and the end of the last, int64 [n + 1]."""
    return np.concatenate([[0], np.cumsum(counts, dtype=np.int64)]).astype(np.int64)


def vector_key(chunk: Chunk) -> str:
    """What a chunk's vectors depend on, given the encoder; 64 hex digits."""
    spans = ",".join(f"{span.start}-{span.end}" for span in chunk.sentences)
    content = f"{spans}\n{chunk.context}\n{chunk.text}"
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()


def encode_chunks(
    encoder: TextEncoder,
    chunks: Sequence[Chunk],
    progress: Progress = silent,
    *,
    sentence_vectors: SentenceVectors = "late",
) -> ChunkVectors:
    """Encode chunks, and each of their sentences.

    Args:
        encoder: The sentence encoder.
        chunks: At least one.
        progress: Counts texts.
        sentence_vectors: "late" pools a sentence out of its chunk's tokens, in the pass that
            encodes the chunk; "separate" encodes the bare sentence by itself.

    Raises:
        EncoderError: The encoder can't be loaded, or can't pool late.
    """
    rows: dict[str, int] = {}
    unique = [c for c in chunks if rows.setdefault(vector_key(c), len(rows)) == len(rows) - 1]
    texts = [
        encoder_input(chunk, encoder.count_tokens, max_tokens=encoder.max_tokens)
        for chunk in unique
    ]
    if sentence_vectors == "late":
        spans = [_spans_in_input(c, t) for c, t in zip(unique, texts, strict=True)]
        whole, parts = encoder.encode_with_sentences(texts, spans, progress)
    else:
        sentences = [[c.text[s.start : s.end] for s in c.sentences] for c in unique]
        wanted = {text: i for i, text in enumerate(dict.fromkeys([*texts, *_flat(sentences)]))}
        vectors = encoder.encode(list(wanted), progress)
        whole = vectors[[wanted[text] for text in texts]]
        parts = [vectors[[wanted[s] for s in own]] for own in sentences]
    order = [rows[vector_key(chunk)] for chunk in chunks]
    return join_vectors([whole[i] for i in order], [parts[i] for i in order])


def _spans_in_input(chunk: Chunk, text: str) -> list[Span]:
    """The chunk's sentences as offsets into what is encoded, which ends with the chunk's text."""
    origin = len(text) - len(chunk.text)
    return [span.shifted(origin) for span in chunk.sentences]


def _flat(lists: Sequence[Sequence[str]]) -> list[str]:
    return [item for inner in lists for item in inner]
