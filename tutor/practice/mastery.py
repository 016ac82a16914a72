"""How much of something a student knows, and how sure that is.

The share that is known has a beta distribution: it starts as Beta(1, 1), by which every share is
equally likely, and each answer adds its score to the one side and what it lacks to the other. The
interval is the middle 95% of it, so it is wide after few answers.

An item is answered again and again, and of its answers the last one tells most. Each earlier one
counts half as much as the one after it. So what was learned since shows, and no item ever weighs
more than two answers: one easy question that is often reviewed doesn't make a chapter known.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

_PRIOR = 1.0  # on both sides
_FADING = 0.5  # weight of an answer by that of the next one to the same item
_OUTSIDE = 0.025  # probability below the interval, and above it
_WELL = 0.8  # share of the points from which nothing is weak


@dataclass(frozen=True, slots=True)
class Mastery:
    """The share of something that a student knows."""

    key: str  # tells it from all others
    name: str
    answers: int
    mean: float  # 0 to 1; 0.5 where nothing was answered
    low: float  # of the 95% interval
    high: float
    points: float = 0.0  # of the answers alone, weighted; 0 to `weight`
    weight: float = 0.0  # how many fresh answers they are worth

    @property
    def is_weak(self) -> bool:
        """Whether there were answers, and less than four fifths of their points were gained."""
        return self.points < _WELL * self.weight


def mastery(key: str, name: str, scores: Collection[Sequence[float]]) -> Mastery:
    """What answers say of the share that is known.

    Args:
        key: Tells what they are about from all else.
        name: What it is called.
        scores: Of each item the scores of its answers, 0 to 1, oldest first.
    """
    from scipy.special import betaincinv  # takes its time to load

    points = weight = 0.0
    for own in scores:
        for age, score in enumerate(reversed(own)):
            points += score * _FADING**age
            weight += _FADING**age
    right, wrong = _PRIOR + points, _PRIOR + weight - points
    return Mastery(
        key,
        name,
        answers=sum(map(len, scores)),
        mean=right / (right + wrong),
        low=float(betaincinv(right, wrong, _OUTSIDE)),
        high=float(betaincinv(right, wrong, 1 - _OUTSIDE)),
        points=points,
        weight=weight,
    )
