"""What is known has an interval, which is as wide as the answers are few."""

import pytest

from tutor.practice.mastery import Mastery, mastery


def known(*scores: list[float]) -> Mastery:
    return mastery("key", "Name", scores)


def test_nothing_is_claimed_before_the_first_answer() -> None:
    nothing = known()
    assert (nothing.answers, nothing.mean) == (0, 0.5)
    assert (nothing.low, nothing.high) == pytest.approx((0.025, 0.975))
    assert not nothing.is_weak


@pytest.mark.parametrize(
    ("right", "wrong", "mean", "low", "high"),
    [
        # Beta(1, 2) and Beta(2, 1) in closed form: 1 - sqrt(1 - p) and sqrt(p).
        (0, 1, 1 / 3, 1 - 0.975**0.5, 1 - 0.025**0.5),
        (1, 0, 2 / 3, 0.025**0.5, 0.975**0.5),
        # Beta(n + 1, 1): the n-th roots.
        (9, 0, 10 / 11, 0.025**0.1, 0.975**0.1),
        # Beta(8, 4), from tables.
        (7, 3, 8 / 12, 0.3903, 0.8907),
    ],
)
def test_the_interval_is_that_of_the_beta_distribution(
    right: int, wrong: int, mean: float, low: float, high: float
) -> None:
    found = known(*[[1.0]] * right, *[[0.0]] * wrong)
    assert found.answers == right + wrong
    assert (found.mean, found.low, found.high) == pytest.approx((mean, low, high), abs=1e-4)


def test_more_answers_of_the_same_kind_are_surer() -> None:
    widths = [known(*[[1.0], [0.0]] * number) for number in (1, 4, 16)]
    assert [round(each.mean, 6) for each in widths] == [0.5] * 3
    assert widths[0].high - widths[0].low > 2 * (widths[2].high - widths[2].low)


def test_an_answer_that_is_half_right_counts_half() -> None:
    assert known([0.5]).mean == pytest.approx(0.5)
    assert known([0.5]).high < known().high


def test_of_the_answers_to_an_item_the_last_ones_tell_most() -> None:
    learned, forgotten = known([0, 0, 1, 1]), known([1, 1, 0, 0])
    assert learned.mean > 0.6 > 0.4 > forgotten.mean
    assert (learned.weight, learned.points) == (1.875, 1.5)
    assert learned.answers == 4


def test_one_item_that_is_often_reviewed_does_not_make_a_chapter_known() -> None:
    assert known([1.0] * 100).low < known([1.0], [1.0], [1.0]).low


@pytest.mark.parametrize(
    ("scores", "weak"), [([1.0], False), ([0.8], False), ([0.79], True), ([0.0, 1.0], True)]
)
def test_weak_is_where_less_than_four_fifths_was_gained(scores: list[float], weak: bool) -> None:
    assert known(scores).is_weak is weak
