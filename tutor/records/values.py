"""What is recorded of a student. Datetimes are aware and in UTC; mappings hold JSON values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, TypeAlias

Setting: TypeAlias = Literal["quiz", "review", "exam", "chat"]

LOCAL_STUDENT = "me"  # whoever uses this computer: the terminal and the page on localhost


@dataclass(frozen=True, slots=True)
class ItemRecord:
    """A question as it was when it was answered last, so that it outlives a change of the notes."""

    id: str
    payload: Mapping[str, Any]  # `Question.to_dict()`
    topic: str
    chapter: str


@dataclass(frozen=True, slots=True)
class AnswerRecord:
    """One answer of one student, with what became of it."""

    id: str
    student: str
    item_id: str
    answered: datetime
    response: int | bool | str | None  # None where nothing was given
    score: float  # 0 to 1
    rating: int  # FSRS: 1 again, 2 hard, 3 good, 4 easy
    setting: Setting
    seconds: float | None = None  # that the student took
    hints: int = 0  # that were shown before
    detail: Mapping[str, Any] = field(default_factory=dict)  # the grade


@dataclass(frozen=True, slots=True)
class CardRecord:
    """What the scheduler knows of one student and one item; follows from the answers."""

    student: str
    item_id: str
    state: Mapping[str, Any]  # the card as FSRS writes it
    due: datetime


@dataclass(frozen=True, slots=True)
class DisputeRecord:
    """A student's objection to a grade."""

    id: str
    answer_id: str
    reason: str
    disputed: datetime


@dataclass(frozen=True, slots=True)
class ExamRecord:
    """A mock exam, under way or finished."""

    id: str
    student: str
    started: datetime
    minutes: float
    payload: Mapping[str, Any]  # its questions and what was answered so far
    finished: datetime | None = None


@dataclass(frozen=True, slots=True)
class TurnRecord:
    """A question of a conversation with what it was answered."""

    number: int  # from 1
    asked: datetime
    question: str
    query: str  # the question as it is understood by itself; empty before that is known
    answer: str  # Markdown with `[n]` marks; empty where there is none
    outcome: str  # how far it came, `Phase.value`
    chunk_ids: Sequence[str]  # of the passages that the answer cites
    payload: Mapping[str, Any]  # the whole turn


@dataclass(frozen=True, slots=True)
class FeedbackRecord:
    """What a student thought of an answer, with the answer as it was."""

    number: int | None  # of its turn; None where the question was asked again since
    helpful: bool
    reason: str
    question: str
    query: str
    answer: str
    chunk_ids: Sequence[str]
    rated: datetime


@dataclass(frozen=True, slots=True)
class ConversationRecord:
    """A conversation without its turns."""

    id: str
    student: str
    title: str
    started: datetime
    changed: datetime
