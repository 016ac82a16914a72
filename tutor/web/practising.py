"""What the page needs of `tutor.practice.practice.Practice`."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from tutor.practice.exam import Exam
from tutor.practice.exam_report import ExamReport
from tutor.practice.grading import Response
from tutor.practice.hints import Hint
from tutor.practice.ledger import Marked
from tutor.practice.outline import Outline
from tutor.practice.progress import Progress
from tutor.practice.question import Question
from tutor.practice.quiz_wish import QuizWish
from tutor.practice.review import Rating
from tutor.progress import Progress as Told
from tutor.records.values import Setting


class Quizzing(Iterator[Question], Protocol):
    """The questions of a quiz as they are ready."""

    shortfall: str  # why there were fewer than were wanted; empty where there weren't


class Practising(Protocol):
    """Questions, answers, reviews and exams of all students; to be called from several threads.

    What a person can mend is raised as a TutorError with one sentence.
    """

    @property
    def outline(self) -> Outline:
        """The chapters of the notes as they are now."""

    def quiz(
        self,
        wish: QuizWish,
        *,
        student: str = ...,
        stop: threading.Event | None = ...,
        progress: Told = ...,
    ) -> Quizzing:
        """Questions as they are ready; `stop` ends the making."""

    def answer(
        self,
        student: str,
        question: Question,
        response: Response,
        *,
        setting: Setting,
        seconds: float | None = ...,
        hints: int = ...,
    ) -> Marked:
        """Grade and record an answer."""

    def hint(self, question: Question, level: int) -> Hint:
        """A hint, from level 1."""

    def correct_rating(self, student: str, answer_id: str, rating: Rating) -> datetime:
        """Say how well an answer was known after all; returns when the question comes back."""

    def dispute(self, student: str, answer_id: str, reason: str) -> None:
        """Record that a student doesn't agree with a grade."""

    def due(self, student: str = ...) -> Sequence[Question]:
        """What is due for review, the longest due first."""

    def due_count(self, student: str = ...) -> int:
        """How many questions are due."""

    def next_dates(self, student: str, question: Question) -> Mapping[Rating, datetime]:
        """When a question would come back after each rating."""

    def progress(self, student: str = ...) -> Progress:
        """What a student knows, what is due, and a plan up to the exam."""

    def set_exam_date(self, student: str, day: date | None) -> None:
        """Set the day up to which is planned."""

    def start_exam(
        self,
        student: str = ...,
        *,
        minutes: float,
        n: int,
        stop: threading.Event | None = ...,
        progress: Told = ...,
    ) -> Exam:
        """Begin a mock exam; its time runs from the return."""

    def open_exam(self, student: str = ...) -> Exam | None:
        """The exam that was begun and not finished."""

    def exam(self, exam_id: str) -> Exam:
        """An exam as it is now."""

    def save_response(self, exam_id: str, question_id: str, response: Response | None) -> Exam:
        """Save an answer of an exam; None takes it back."""

    def flag(self, exam_id: str, question_id: str, flagged: bool) -> Exam:
        """Mark a question for another look, or no longer."""

    def finish_exam(self, exam_id: str) -> ExamReport:
        """Hand in, grade and record an exam; of a finished one, its report once more."""

    def exams(self, student: str = ...) -> Sequence[Exam]:
        """A student's exams, the newest first."""
