"""An item comes back when FSRS says so, which follows from its ratings alone."""

from datetime import datetime, timedelta, timezone

import fsrs
import pytest

from tutor.practice.review import Rating, next_dates, rating_of, reviewed

NOON = datetime(2026, 3, 1, 12, tzinfo=timezone.utc)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
History = list[tuple[Rating, datetime]]


def kept_up(ratings: str) -> tuple[History, list[timedelta]]:
    """The history of an item that is always reviewed when it is due, and its intervals."""
    history: History = []
    intervals = []
    now = NOON
    for digit in ratings:
        history.append((Rating(int(digit)), now))
        due = reviewed("me", "q1", history).due
        intervals.append(due - now)
        now = due
    return history, intervals


@pytest.mark.parametrize(
    ("ratings", "days"),
    [
        # The same as in the tests of py-fsrs, but for its second step of learning (0, 2, 11, …
        # 498) that is left out here.
        ("33333", [2, 11, 46, 163, 497]),
        ("444", [8, 66, 397]),
        ("1333", [0, 1, 2, 6]),
        ("33133", [2, 11, 0, 2, 5]),
        ("2233", [0, 0, 1, 4]),
    ],
)
def test_intervals_are_those_of_fsrs_6(ratings: str, days: list[int]) -> None:
    assert [interval.days for interval in kept_up(ratings)[1]] == days


def test_what_was_not_known_comes_back_on_the_same_day_and_what_was_known_does_not() -> None:
    assert next_dates([], NOON) == {
        Rating.AGAIN: NOON + 10 * MINUTE,
        Rating.HARD: NOON + 15 * MINUTE,
        Rating.GOOD: NOON + 2 * DAY,
        Rating.EASY: NOON + 8 * DAY,
    }


def test_each_button_does_what_was_said_beside_it() -> None:
    history, _ = kept_up("331")
    now = NOON + 20 * DAY
    dates = next_dates(history, now)
    assert sorted(dates.values()) == list(dates.values())
    for rating, due in dates.items():
        assert reviewed("me", "q1", [*history, (rating, now)]).due == due


def test_the_same_history_always_gives_the_same_card() -> None:
    history, _ = kept_up("32134")
    first = reviewed("me", "q1", history)
    assert reviewed("me", "q1", list(reversed(history))) == first
    assert first.state["card_id"] != reviewed("you", "q1", history).state["card_id"]


def test_a_corrected_rating_leaves_no_trace() -> None:
    moments = [moment for _, moment in kept_up("333")[0]]
    wrong_first = list(zip(map(Rating, (1, 3, 3)), moments, strict=True))
    right_first = list(zip(map(Rating, (3, 3, 3)), moments, strict=True))
    assert reviewed("me", "q1", wrong_first) != reviewed("me", "q1", right_first)
    corrected = [(Rating.GOOD, wrong_first[0][1]), *wrong_first[1:]]
    assert reviewed("me", "q1", corrected) == reviewed("me", "q1", right_first)
    assert reviewed("me", "q1", right_first).due == moments[-1] + 46 * DAY


def test_the_state_is_a_card_that_other_programs_of_fsrs_read() -> None:
    history, _ = kept_up("333")
    record = reviewed("me", "q1", history)
    card = fsrs.Card.from_dict(record.state)  # type: ignore[arg-type]
    assert (card.state, card.due, card.last_review) == (
        fsrs.State.Review,
        record.due,
        history[-1][1],
    )


def test_moments_of_any_zone_give_due_dates_in_utc() -> None:
    there = NOON.astimezone(timezone(timedelta(hours=-6)))
    assert reviewed("me", "q1", [(Rating.GOOD, there)]).due.isoformat() == (
        "2026-03-03T12:00:00+00:00"
    )


def test_neither_the_clock_nor_sleep_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("fsrs.card.datetime")
    monkeypatch.delattr("fsrs.card.time")
    assert reviewed("me", "q1", [(Rating.GOOD, NOON)]).due == NOON + 2 * DAY


@pytest.mark.parametrize("history", [[], [(0, NOON)], [(5, NOON)]])
def test_no_rating_and_one_that_is_none_are_bugs(history: History) -> None:
    with pytest.raises(ValueError, match=r"never rated|not a valid Rating"):
        reviewed("me", "q1", history)


@pytest.mark.parametrize(
    ("score", "hints", "rating"),
    [
        (1.0, 0, Rating.GOOD),
        (0.85, 0, Rating.GOOD),
        (0.84, 0, Rating.HARD),
        (0.5, 0, Rating.HARD),
        (0.49, 0, Rating.AGAIN),
        (0.0, 0, Rating.AGAIN),
        (1.0, 1, Rating.HARD),
        (1.0, 2, Rating.HARD),
        (1.0, 3, Rating.AGAIN),
        (0.3, 1, Rating.AGAIN),
    ],
)
def test_ratings_follow_from_the_score_and_the_hints(
    score: float, hints: int, rating: Rating
) -> None:
    assert rating_of(score, hints=hints) is rating
