"""What students answered, and when each question comes back."""

import threading
import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from tutor.errors import TutorError
from tutor.practice.grading import Grade, Response
from tutor.practice.marks import grade_dict
from tutor.practice.question import Question
from tutor.practice.review import Rating, next_dates, rating_of, reviewed
from tutor.records.records import Records
from tutor.records.values import AnswerRecord, DisputeRecord, ItemRecord, Setting


class NotYoursError(TutorError):
    """An answer was named that the student did not give."""


@dataclass(frozen=True, slots=True)
class Marked:
    """An answer that was graded and recorded."""

    answer_id: str
    grade: Grade
    rating: Rating  # that follows from the grade; it can be corrected
    due: datetime  # when the question comes back


class Ledger:
    """The answers of all students. Thread-safe; what a method recorded is on the disk."""

    def __init__(self, records: Records, *, clock: Callable[[], datetime]) -> None:
        """Keep answers in these records, under a clock that gives aware times."""
        self._records = records
        self._clock = clock
        self._recording = threading.Lock()  # a card is made of all answers before

    def record(
        self,
        student: str,
        question: Question,
        response: Response,
        grade: Grade,
        *,
        setting: Setting,
        seconds: float | None,
        hints: int,
    ) -> Marked:
        """Record a graded answer and plan when its question comes back.

        Raises:
            TutorError: It can't be written.
        """
        rating = rating_of(grade.score, hints=hints)
        item = ItemRecord(question.id, question.to_dict(), question.topic, question.chapter)
        with self._recording:
            now = self._clock()
            history = [*self._history(student, question.id), (rating, now)]
            card = reviewed(student, question.id, history)
            answer = AnswerRecord(
                id=uuid.uuid4().hex,
                student=student,
                item_id=question.id,
                answered=now,
                response=response,
                score=grade.score,
                rating=int(rating),
                setting=setting,
                seconds=seconds,
                hints=hints,
                detail=grade_dict(grade),
            )
            self._records.record_answer(answer, item, card)
        return Marked(answer.id, grade, rating, card.due)

    def correct_rating(self, student: str, answer_id: str, rating: Rating) -> datetime:
        """Say how well an answer was known after all; returns when its question comes back.

        Raises:
            TutorError: The student gave no such answer.
        """
        with self._recording:
            item_id = self._own(student, answer_id).item_id
            history = [
                (rating if each.id == answer_id else Rating(each.rating), each.answered)
                for each in self._records.answers(student, item_id=item_id)
            ]
            card = reviewed(student, item_id, history)
            self._records.correct_rating(answer_id, int(rating), card)
        return card.due

    def dispute(self, student: str, answer_id: str, reason: str) -> None:
        """Record that a student doesn't agree with a grade.

        Raises:
            TutorError: The student gave no such answer.
        """
        self._own(student, answer_id)
        dispute = DisputeRecord(uuid.uuid4().hex, answer_id, reason.strip(), self._clock())
        self._records.dispute(dispute)

    def due(self, student: str, chunk_ids: Collection[str]) -> list[Question]:
        """The questions that are due for review now, the longest due first.

        Args:
            student: Who answered them.
            chunk_ids: All passages of the index; see `Question.is_current`.
        """
        cards = self._records.due(student, self._clock())
        items = self._records.items([card.item_id for card in cards])
        questions = [Question.from_dict(items[card.item_id].payload) for card in cards]
        return [question for question in questions if question.is_current(chunk_ids)]

    def due_dates(self, student: str) -> dict[str, datetime]:
        """When each question that the student has answered comes back, by its id."""
        return {card.item_id: card.due for card in self._records.cards(student)}

    def next_dates(self, student: str, question: Question) -> dict[Rating, datetime]:
        """When a question would come back after each rating that it may get now."""
        return next_dates(self._history(student, question.id), self._clock())

    def _history(self, student: str, item_id: str) -> list[tuple[Rating, datetime]]:
        answers = self._records.answers(student, item_id=item_id)
        return [(Rating(answer.rating), answer.answered) for answer in answers]

    def _own(self, student: str, answer_id: str) -> AnswerRecord:
        answer = self._records.answer(answer_id)
        if answer.student != student:
            raise NotYoursError(f"You gave no answer {answer_id}; answer a question first.")
        return answer
