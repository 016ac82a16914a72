"""A figure with its interval, and what every suite of questions gives back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

_RESAMPLES = 2000
_SEED = 20240229
_TAILS = (2.5, 97.5)  # percentiles that leave 95% between them

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure with its 95% bootstrap interval."""

    name: str
    value: float
    low: float
    high: float
    n: int  # questions (or cases) that it was measured on
    goal: float | None = None
    at_most: bool = False  # the goal is the most that is wanted, and not the least

    @property
    def reached(self) -> bool | None:
        """Whether the goal is reached; None where there is none."""
        if self.goal is None:
            return None
        return self.value <= self.goal if self.at_most else self.value >= self.goal

    def to_dict(self) -> dict[str, Any]:
        """The figure as JSON values, in the command's published shape."""
        goal = {} if self.goal is None else {"goal": self.goal}
        return {"value": self.value, "low": self.low, "high": self.high, "n": self.n, **goal}


@dataclass(frozen=True, slots=True)
class SuiteResult:
    """What a suite measured, the rows it was measured on, and what went wrong."""

    name: str
    measures: tuple[Measure, ...]
    rows: tuple[Mapping[str, Any], ...]  # one for each case, as JSON values
    failures: tuple[str, ...]  # one sentence for each case that failed


def rate(
    name: str,
    outcomes: Sequence[bool | float],
    goal: float | None = None,
    *,
    at_most: bool = False,
) -> Measure:
    """The mean of the outcomes, one for each case (a bool or a share from 0 to 1).

    Raises:
        ValueError: There are no outcomes: leave the figure out instead.
    """
    values = _array(name, outcomes)
    return _measure(name, values, lambda picked: values[picked].mean(axis=-1), goal, at_most)


def ratio(
    name: str,
    parts: Sequence[tuple[float, float]],
    goal: float | None = None,
    *,
    at_most: bool = False,
) -> Measure:
    """The sum of the first numbers over the sum of the second, one pair for each question.

    Questions are resampled, and not what is counted in them: the sentences of one answer are not
    independent of each other.

    Raises:
        ValueError: The second numbers add up to nothing.
    """
    above = _array(name, [a for a, _ in parts])
    below = _array(name, [b for _, b in parts])
    if not below.sum():
        raise ValueError(f"{name} was measured on nothing")

    def quotient(picked: npt.NDArray[np.int64]) -> Floats:
        total = below[picked].sum(axis=-1)
        # A resample in which nothing is counted says nothing.
        return np.where(total > 0, above[picked].sum(axis=-1) / np.maximum(total, 1e-12), np.nan)

    return _measure(name, above, quotient, goal, at_most)


def median(
    name: str, values: Sequence[float], goal: float | None = None, *, at_most: bool = False
) -> Measure:
    """The median of one number for each question: seconds or words.

    Raises:
        ValueError: There are none.
    """
    numbers = _array(name, values)
    return _measure(
        name, numbers, lambda picked: np.median(numbers[picked], axis=-1), goal, at_most
    )


def _array(name: str, values: Sequence[bool | float]) -> Floats:
    if not len(values):
        raise ValueError(f"{name} was measured on nothing")
    return np.asarray(values, dtype=np.float64)


def _measure(
    name: str,
    values: Floats,
    statistic: Callable[[npt.NDArray[np.int64]], Any],
    goal: float | None,
    at_most: bool,
) -> Measure:
    """A statistic with its percentile bootstrap interval (Efron and Tibshirani, 1993, ch. 13).

    The same number of values is resampled in the same way each time, so that two runs give the
    same interval.
    """
    n = len(values)
    picked = np.random.default_rng(_SEED).integers(0, n, size=(_RESAMPLES, n))
    low, high = np.nanpercentile(statistic(picked), _TAILS)
    value = float(statistic(np.arange(n)))
    return Measure(name, value, float(low), float(high), n, goal, at_most)
