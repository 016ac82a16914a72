"""Fit what `tutor.practice.short_answers` holds: two regressions and where the verdicts begin."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from itertools import product

import numpy as np
from sklearn.linear_model import LogisticRegression

from benchmarks.grading_agreement import Pair, kappa
from tutor.practice.point_signals import PointSignals
from tutor.practice.short_answers import GradingLimits, PointRegression

STRENGTH = 3.0  # inverse of the penalty on squared coefficients: there are few points to fit on
DENIED = -3.0  # log-odds
RIGHT_FROM = tuple(i / 20 for i in range(10, 21))
PARTLY_FROM = tuple(i / 20 for i in range(1, 9))


@dataclass(frozen=True, slots=True)
class PointRow:
    """One key point in one answer, as it was measured."""

    signals: PointSignals
    weight: float
    said: bool  # by the person who labelled it
    verdict: float | None  # the model's log-odds; None where no model was asked


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One answer with its points; without points it is none by its form alone."""

    question: str
    label: str
    points: tuple[PointRow, ...]


def fit(rows: Sequence[AnswerRow], *, with_model: bool) -> GradingLimits:
    """The limits that fit these answers best; the same rows always give the same ones.

    Args:
        rows: The tuning half.
        with_model: Whether the rows have the model's verdicts.
    """
    points = [point for row in rows for point in row.points]
    base = GradingLimits(signals=_regression(points, with_model=False))
    if with_model:
        base = _with(base, joint=_regression(points, with_model=True))
    best = max(
        product(RIGHT_FROM, PARTLY_FROM),
        # Of equally good thresholds the middle ones: the highest kappa, then nearest to 0.8, 0.2.
        key=lambda t: (round(_agreement(rows, base, *t), 6), -abs(t[0] - 0.8) - abs(t[1] - 0.2)),
    )
    return _with(base, right_from=best[0], partly_from=best[1])


def verdict_of(row: AnswerRow, limits: GradingLimits) -> str:
    """What an answer is graded under some limits, from what was measured."""
    score = sum(p.weight for p in row.points if _said(p, limits))
    if score >= limits.right_from:
        return "right"
    return "partly" if score >= limits.partly_from else "wrong"


def described(limits: GradingLimits) -> list[str]:
    """The limits as the lines of source that hold them."""
    return [f"{f.name} = {getattr(limits, f.name)!r}" for f in fields(GradingLimits)]


def _said(point: PointRow, limits: GradingLimits) -> bool:
    probability = limits.signals.probability(point.signals)
    if point.verdict is not None and limits.doubt_from <= probability < limits.doubt_to:
        probability = limits.joint.probability(point.signals, point.verdict)
    return probability >= limits.said_from


def _agreement(
    rows: Sequence[AnswerRow], limits: GradingLimits, right: float, partly: float
) -> float:
    chosen = _with(limits, right_from=right, partly_from=partly)
    return kappa([Pair(r.question, r.label, verdict_of(r, chosen)) for r in rows])


def _regression(points: Sequence[PointRow], *, with_model: bool) -> PointRegression:
    # Hardly any point is denied, too few to learn from: what that counts is set by hand.
    points = [point for point in points if not point.signals.denied]
    x = np.array([_features(point, with_model) for point in points])
    y = np.array([point.said for point in points])
    # Log-odds of the model are several times as large as the other signals: on one scale the
    # penalty treats them alike.
    scale = x.std(axis=0)
    scale[scale == 0] = 1.0
    model = LogisticRegression(C=STRENGTH, max_iter=2000).fit(x / scale, y)
    near, misplaced, numbers, *verdict = (round(float(c), 2) for c in model.coef_[0] / scale)
    intercept = round(float(model.intercept_[0]), 2)
    return PointRegression(intercept, near, misplaced, numbers, DENIED, *verdict)


def _features(point: PointRow, with_model: bool) -> list[float]:
    read = point.signals
    signals = [read.near, read.misplaced, read.numbers]
    return [*signals, float(point.verdict or 0.0)] if with_model else signals


def _with(limits: GradingLimits, **change: object) -> GradingLimits:
    values = {f.name: getattr(limits, f.name) for f in fields(GradingLimits)}
    return GradingLimits(**{**values, **change})
