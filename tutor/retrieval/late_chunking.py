"""Vectors of parts of a text, pooled out of the token vectors of the whole text."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from tutor.documents.document import Span


def part_means(
    tokens: npt.NDArray[np.float32],
    offsets: Sequence[tuple[int, int]],
    parts: Sequence[Span],
) -> tuple[npt.NDArray[np.float32], list[int]]:
    """Mean of the token vectors inside each part: late chunking (Günther et al., arXiv:2409.04701).

    The whole text has gone through the model before it is cut, so that a sentence's "it" knows
    what it refers to.

    Args:
        tokens: float32 [tokens, dim], the text's token vectors, special tokens included.
        offsets: Each token's place in the text; empty for special tokens.
        parts: Places of the parts in the same text.

    Returns:
        float32 [k, dim], not of unit length, for the k parts that have tokens, and which they are.
    """
    places = np.array(offsets, dtype=np.int64).reshape(-1, 2)
    # By its last character, because some tokenizers begin a token with the space before the word.
    last = np.where(places[:, 1] > places[:, 0], places[:, 1] - 1, -1)
    bounds = np.array(parts, dtype=np.int64).reshape(-1, 2)
    inside = (last >= bounds[:, :1]) & (last < bounds[:, 1:])  # [parts, tokens]
    counts = inside.sum(axis=1)
    kept = np.flatnonzero(counts)
    means = inside[kept].astype(np.float32) @ tokens / counts[kept, None]
    return means.astype(np.float32), kept.tolist()
