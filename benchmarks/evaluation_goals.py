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
GOALS: Mapping[str, Mapping[str, Goal]] = {
    "xquad": {
        "R@1": Goal(0.975),
        "MRR@10": Goal(0.985),
        "gold_in_answer": Goal(0.88),
        "cited_sentences": Goal(0.98),
        "citation_precision": Goal(0.97),
        "citation_recall": Goal(0.95),
        "abstention_far": Goal(0.97),
        "abstention_near": Goal(0.80),
        "false_abstention": Goal(0.04, at_most=True),
    },
    "dlqa": {"R@1": Goal(0.75), "R@5": Goal(0.94), "MRR@10": Goal(0.83)},
}


def with_goals(dataset: str, metrics: Mapping[str, Measure]) -> dict[str, Measure]:
    """The figures, those that have a goal with it."""
    goals = GOALS.get(dataset, {})
    return {
        name: replace(measure, goal=goals[name].value, at_most=goals[name].at_most)
        if name in goals
        else measure
        for name, measure in metrics.items()
    }
