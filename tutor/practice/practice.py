"""Practice over one course: what the terminal and the page call."""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date, datetime

from tutor.api import Tutor
from tutor.generation.base import Generator
from tutor.practice import filling, grading
from tutor.practice.bank import Bank
from tutor.practice.grading import Grade, Response
from tutor.practice.hints import Hint
from tutor.practice.hints import hint as hint_of
from tutor.practice.ledger import Ledger, Marked
from tutor.practice.making.from_notes import questions_in
from tutor.practice.mock_exams import MockExams
from tutor.practice.outline import Outline
from tutor.practice.progress import Progress as Knowledge
from tutor.practice.progress import measure
from tutor.practice.question import Question
from tutor.practice.quiz import Quiz, QuizRun, QuizWish
from tutor.practice.review import Rating
from tutor.practice.snapshot import Snapshot
from tutor.progress import Progress, silent
from tutor.records.records import Records
from tutor.records.values import LOCAL_STUDENT, Setting

__all__ = ["Marked", "Practice"]


class Practice(MockExams):
    """Questions, answers, reviews and exams of all students of one course. Thread-safe."""

    def __init__(
        self, tutor: Tutor, bank: Bank, records: Records, *, clock: Callable[[], datetime]
    ) -> None:
        """Take what is open already; none of it is closed here.

        Args:
            tutor: Knows the notes and the model.
            bank: The questions that there are.
            records: What students did.
            clock: Gives the time, aware.
        """
        super().__init__(bank, records, clock=clock)
        self._tutor = tutor
        self._clock = clock
        self._ledger = Ledger(records, clock=clock)
        self._looking = threading.Lock()
        self._snapshot: Snapshot | None = None
        self._waiting = 0  # how many wait for the model just now

    @property
    def title(self) -> str:
        """The course's name."""
        return self._tutor.title

    @property
    def outline(self) -> Outline:
        """The chapters of the index as it is now."""
        return self.snapshot().outline

    def snapshot(self) -> Snapshot:
        """The notes as they are now; questions that stand in them come into the bank."""
        retriever = self._tutor.retriever
        with self._looking:
            if self._snapshot is None or self._snapshot.retriever is not retriever:
                self._snapshot = Snapshot(retriever)
                self.bank.add(questions_in(retriever.chunks))
            return self._snapshot

    def quiz(
        self,
        wish: QuizWish,
        *,
        student: str = LOCAL_STUDENT,
        stop: threading.Event | None = None,
        progress: Progress = silent,
    ) -> QuizRun:
        """Questions as they are ready: first from the bank, then those that are made now.

        Args:
            wish: How many, and of what.
            student: What they answered lately comes last.
            stop: Ends the making within a token.
            progress: Told how many questions there are so far.

        Returns:
            An iterator over the questions that also tells what was rejected, and why there are
            fewer than were wanted.

        Raises:
            TutorError: The topic or the chapter is not in the notes.
        """
        return QuizRun(
            wish,
            snapshot=self.snapshot(),
            bank=self.bank,
            generator=lambda: self._tutor.generator,
            due=self._ledger.due_dates(student),
            now=self._clock(),
            stop=stop or threading.Event(),
            progress=progress,
            waiting=self._in_front,
        )

    def make_quiz(
        self,
        wish: QuizWish,
        *,
        student: str = LOCAL_STUDENT,
        stop: threading.Event | None = None,
        progress: Progress = silent,
    ) -> Quiz:
        """A whole quiz; `quiz` tells what each argument is."""
        return self.quiz(wish, student=student, stop=stop, progress=progress).whole()

    def answer(
        self,
        student: str,
        question: Question,
        response: Response,
        *,
        setting: Setting,
        seconds: float | None = None,
        hints: int = 0,
    ) -> Marked:
        """Grade an answer, record it, and plan when the question comes back.

        Args:
            student: Who answered.
            question: What was asked.
            response: The index of an option, a truth value, or words.
            setting: "quiz", "review" or "chat".
            seconds: How long the student took.
            hints: How many hints were looked at before.

        Raises:
            TutorError: The response is none to this question, or it can't be recorded.
        """
        return self._ledger.record(
            student,
            question,
            response,
            self.mark(question, response),
            setting=setting,
            seconds=seconds,
            hints=hints,
        )

    def mark(self, question: Question, response: Response) -> Grade:
        """Grade an answer without recording it.

        Raises:
            TutorError: The response is none to this question, or the engine failed.
        """
        with self._in_front():
            return grading.grade(
                question,
                response,
                retriever=self._tutor.retriever,
                generator=self._model_or_none(),
            )

    def hint(self, question: Question, level: int) -> Hint:
        """A hint of a question's ladder, from 1."""
        return hint_of(question, level)

    def correct_rating(self, student: str, answer_id: str, rating: Rating) -> datetime:
        """Say how well an answer was known after all; returns when its question comes back.

        Raises:
            TutorError: The student gave no such answer.
        """
        return self._ledger.correct_rating(student, answer_id, rating)

    def dispute(self, student: str, answer_id: str, reason: str) -> None:
        """Record that a student doesn't agree with a grade.

        Raises:
            TutorError: The student gave no such answer.
        """
        self._ledger.dispute(student, answer_id, reason)

    def due(self, student: str = LOCAL_STUDENT) -> list[Question]:
        """The questions that are due for review, the longest due first.

        A question whose passage has changed since is left out.
        """
        return self._ledger.due(student, self.snapshot().chunk_ids)

    def due_count(self, student: str = LOCAL_STUDENT) -> int:
        """How many questions are due."""
        return len(self.due(student))

    def next_dates(self, student: str, question: Question) -> dict[Rating, datetime]:
        """When a question would come back after each rating that it may get now."""
        return self._ledger.next_dates(student, question)

    def progress(self, student: str = LOCAL_STUDENT) -> Knowledge:
        """What a student knows, what is due, and a plan up to the exam."""
        answers = self.records.answers(student)
        return measure(
            answers,
            self.records.items({answer.item_id for answer in answers}),
            self.records.cards(student),
            self.outline,
            now=self._clock(),
            exam_date=self.records.exam_date(student),
        )

    def set_exam_date(self, student: str, day: date | None) -> None:
        """Set the day up to which is planned; None for no exam."""
        self.records.set_exam_date(student, day)

    @property
    def busy(self) -> bool:
        """Whether somebody waits for the model, in practice or with a question."""
        return self._waiting > 0 or self._tutor.answering

    def fill(self, stop: threading.Event) -> bool:
        """Try to make one question for the bank; give way at once to whoever needs the model.

        Returns:
            Whether there is more to do.
        """
        return filling.fill_one(
            self.bank,
            self.snapshot(),
            self._tutor.generator,
            give_way=lambda: stop.is_set() or self.busy,
        )

    def in_front(self) -> AbstractContextManager[None]:
        """For as long as somebody waits for the model, the filling of the bank gives way."""
        return self._in_front()

    def _model_or_none(self) -> Generator | None:
        return self._tutor.generator if self._tutor.model_name else None

    @contextmanager
    def _in_front(self) -> Iterator[None]:
        """For as long as somebody waits for the model, the filling of the bank gives way."""
        with self._looking:
            self._waiting += 1
        try:
            yield
        finally:
            with self._looking:
                self._waiting -= 1
