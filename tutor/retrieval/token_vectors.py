"""Token by token: how much of a question's words a text says in its own words.

Words that mean nearly the same have token vectors that lie near each other, so a question's token
that finds a near one in a text is covered by it, whatever the spelling. This is the late
interaction of Khattab and Zaharia (ColBERT, SIGIR 2020), with an encoder that was trained for
whole sentences only.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tutor.documents.document import Span

Vectors = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class TokenVectors:
    """The tokens of a text that an encoder read, its special tokens left out."""

    vectors: Vectors  # float32 [tokens, dim], unit length
    spans: tuple[Span, ...]  # offsets into the text


def own_tokens(
    vectors: Vectors, offsets: Sequence[tuple[int, int]], prompt: int, length: int
) -> TokenVectors:
    """The tokens that stand in the text itself.

    Args:
        vectors: float32 [all tokens, dim].
        offsets: Of each token in the prompt and the text; empty for special tokens.
        prompt: Characters that the encoder put before the text.
        length: Characters of the text.
    """
    kept = [
        i
        for i, (start, end) in enumerate(offsets)
        if end > start and prompt <= start and end <= prompt + length
    ]
    spans = tuple(Span(offsets[i][0] - prompt, offsets[i][1] - prompt) for i in kept)
    return TokenVectors(vectors[kept], spans)


def soft_coverage(wanted: Vectors, texts: Sequence[TokenVectors]) -> float:
    """Mean over the wanted tokens of the cosine with the nearest token of any text, at most 1.

    Args:
        wanted: float32 [tokens, dim], unit length; 1 is returned for none.
        texts: What is looked in; 0 is returned where it has no tokens.
    """
    if not len(wanted):
        return 1.0
    found = [text.vectors for text in texts if len(text.vectors)]
    if not found:
        return 0.0
    return float((wanted @ np.concatenate(found).T).max(axis=1).mean())
