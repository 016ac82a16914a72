"""An encoder without weights for which texts are as near as they share words, and no nearer."""

import hashlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from tutor.documents.document import Span
from tutor.progress import Progress, silent
from tutor.retrieval.token_vectors import TokenVectors

Vectors = npt.NDArray[np.float32]
_DIM = 512  # so many that two words have little to do with each other


class WordsEncoder:
    """A text's vector is the sum of its words' own random ones."""

    name = "words"
    fingerprint = "fingerprint of words"
    dim = _DIM
    late_pooling = True
    max_tokens = 60

    def count_tokens(self, text: str) -> int:
        return len(text.split())

    def encode(self, texts: Sequence[str], progress: Progress = silent) -> Vectors:
        progress("Encoding", len(texts), len(texts))
        return np.stack([_vector(text) for text in texts])

    def encode_query(self, text: str) -> Vectors:
        return _vector(text)

    def encode_with_sentences(
        self, texts: Sequence[str], spans: Sequence[Sequence[Span]], progress: Progress = silent
    ) -> tuple[Vectors, list[Vectors]]:
        parts = [
            np.stack([_vector(text[span.start : span.end]) for span in own])
            for text, own in zip(texts, spans, strict=True)
        ]
        return self.encode(texts, progress), parts

    def encode_tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        raise NotImplementedError("a search looks at no tokens")


def _vector(text: str) -> Vectors:
    total = np.full(_DIM, 1e-6)
    for word in text.lower().split():
        seed = int.from_bytes(hashlib.sha256(word.encode("utf-8", "replace")).digest()[:4], "big")
        total += np.random.default_rng(seed).standard_normal(_DIM)
    return (total / np.linalg.norm(total)).astype(np.float32)
