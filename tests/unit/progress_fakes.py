"""A course of two chapters and a student's answers about it."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta, timezone
from typing import Any

from records_fakes import DAY, NOON

from tutor.documents.document import Chunk, Locator, Metadata, Span
from tutor.practice.outline import Outline
from tutor.practice.progress import Progress, measure
from tutor.practice.question import Citation, Question
from tutor.records.values import LOCAL_STUDENT, AnswerRecord, CardRecord, ItemRecord

NOW = NOON + 40 * DAY
TODAY = NOW.date()

TOPICS = {"1": ("Vectors", "Matrices"), "2": ("Neurons", "Layers", "Loss")}


def chunk(chapter: str, topic: str, *, text: str = "A passage.", id: str = "") -> Chunk:  # noqa: A002
    return Chunk(
        id=id or f"c-{topic}",
        document_id=f"notes/{chapter}.md",
        title=f"Chapter about {chapter}",
        heading_path=(topic,),
        locator=Locator("heading", topic),
        span=Span(0, len(text)),
        text=text,
        sentences=(Span(0, len(text)),),
        metadata=Metadata(chapter=chapter, kind="notes"),
    )


def course(without: Sequence[str] = ()) -> list[Chunk]:
    return [
        chunk(chapter, topic)
        for chapter, topics in TOPICS.items()
        for topic in topics
        if topic not in without
    ]


def item(name: str, topic: str, chapter: str | None = None, **changes: Any) -> ItemRecord:
    if chapter is None:
        chapter = next(key for key, topics in TOPICS.items() if topic in topics)
    citation = Citation(f"c-{topic}", f"notes/{chapter}.md", topic, "A passage.")
    values: dict[str, Any] = {"citations": (citation,), "topic": topic, "chapter": chapter}
    asked = Question(
        kind="true-false",
        question="It is so.",
        answer=True,
        explanation="It says so.",
        id=name,
        **{**values, **changes},
    )
    return ItemRecord(name, asked.to_dict(), asked.topic, asked.chapter)


def answers(item_id: str, *scores: float, on: datetime = NOON) -> list[AnswerRecord]:
    """Answers to an item, a day between them."""
    return [
        AnswerRecord(
            f"{item_id}-{number}",
            LOCAL_STUDENT,
            item_id,
            on + number * DAY,
            response=True,
            score=score,
            rating=3,
            setting="quiz",
        )
        for number, score in enumerate(scores)
    ]


def card(item_id: str, due: datetime | timedelta) -> CardRecord:
    return CardRecord(LOCAL_STUDENT, item_id, {}, due if isinstance(due, datetime) else NOW + due)


def progress(
    given: Sequence[AnswerRecord] = (),
    items: Sequence[ItemRecord] = (),
    cards: Sequence[CardRecord] = (),
    *,
    chunks: Sequence[Chunk] | None = None,
    now: datetime = NOW,
    exam_date: date | None = None,
) -> Progress:
    return measure(
        given,
        {each.id: each for each in items},
        cards,
        Outline(course() if chunks is None else chunks),
        now=now,
        exam_date=exam_date,
    )


WEST = timezone(timedelta(hours=-6))
