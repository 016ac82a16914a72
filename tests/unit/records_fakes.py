"""Answers of students who never were."""

from datetime import datetime, timedelta, timezone
from typing import Any

from tutor.records.records import Records
from tutor.records.values import (
    LOCAL_STUDENT,
    AnswerRecord,
    CardRecord,
    DisputeRecord,
    ExamRecord,
    ItemRecord,
)

NOON = datetime(2026, 3, 1, 12, tzinfo=timezone.utc)
DAY = timedelta(days=1)


def item(number: int = 1, **changes: Any) -> ItemRecord:
    values = {
        "id": f"q{number}",
        "payload": {"question": f"What is thing {number}?", "options": ["ä", "b"], "answer": 0},
        "topic": "Neurons",
        "chapter": "4",
    }
    return ItemRecord(**{**values, **changes})


def answer(number: int = 1, **changes: Any) -> AnswerRecord:
    values = {
        "id": f"a{number}",
        "student": LOCAL_STUDENT,
        "item_id": "q1",
        "answered": NOON + timedelta(minutes=number),
        "response": "some words",
        "score": 0.5,
        "rating": 2,
        "setting": "quiz",
        "seconds": 3.25,
        "hints": 1,
        "detail": {"verdict": "partly", "missed": ["why"]},
    }
    return AnswerRecord(**{**values, **changes})


def card(**changes: Any) -> CardRecord:
    values = {"student": LOCAL_STUDENT, "item_id": "q1", "state": {"step": 0}, "due": NOON + DAY}
    return CardRecord(**{**values, **changes})


def dispute(number: int = 1, **changes: Any) -> DisputeRecord:
    values = {
        "id": f"d{number}",
        "answer_id": "a1",
        "reason": "I said that.",
        "disputed": NOON + number * DAY,
    }
    return DisputeRecord(**{**values, **changes})


def exam(number: int = 1, **changes: Any) -> ExamRecord:
    values = {
        "id": f"e{number}",
        "student": LOCAL_STUDENT,
        "started": NOON + number * DAY,
        "minutes": 60.0,
        "payload": {"responses": {"q1": 2}},
        "finished": None,
    }
    return ExamRecord(**{**values, **changes})


def fill(
    records: Records, student: str = LOCAL_STUDENT, *, prefix: str = "", items: int = 2
) -> None:
    """Two answers to each of some items, an objection, an exam and its day."""
    for number in range(1, items + 1):
        for turn in (1, 2):
            given = answer(
                number * 10 + turn,
                id=f"{prefix}a{number}{turn}",
                student=student,
                item_id=f"q{number}",
            )
            records.record_answer(given, item(number), card(student=student, item_id=f"q{number}"))
    records.dispute(dispute(id=f"{prefix}d1", answer_id=f"{prefix}a11"))
    records.save_exam(exam(id=f"{prefix}e1", student=student))
    records.set_exam_date(student, (NOON + 20 * DAY).date())
