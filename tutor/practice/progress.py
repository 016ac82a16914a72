"""What a student knows by now, what is weak, and what comes next."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeAlias

from tutor.practice.mastery import Mastery, mastery
from tutor.practice.outline import Outline
from tutor.practice.plan import PlanDay, plan
from tutor.practice.sections import Sections, WeakSection, weakest
from tutor.records.values import AnswerRecord, CardRecord, ItemRecord

__all__ = ["Mastery", "PlanDay", "Progress", "WeakSection", "measure"]

_DUE_DAYS = 14
_WEAKEST = 3  # sections: more would not be a start
_NEW_IN_WEAK = 2  # questions more for a topic that is weak
_ELSEWHERE = "Other questions"  # those that belong to no chapter or topic

_UNKNOWN = 0.5  # the share that is expected to be known of what was never asked

_Scores: TypeAlias = Mapping[str, Sequence[float]]  # by item, oldest first
_Topic: TypeAlias = tuple[str, str]  # its chapter's key and its name


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a student stands. Days are those of the time zone in which it was measured."""

    chapters: tuple[Mastery, ...]  # of the whole course, in its order
    topics: tuple[Mastery, ...]  # that were asked about, the weakest first
    due_by_day: tuple[tuple[date, int], ...]  # 14 days from today; today with what is overdue
    answers_by_day: tuple[tuple[date, int, float], ...]  # days with answers: how many, mean score
    weakest: tuple[WeakSection, ...]  # the weakest first; three at most
    plan: tuple[PlanDay, ...]  # up to the exam, or for a week
    exam_date: date | None
    due_now: int

    def to_dict(self) -> dict[str, Any]:
        """The same as JSON values."""
        return {
            "chapters": [_shown(each) for each in self.chapters],
            "topics": [_shown(each) for each in self.topics],
            "due_by_day": [{"day": str(day), "reviews": due} for day, due in self.due_by_day],
            "answers_by_day": [
                {"day": str(day), "answers": number, "mean": mean}
                for day, number, mean in self.answers_by_day
            ],
            "weakest": [asdict(section) for section in self.weakest],
            "plan": [
                {**asdict(each), "day": str(each.day), "topics": list(each.topics)}
                for each in self.plan
            ],
            "exam_date": None if self.exam_date is None else str(self.exam_date),
            "due_now": self.due_now,
        }


def measure(
    answers: Sequence[AnswerRecord],
    items: Mapping[str, ItemRecord],
    cards: Iterable[CardRecord],
    outline: Outline,
    *,
    now: datetime,
    exam_date: date | None,
) -> Progress:
    """Work out a student's progress.

    Args:
        answers: All of the student's answers, oldest first.
        items: What was answered, by id.
        cards: When each item is due; one whose passage is not in the notes any more is left out.
        outline: The course as it is now.
        now: The moment, in the time zone in which the student's days begin.
        exam_date: The day of the exam that the student prepares for.
    """
    today = now.date()
    sections = Sections(outline)
    scores: dict[str, list[float]] = defaultdict(list)
    for answer in answers:
        scores[answer.item_id].append(answer.score)
    asked = [items[item_id] for item_id in scores]
    topics = _topics(asked, scores)
    standing = {known.name: known.mean for known in reversed(topics.values())}
    live = sorted(
        (card for card in cards if sections.hold(items[card.item_id])), key=lambda card: card.due
    )
    due = [(max(card.due.astimezone(now.tzinfo).date(), today), card) for card in live]
    due_on = Counter(day for day, _ in due)
    days = [today + timedelta(days=ahead) for ahead in range(_DUE_DAYS)]
    return Progress(
        chapters=_chapters(asked, scores, outline),
        topics=tuple(topics.values()),
        due_by_day=tuple((day, due_on[day]) for day in days),
        answers_by_day=_by_day(answers, now),
        weakest=weakest(asked, scores, sections, most=_WEAKEST),
        plan=plan(
            [(day, _named(items[card.item_id].topic)) for day, card in due],
            _to_ask(topics, sections),
            standing,
            today=today,
            exam_date=exam_date,
        ),
        exam_date=exam_date,
        due_now=sum(card.due <= now for card in live),
    )


def _topics(items: Sequence[ItemRecord], scores: _Scores) -> dict[_Topic, Mastery]:
    """What is known of each topic that was asked about, the weakest first."""
    grouped: dict[_Topic, list[Sequence[float]]] = defaultdict(list)
    for item in items:
        grouped[item.chapter, item.topic].append(scores[item.id])
    known = {
        topic: mastery("/".join(topic), _named(topic[1]), own) for topic, own in grouped.items()
    }
    return dict(sorted(known.items(), key=lambda pair: (pair[1].mean, pair[0])))


def _chapters(
    items: Sequence[ItemRecord], scores: _Scores, outline: Outline
) -> tuple[Mastery, ...]:
    """Every chapter of the course, then those that were asked about and are in it no more."""
    grouped: dict[str, list[Sequence[float]]] = {each.key: [] for each in outline.chapters}
    for item in items:
        grouped.setdefault(item.chapter, []).append(scores[item.id])
    return tuple(mastery(key, _named(outline.name_of(key)), own) for key, own in grouped.items())


def _to_ask(topics: Mapping[_Topic, Mastery], sections: Sections) -> list[str]:
    """The topics of new questions: what is weak twice and what was never asked, weakest first."""
    wanted = []
    for topic in sections.topics:
        known = topics.get(topic)
        if known is None:
            wanted.append((_UNKNOWN, topic[1]))
        elif known.is_weak:
            wanted += [(known.mean, topic[1])] * _NEW_IN_WEAK
    # Where as much is known of several, they stay in the order of the notes.
    return [name for _, name in sorted(wanted, key=lambda pair: pair[0])]


def _by_day(answers: Sequence[AnswerRecord], now: datetime) -> tuple[tuple[date, int, float], ...]:
    days: dict[date, list[float]] = defaultdict(list)
    for answer in answers:
        days[answer.answered.astimezone(now.tzinfo).date()].append(answer.score)
    return tuple((day, len(own), sum(own) / len(own)) for day, own in sorted(days.items()))


def _named(name: str) -> str:
    return name or _ELSEWHERE


def _shown(known: Mastery) -> dict[str, Any]:
    return {
        "key": known.key,
        "name": known.name,
        "answers": known.answers,
        "mean": round(known.mean, 4),
        "low": round(known.low, 4),
        "high": round(known.high, 4),
    }
