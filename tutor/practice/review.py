"""When an item comes back: FSRS 6 (https://github.com/open-spaced-repetition/py-fsrs).

A card is always worked out from all ratings of its item and nothing else, without chance and
without the clock. A rating that is corrected later therefore leaves no trace: the card is what it
would have been.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from enum import IntEnum

import fsrs

from tutor.records.values import CardRecord

_WELL = 0.85  # score from which an answer is right
_BADLY = 0.5  # score below which less was known than not
_PASSAGE_SHOWN = 3  # hints, of which the third is the passage that holds the answer
_SOON = timedelta(minutes=10)  # until what was not known comes back on the same day


class Rating(IntEnum):
    """How well an item was remembered, as FSRS counts."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


def rating_of(score: float, *, hints: int = 0) -> Rating:
    """The rating that follows from a grade.

    Nobody is said to have found an item easy: a right answer doesn't show that, and it may have
    been guessed. Who did can correct the rating.

    Args:
        score: Of the answer, 0 to 1.
        hints: That were shown before it.
    """
    if score < _BADLY or hints >= _PASSAGE_SHOWN:
        return Rating.AGAIN
    return Rating.HARD if score < _WELL or hints else Rating.GOOD


def reviewed(student: str, item_id: str, history: Sequence[tuple[int, datetime]]) -> CardRecord:
    """The card after these ratings of one item, which may be given in any order.

    Args:
        student: Whose card it is.
        item_id: What it is of.
        history: Ratings, 1 to 4, and the aware moments at which they were given.

    Raises:
        ValueError: There is no rating, or one is none.
    """
    if not history:
        raise ValueError(f"{item_id} was never rated")
    ratings = sorted(((moment, rating) for rating, moment in history), key=lambda pair: pair[0])
    scheduler = _scheduler()
    # Without an id and a date the card would take both from the clock, and sleep for the id.
    card = fsrs.Card(card_id=_card_id(student, item_id), due=_utc(ratings[0][0]))
    for moment, rating in ratings:
        card, _ = scheduler.review_card(card, fsrs.Rating(rating), _utc(moment))
    return CardRecord(student, item_id, dict(card.to_dict()), card.due)


def next_dates(history: Sequence[tuple[int, datetime]], now: datetime) -> dict[Rating, datetime]:
    """When an item with these ratings would come back after each rating that it may get now."""
    return {rating: reviewed("", "", [*history, (rating, now)]).due for rating in Rating}


def _scheduler() -> fsrs.Scheduler:
    # One step a day is enough: what was known need not come back ten minutes later, as it would
    # with the library's two steps. Fuzzing would give the same history another date each time.
    return fsrs.Scheduler(learning_steps=(_SOON,), relearning_steps=(_SOON,), enable_fuzzing=False)


def _card_id(student: str, item_id: str) -> int:
    """A number that the same card always has; programs that read FSRS cards want one."""
    digest = hashlib.sha256(f"{student}\x1f{item_id}".encode()).digest()
    return int.from_bytes(digest[:6], "big")


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(timezone.utc)  # FSRS takes no other zone, not even UTC by another name
