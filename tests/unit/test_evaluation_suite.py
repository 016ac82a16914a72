"""Figures and their intervals."""

import pytest

from tutor.evaluation.suite import Measure, median, rate, ratio


def test_a_rate_is_the_mean_with_an_interval_around_it() -> None:
    measure = rate("found", [True] * 90 + [False] * 10)
    assert measure.value == pytest.approx(0.9)
    assert measure.n == 100
    # The normal approximation gives 0.841 to 0.959.
    assert measure.low == pytest.approx(0.84, abs=0.015)
    assert measure.high == pytest.approx(0.96, abs=0.015)


def test_two_runs_give_the_same_interval() -> None:
    outcomes = [True, False, True, True, False]
    assert rate("found", outcomes) == rate("found", outcomes)


def test_a_ratio_counts_what_is_in_the_questions_and_resamples_the_questions() -> None:
    # One question with many wrong citations: it is in a resample or it isn't.
    parts = [(1, 1)] * 9 + [(0, 9)]
    measure = ratio("precision", parts)
    assert measure.value == pytest.approx(9 / 18)
    assert measure.n == 10
    assert measure.high == 1.0
    assert measure.low < 0.35  # citation by citation it would be about 0.27 to 0.73 around 0.5


def test_a_question_without_citations_is_no_error_in_a_resample() -> None:
    measure = ratio("precision", [(1, 1), (0, 0)])
    assert (measure.value, measure.low, measure.high) == (1.0, 1.0, 1.0)


def test_a_median_has_an_interval_too() -> None:
    measure = median("seconds", [1.0, 2.0, 3.0, 4.0, 50.0])
    assert measure.value == 3.0
    assert measure.low < 3.0 < measure.high


@pytest.mark.parametrize("nothing", [lambda: rate("x", []), lambda: ratio("x", [(0, 0)])])
def test_nothing_has_no_figure(nothing: "object") -> None:
    with pytest.raises(ValueError, match="measured on nothing"):
        nothing()  # type: ignore[operator]


@pytest.mark.parametrize(
    ("goal", "at_most", "reached"),
    [(0.8, False, True), (0.95, False, False), (0.95, True, True), (0.8, True, False)],
)
def test_a_goal_is_a_least_or_a_most(goal: float, at_most: bool, reached: bool) -> None:
    assert Measure("x", 0.9, 0.8, 1.0, 10, goal, at_most).reached is reached


def test_without_a_goal_none_is_reached_or_missed() -> None:
    measure = rate("x", [True])
    assert measure.reached is None
    assert measure.to_dict() == {"value": 1.0, "low": 1.0, "high": 1.0, "n": 1}
