"""Joining the scores of several rankings of the same passages into one."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Scores = npt.NDArray[np.float32]


def zscore_sum(
    parts: Sequence[tuple[float, Scores]], over: Sequence[Scores] | None = None
) -> Scores:
    """Add up score lists, each brought to mean 0 and standard deviation 1 and then weighted.

    Cosines lie in [-1, 1] and BM25 scores in [0, ∞); in standard deviations above the mean the two
    can be added, and how far ahead the best passage is stays visible, which ranks forget. A list
    whose scores are all the same says nothing and adds nothing.

    Args:
        parts: Pairs of a weight and scores, float32 [n], all in the same order of passages.
        over: Of each list the scores whose mean and deviation are taken, of any length; its own
            without them.

    Returns:
        float32 [n], higher is better.
    """
    if not parts:
        raise ValueError("there must be at least one list of scores")
    total = np.zeros(len(parts[0][1]), dtype=np.float32)
    for i, (weight, scores) in enumerate(parts):
        measured = scores if over is None else over[i]
        if len(scores) != len(total):
            raise ValueError(f"score lists differ in length: {len(scores)} and {len(total)}")
        if not len(measured):
            continue
        deviation = float(measured.std())
        # Rounding leaves equal scores a deviation of about 1e-8 of their size.
        if deviation > 1e-6 * max(1.0, float(np.abs(measured).max())):
            total += np.float32(weight / deviation) * (scores - measured.mean())
    return total


def reciprocal_rank_fusion(rankings: Sequence[Scores], k: float = 60) -> Scores:
    """Join rankings by the sum of 1 / (k + rank), after Cormack, Clarke and Büttcher (SIGIR 2009).

    Equal scores share the best of their ranks, so that the order of the input decides nothing.

    Args:
        rankings: Score lists, float32 [n], higher is better, in the same order of passages.
        k: How little the first ranks stand out; 60 is the paper's.

    Returns:
        float32 [n], higher is better.
    """
    if not rankings:
        raise ValueError("there must be at least one list of scores")
    total = np.zeros(len(rankings[0]), dtype=np.float32)
    for scores in rankings:
        ascending = np.sort(scores)
        better = len(scores) - np.searchsorted(ascending, scores, side="right")
        total += (1 / (k + 1 + better)).astype(np.float32)
    return total
