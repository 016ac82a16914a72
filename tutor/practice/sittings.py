"""Mock exams as they are kept: begun, saved at every answer, handed in and graded exactly once."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeAlias
from uuid import uuid4

from tutor.practice.exam import Exam, ExamError
from tutor.practice.grading import Grade, Response
from tutor.practice.marks import grade_dict
from tutor.practice.question import Question
from tutor.practice.review import Rating, rating_of, reviewed
from tutor.records.records import Records
from tutor.records.values import AnswerRecord, ItemRecord

Marker: TypeAlias = Callable[[Question, Response], Grade]

_LONGEST = 24 * 60  # minutes


class Sittings:
    """The exams of all students. Thread-safe; each change is on the disk when its call returns."""

    def __init__(self, records: Records, *, clock: Callable[[], datetime]) -> None:
        """Keep exams in these records, under a clock that gives aware times."""
        self._records = records
        self._clock = clock
        self._changing = threading.Lock()
        self._grading = threading.Lock()

    def start(self, student: str, questions: Sequence[Question], *, minutes: float) -> Exam:
        """Begin an exam; its time runs from now.

        Raises:
            ExamError: There are no questions, the time is no time, or another exam is open.
        """
        with self._changing:
            if self.open(student) is not None:
                raise ExamError(
                    "There is an exam that is not handed in yet; go on with it or hand it in first."
                )
            if not questions:
                raise ExamError(
                    "There are no questions to make an exam of yet; ask for some with `tutor quiz`."
                )
            if not 0 < minutes <= _LONGEST:
                raise ExamError(
                    f"An exam can't take {minutes:g} minutes; give it more than 0 and at most "
                    f"{_LONGEST}."
                )
            exam = Exam(str(uuid4()), student, self._clock(), minutes, tuple(questions))
            return self._saved(exam)

    def open(self, student: str) -> Exam | None:
        """The exam that is not finished, also where its time is up or its grading was cut off."""
        for record in self._records.exams(student):
            if record.finished is None:
                return Exam.from_record(record)
        return None

    def find(self, exam_id: str) -> Exam:
        """An exam as it is now.

        Raises:
            ExamError: There is none with this id.
        """
        record = self._records.exam(exam_id)
        if record is None:
            raise ExamError(f"There is no exam {exam_id} in your records; start a new one.")
        return Exam.from_record(record)

    def all(self, student: str) -> list[Exam]:
        """A student's exams, the newest first."""
        return [Exam.from_record(record) for record in self._records.exams(student)]

    def respond(self, exam_id: str, question_id: str, response: Response | None) -> Exam:
        """Save an answer; None takes it back.

        Raises:
            TimeIsUpError: It is too late.
            ExamError: There is no such exam or question, or this can't be its answer.
        """
        with self._changing:
            exam = self.find(exam_id)
            return self._saved(exam.with_response(question_id, response, self._clock()))

    def flag(self, exam_id: str, question_id: str, flagged: bool) -> Exam:
        """Save that a question is to be looked at again, or no longer.

        Raises:
            TimeIsUpError: It is too late.
            ExamError: There is no such exam or question.
        """
        with self._changing:
            exam = self.find(exam_id)
            return self._saved(exam.with_flag(question_id, flagged, self._clock()))

    def finish(self, exam_id: str, mark: Marker) -> Exam:
        """Hand in, grade and record what was answered; the exam with its grades.

        Wherever it is cut off, it can be called again: what was graded stays graded, and no answer
        is recorded twice. What has no answer is not recorded: nobody knows whether it was known.

        Args:
            exam_id: Of an exam in any state.
            mark: Grades one answer.

        Raises:
            ExamError: There is no such exam.
            TutorError: `mark` or the records failed; the exam stays open.
        """
        with self._grading:
            exam = self._hand_in(exam_id)
            if exam.finished is not None:
                return exam
            for question in exam.questions:
                if question.id in exam.responses and question.id not in exam.grades:
                    grade = mark(question, exam.responses[question.id])
                    exam = self._saved(replace(exam, grades={**exam.grades, question.id: grade}))
            self._record(exam)
            return self._saved(replace(exam, finished=exam.handed_in))

    def _hand_in(self, exam_id: str) -> Exam:
        with self._changing:
            exam = self.find(exam_id)
            if exam.handed_in is not None:
                return exam
            return self._saved(replace(exam, handed_in=min(self._clock(), exam.ends)))

    def _record(self, exam: Exam) -> None:
        """Record the graded answers that are not recorded yet."""
        answered = exam.handed_in or exam.ends
        for question_id, grade in exam.grades.items():
            question = exam.question(question_id)
            earlier = self._records.answers(exam.student, item_id=question_id)
            if any(each.id == exam.answer_id(question_id) for each in earlier):
                continue
            answer = AnswerRecord(
                id=exam.answer_id(question_id),
                student=exam.student,
                item_id=question_id,
                answered=answered,
                response=exam.responses[question_id],
                score=grade.score,
                rating=int(rating_of(grade.score)),
                setting="exam",
                seconds=None,
                hints=0,
                detail={"exam": exam.id, **grade_dict(grade)},
            )
            item = ItemRecord(question_id, question.to_dict(), question.topic, question.chapter)
            history = [(Rating(each.rating), each.answered) for each in [*earlier, answer]]
            self._records.record_answer(answer, item, reviewed(exam.student, question_id, history))

    def _saved(self, exam: Exam) -> Exam:
        self._records.save_exam(exam.to_record())
        return exam
