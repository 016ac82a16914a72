"""Mock exams over one course: what `Practice` offers of them."""

import threading
import uuid
from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import datetime

from tutor.practice.bank import Bank
from tutor.practice.blueprint import compose
from tutor.practice.exam import Exam
from tutor.practice.exam_report import ExamReport, report
from tutor.practice.grading import Grade, Response
from tutor.practice.question import Kind, Question
from tutor.practice.quiz import Quiz, QuizWish
from tutor.practice.sittings import Sittings
from tutor.practice.snapshot import Snapshot
from tutor.progress import Progress, silent
from tutor.records.records import Records
from tutor.records.values import LOCAL_STUDENT


class MockExams(ABC):
    """The exams of all students. Thread-safe; each change is on the disk when its call returns."""

    def __init__(self, bank: Bank, records: Records, *, clock: Callable[[], datetime]) -> None:
        """Take what is open already; none of it is closed here."""
        self.bank = bank
        self.records = records
        self._sittings = Sittings(records, clock=clock)

    @abstractmethod
    def snapshot(self) -> Snapshot:
        """The notes as they are now."""

    @abstractmethod
    def make_quiz(
        self,
        wish: QuizWish,
        *,
        student: str = LOCAL_STUDENT,
        stop: threading.Event | None = None,
        progress: Progress = silent,
    ) -> Quiz:
        """Make questions that the bank lacks."""

    @abstractmethod
    def mark(self, question: Question, response: Response) -> Grade:
        """Grade an answer without recording it."""

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
        exam = self._sittings.finish(exam_id, self.mark)
        return report(exam, exam.grades, self.snapshot().outline)

    def exams(self, student: str = LOCAL_STUDENT) -> list[Exam]:
        """A student's exams, the newest first."""
        return self._sittings.all(student)

    def _composed(self, wish: QuizWish, *, seed: str) -> tuple[Question, ...]:
        notes = self.snapshot()
        questions = self.bank.questions(notes.chunk_ids, kind=wish.kind)
        if wish.chapter is not None:
            key = notes.outline.find(wish.chapter).key
            questions = [question for question in questions if question.chapter == key]
        return compose(notes.outline, questions, wish.n, seed=seed)
