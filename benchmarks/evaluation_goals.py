"""What the figures of docs/evaluation.md are held against."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from tutor.evaluation.suite import Measure


@dataclass(frozen=True)
class Goal:
    """The least that is wanted of a figure, or the most."""

    value: float
    at_most: bool = False


# Of a data set's name, the goals of its figures.
GOALS: Mapping[str, Mapping[str, Goal]] = {"xquad": {}, "dlqa": {}}


def with_goals(dataset: str, metrics: Mapping[str, Measure]) -> dict[str, Measure]:
    """The figures, those that have a goal with it."""
    goals = GOALS.get(dataset, {})
    return {
        name: replace(measure, goal=goals[name].value, at_most=goals[name].at_most)
        if name in goals
        else measure
        for name, measure in metrics.items()
    }
