"""What a model makes of some texts, whichever library runs it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Features:
    """Of n texts; no vector is of unit length yet."""

    sentences: Vectors  # float32 [n, dim], of the whole texts
    tokens: Sequence[Vectors]  # n times float32 [tokens, dim], special tokens included


class Model(Protocol):
    """A sentence encoder that is loaded."""

    @property
    def batch_tokens(self) -> int:
        """Tokens, padding included, that go through the model at once."""

    def features(
        self, texts: Sequence[str], ids: Sequence[Sequence[int]], prompt: str, /
    ) -> Features:
        """Run the model once.

        Args:
            texts: At least one, which can be encoded as UTF-8.
            ids: Their tokens with the prompt before them, cut to what the model reads.
            prompt: What stands before each text.
        """

    def after_pooling(self, means: Vectors) -> Vectors:
        """Send means of token vectors, float32 [n, dim], through what comes after the pooling."""


class Description(Protocol):
    """What is known of a sentence encoder before it runs."""

    @property
    def dim(self) -> int:
        """Numbers in a vector."""

    @property
    def max_tokens(self) -> int:
        """What is read of a text at most, prompt and special tokens included."""

    @property
    def prompts(self) -> Mapping[str, str]:
        """What the model wants before texts of each kind."""

    def tokenizer(self) -> str:
        """The tokenizer, as the text of its file."""


def unit(vectors: Vectors) -> Vectors:
    """The vectors, float32 [..., dim], with unit length; those of length 0 as they are."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    scaled: Vectors = (vectors / np.maximum(lengths, 1e-12)).astype(np.float32, copy=False)
    return scaled
