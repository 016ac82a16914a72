"""The plan does what is due in time, evenly, and the weakest first."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.practice.plan import SHOWN, plan

TODAY = date(2026, 4, 10)


def after(days: int) -> date:
    return TODAY + timedelta(days=days)


def planned(
    due: list[int], new: int = 0, *, exam: int | None = None
) -> tuple[list[int], list[int]]:
    """Reviews and new questions by day."""
    days = plan(
        [(after(each), f"topic {each}") for each in sorted(due)],
        [f"new {number}" for number in range(new)],
        {},
        today=TODAY,
        exam_date=None if exam is None else after(exam),
    )
    assert [each.day for each in days] == [after(number) for number in range(len(days))]
    return [each.reviews for each in days], [each.new for each in days]


def test_reviews_stay_on_their_day_where_no_day_is_overfull() -> None:
    assert planned([0, 0, 1, 2, 2, 3, 4], exam=5)[0] == [2, 1, 2, 1, 1]


def test_a_backlog_is_spread_over_the_days() -> None:
    assert planned([-9] * 10, exam=5)[0] == [2, 2, 2, 2, 2]
    assert planned([-9] * 9 + [1] * 2, exam=5)[0] == [3, 3, 3, 2, 0]


def test_what_is_due_late_is_not_done_early() -> None:
    assert planned([4] * 6, exam=5)[0] == [0, 0, 0, 0, 6]


def test_what_is_due_after_the_exam_is_left_out() -> None:
    assert planned([0, 2, 3, 90], exam=3)[0] == [1, 0, 1]


def test_new_questions_are_spread_and_none_come_on_the_last_day() -> None:
    assert planned([], 10, exam=5)[1] == [2, 3, 2, 3, 0]
    assert planned([], 3, exam=1)[1] == [3]
    assert planned([], 3, exam=0)[1] == [3]


def test_no_day_has_more_than_twenty_new_questions() -> None:
    assert planned([], 500, exam=4)[1] == [20, 20, 20, 0]


def test_without_an_exam_or_after_it_a_week_is_planned() -> None:
    for exam in (None, -1):
        assert planned([0], 14, exam=exam) == ([1, 0, 0, 0, 0, 0, 0], [2] * 7)


def test_an_exam_far_away_sets_the_pace_of_the_next_weeks() -> None:
    reviews, new = planned([0] * 100, 1000, exam=201)
    assert (len(reviews), set(reviews), set(new)) == (SHOWN, {1}, {5})
    distant = plan([], [], {}, today=TODAY, exam_date=date.max)
    assert len(distant) == SHOWN


def test_a_day_names_its_weakest_topics_first() -> None:
    standing = {"Loss": 0.2, "Layers": 0.9, "Vectors": 0.6}
    (day,) = plan(
        [(TODAY, "Layers"), (TODAY, "Vectors"), (TODAY, "Vectors")],
        ["Loss", "Neurons"],
        standing,
        today=TODAY,
        exam_date=after(1),
    )
    assert day.topics == ("Loss", "Neurons", "Vectors", "Layers")
    (many,) = plan([], list("abcdefgh"), {}, today=TODAY, exam_date=TODAY)
    assert (many.new, many.topics) == (8, tuple("abcde"))


@given(
    st.lists(st.integers(-30, 40), max_size=40),
    st.integers(0, 60),
    st.integers(0, SHOWN),
)
def test_everything_is_done_once_in_time_and_no_day_is_longer_than_it_need_be(
    due: list[int], new: int, exam: int
) -> None:
    reviews, fresh = planned(due, new, exam=exam)
    length = max(exam, 1)
    wanted = [max(each, 0) for each in due if each < length]
    assert len(reviews) == length
    assert sum(reviews) == len(wanted)
    for day in range(length):
        assert sum(reviews[: day + 1]) <= sum(each <= day for each in wanted)
    shortest = max(
        (-(-sum(each >= day for each in wanted) // (length - day)) for day in range(length)),
        default=0,
    )
    assert max(reviews) == shortest
    assert sum(fresh) == min(new, 20 * max(length - 1, 1))
    assert max(fresh) - min(fresh[: max(length - 1, 1)]) <= 1


@pytest.mark.parametrize("exam", [None, 9])
def test_the_same_work_always_gives_the_same_plan(exam: int | None) -> None:
    assert planned([3, 1, 1, 0], 9, exam=exam) == planned([0, 1, 1, 3], 9, exam=exam)
