"""What to do on each day up to the exam.

Reviews are done on the day on which they are due where they can be, since that is when they help
most; what would make a day longer than the others need to be waits, and comes first on the next.
New questions are spread evenly. Reviews that will follow from these are not known yet: the plan is
made anew after every answer.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

SHOWN = 28  # days at most; what is further off will change anyway
UNBOUND = 7  # days that are planned where there is no exam
_NEW_A_DAY = 20  # at most, as in Anki; each of them comes back several times
_TOPICS_A_DAY = 5


@dataclass(frozen=True, slots=True)
class PlanDay:
    """One day's work."""

    day: date
    reviews: int
    new: int  # questions that were never asked
    topics: tuple[str, ...]  # that these are about, the weakest first; five at most


def plan(
    reviews: Sequence[tuple[date, str]],
    new: Sequence[str],
    standing: Mapping[str, float],
    *,
    today: date,
    exam_date: date | None,
) -> tuple[PlanDay, ...]:
    """Spread work over the days from today until the day before the exam.

    The last of several days brings nothing new. An exam that is over counts as none.

    Args:
        reviews: The day on which each is due, and its topic; longest due first.
        new: The topic of each question that should be asked for the first time, in that order.
        standing: The share that is known of each topic, 0 to 1.
        today: The first day.
        exam_date: The day of the exam, which may be today.

    Returns:
        The next days, 28 at most.
    """
    exam = exam_date if exam_date is not None and exam_date >= today else None
    length = UNBOUND if exam is None else max((exam - today).days, 1)
    fresh_days = length if exam is None or length == 1 else length - 1
    fresh = new[: _NEW_A_DAY * fresh_days]
    offsets = [(max((day - today).days, 0), topic) for day, topic in reviews]
    waiting = [pair for pair in offsets if pair[0] < length]
    limit = _fewest_a_day([offset for offset, _ in waiting], length)
    days = []
    done = asked = 0
    for at in range(min(length, SHOWN)):
        ready = [topic for offset, topic in waiting[done : done + limit] if offset <= at]
        done += len(ready)
        # An even share of the whole, to the question.
        until = len(fresh) * min(at + 1, fresh_days) // fresh_days
        topics = sorted(
            {*ready, *fresh[asked:until]}, key=lambda topic: (standing.get(topic, 0.5), topic)
        )
        day = today + timedelta(days=at)
        days.append(PlanDay(day, len(ready), until - asked, tuple(topics[:_TOPICS_A_DAY])))
        asked = until
    return tuple(days)


def _fewest_a_day(offsets: Sequence[int], length: int) -> int:
    """How many a day are enough, where none is done before its day and all are done in time."""
    due = Counter(offsets)
    most = later = 0
    for offset in sorted(due, reverse=True):
        later += due[offset]
        most = max(most, -(-later // (length - offset)))
    return most
