"""How far graded answers agree with the labels that a person gave them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tutor.evaluation.suite import Measure, ratio

LABELS = ("right", "partly", "wrong")
_RESAMPLES = 2000
_SEED = 20240229


@dataclass(frozen=True, slots=True)
class Pair:
    """One answer: the label that it has and the verdict that it got."""

    question: str  # answers to one question are not independent of each other
    label: str
    verdict: str


def kappa(pairs: Sequence[Pair]) -> float:
    """Cohen's kappa, unweighted (Cohen, Educational and Psychological Measurement, 1960).

    0 is the agreement of chance and 1 a perfect one; where all pairs are of one label it is 1 or 0.
    """
    n = len(pairs)
    observed = sum(pair.label == pair.verdict for pair in pairs) / n
    given = Counter(pair.label for pair in pairs)
    got = Counter(pair.verdict for pair in pairs)
    expected = sum(given[label] * got[label] for label in LABELS) / n**2
    return (observed - expected) / (1 - expected) if expected < 1 else float(observed == 1)


def accuracy_of(pairs: Sequence[Pair]) -> Measure:
    """The share of verdicts that are the label, with a 95% interval over questions."""
    groups = _by_question(pairs)
    return ratio("accuracy", [(sum(p.label == p.verdict for p in g), len(g)) for g in groups])


def kappa_of(pairs: Sequence[Pair]) -> Measure:
    """Cohen's kappa with its 95% percentile bootstrap interval, questions being resampled."""
    groups = _by_question(pairs)
    picks = np.random.default_rng(_SEED).integers(0, len(groups), (_RESAMPLES, len(groups)))
    values = [kappa([pair for i in pick for pair in groups[i]]) for pick in picks]
    low, high = np.percentile(values, (2.5, 97.5))
    return Measure("kappa", kappa(pairs), float(low), float(high), len(pairs), goal=0.7)


def confusion(pairs: Sequence[Pair]) -> list[list[int]]:
    """How many answers of each label (rows) got each verdict (columns), in the order of LABELS."""
    counts = Counter((pair.label, pair.verdict) for pair in pairs)
    return [[counts[label, verdict] for verdict in LABELS] for label in LABELS]


def _by_question(pairs: Sequence[Pair]) -> list[list[Pair]]:
    groups: dict[str, list[Pair]] = {}
    for pair in pairs:
        groups.setdefault(pair.question, []).append(pair)
    return list(groups.values())
