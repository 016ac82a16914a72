"""Practice over one course: what the terminal and the page call."""

import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime

from tutor.api import Tutor
from tutor.generation.base import Generator
from tutor.practice import filling, grading
from tutor.practice.bank import Bank
from tutor.practice.blueprint import compose
from tutor.practice.exam import Exam
from tutor.practice.exam_report import ExamReport, report
from tutor.practice.grading import Grade, Response
from tutor.practice.hints import Hint
from tutor.practice.hints import hint as hint_of
from tutor.practice.ledger import Ledger, Marked
from tutor.practice.outline import Outline
from tutor.practice.progress import Progress as Knowledge
from tutor.practice.progress import measure
from tutor.practice.question import Kind, Question
from tutor.practice.quiz import Quiz, QuizRun, QuizWish
from tutor.practice.review import Rating
from tutor.practice.sittings import Sittings
from tutor.practice.snapshot import Snapshot
from tutor.progress import Progress, silent
from tutor.records.records import Records
from tutor.records.values import LOCAL_STUDENT, Setting

__all__ = ["Marked", "Practice"]


class Practice:
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
        self.bank = bank
        self.records = records
        self._tutor = tutor
        self._clock = clock
        self._sittings = Sittings(records, clock=clock)
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
        """The notes as they are now."""
        retriever = self._tutor.retriever
        with self._looking:
            if self._snapshot is None or self._snapshot.retriever is not retriever:
                self._snapshot = Snapshot(retriever)
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
            self._grade(question, response),
            setting=setting,
            seconds=seconds,
            hints=hints,
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

    def start_exam(
        self,
        student: str = LOCAL_STUDENT,
        *,
        minutes: float,
        n: int,
        kind: Kind | None = None,
        chapter: str | None = None,
        stop: threading.Event | None = None,
        progress: Progress = silent,
    ) -> Exam:
        """Begin a mock exam; its time runs from its return.

        Args:
            student: Who sits it.
            minutes: How long it may take.
            n: How many questions; `exam_questions` tells where they come from.
            kind: Only questions of this kind.
            chapter: Only questions of this chapter.
            stop: Ends the making, so that the exam begins with what there is.
            progress: Told how many questions there are so far.

        Raises:
            TutorError: There are no questions, the numbers make no exam, or one is open already.
        """
        questions: tuple[Question, ...] = ()
        if self._sittings.open(student) is None:  # else nothing is made for an exam that can't be
            wish = QuizWish(n=n, kind=kind, chapter=chapter)
            questions = self.exam_questions(wish, student=student, stop=stop, progress=progress)
        return self._sittings.start(student, questions, minutes=minutes)

    def exam_questions(
        self,
        wish: QuizWish,
        *,
        student: str = LOCAL_STUDENT,
        stop: threading.Event | None = None,
        progress: Progress = silent,
    ) -> tuple[Question, ...]:
        """Questions for a mock exam, balanced over the chapters; `quiz` tells what is passed.

        What the bank lacks is made first, which takes a while; with fewer questions than were
        asked for, the exam has those that there are.

        Raises:
            TutorError: The chapter is not in the notes.
        """
        if len(self._composed(wish, seed="")) < wish.n:
            self.make_quiz(wish, student=student, stop=stop, progress=progress)
        return self._composed(wish, seed=uuid.uuid4().hex)

    def open_exam(self, student: str = LOCAL_STUDENT) -> Exam | None:
        """The exam that the student has begun and not finished."""
        return self._sittings.open(student)

    def exam(self, exam_id: str) -> Exam:
        """An exam as it is now.

        Raises:
            TutorError: There is none with this id.
        """
        return self._sittings.find(exam_id)

    def save_response(self, exam_id: str, question_id: str, response: Response | None) -> Exam:
        """Save an answer of an exam; None takes it back.

        Raises:
            TutorError: It is too late, or there is no such exam, question or option.
        """
        return self._sittings.respond(exam_id, question_id, response)

    def flag(self, exam_id: str, question_id: str, flagged: bool) -> Exam:
        """Mark a question of an exam for another look, or no longer.

        Raises:
            TutorError: It is too late, or there is no such exam or question.
        """
        return self._sittings.flag(exam_id, question_id, flagged)

    def finish_exam(self, exam_id: str) -> ExamReport:
        """Hand in, grade and record an exam; of one that was finished, its report once more.

        Raises:
            TutorError: There is no such exam, or it can't be graded or recorded.
        """
        exam = self._sittings.finish(exam_id, self._grade)
        return report(exam, exam.grades, self.outline)

    def exams(self, student: str = LOCAL_STUDENT) -> list[Exam]:
        """A student's exams, the newest first."""
        return self._sittings.all(student)

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

    def _grade(self, question: Question, response: Response) -> Grade:
        with self._in_front():
            return grading.grade(
                question,
                response,
                retriever=self._tutor.retriever,
                generator=self._model_or_none(),
            )

    def _model_or_none(self) -> Generator | None:
        return self._tutor.generator if self._tutor.model_name else None

    def _composed(self, wish: QuizWish, *, seed: str) -> tuple[Question, ...]:
        notes = self.snapshot()
        questions = self.bank.questions(notes.chunk_ids, kind=wish.kind)
        if wish.chapter is not None:
            key = notes.outline.find(wish.chapter).key
            questions = [question for question in questions if question.chapter == key]
        return compose(notes.outline, questions, wish.n, seed=seed)

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
