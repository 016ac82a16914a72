"""A mock exam while it is sat: its questions, what was answered so far, and the clock.

An exam is a value; every change gives a new one, which is written down at once. So nothing is lost
when a terminal or a browser closes, and what is there can be gone on with.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from tutor.errors import TutorError
from tutor.practice.grading import Grade, Response
from tutor.practice.marks import grade_dict, grade_from
from tutor.practice.question import LETTERS, Question
from tutor.records.values import ExamRecord

_NAMESPACE = uuid5(NAMESPACE_URL, "study-tutor/exam")

_SECRETS = ("answer", "explanation", "citations", "key_points")


class ExamError(TutorError):
    """Something was asked of an exam that it doesn't allow."""


class TimeIsUpError(ExamError):
    """An answer came after the exam's time was over, or after it was handed in."""


@dataclass(frozen=True, slots=True)
class Exam:
    """One sitting. It can be answered until it is handed in or its time is up."""

    id: str
    student: str
    started: datetime  # aware
    minutes: float
    questions: tuple[Question, ...]
    responses: Mapping[str, Response] = field(default_factory=dict)  # by question id
    flagged: frozenset[str] = frozenset()  # ids of questions to look at again
    finished: datetime | None = None  # when it was graded and everything was recorded
    handed_in: datetime | None = None  # when answering ended; grading may still be going on
    grades: Mapping[str, Grade] = field(default_factory=dict)  # of the answers graded so far

    @property
    def ends(self) -> datetime:
        """When the time is up."""
        return self.started + timedelta(minutes=self.minutes)

    def remaining(self, now: datetime) -> float:
        """Seconds left; none once it was handed in, all of them where a clock was set back."""
        if self.handed_in is not None:
            return 0.0
        return min(max((self.ends - now).total_seconds(), 0.0), self.minutes * 60)

    def question(self, question_id: str) -> Question:
        """One of its questions.

        Raises:
            ExamError: It has no such question.
        """
        for question in self.questions:
            if question.id == question_id:
                return question
        raise ExamError(f"There is no question {question_id} in this exam; look at its questions.")

    def with_response(self, question_id: str, response: Response | None, now: datetime) -> "Exam":
        """The exam with this answer, which takes the place of an earlier one; None takes it back.

        Raises:
            TimeIsUpError: It is too late.
            ExamError: It has no such question, or this can't be an answer to it.
        """
        self._require_time(now)
        given = dict(self.responses)
        given.pop(question_id, None)
        question = self.question(question_id)
        if response is not None and response != "":
            given[question_id] = _fitting(question, response)
        return replace(self, responses=given)

    def with_flag(self, question_id: str, flagged: bool, now: datetime) -> "Exam":
        """The exam with a question marked for another look, or no longer.

        Raises:
            TimeIsUpError: It is too late.
            ExamError: It has no such question.
        """
        self._require_time(now)
        one = frozenset({self.question(question_id).id})
        return replace(self, flagged=self.flagged | one if flagged else self.flagged - one)

    def answer_id(self, question_id: str) -> str:
        """The id of a recorded answer: always the same, so that none is ever recorded twice."""
        return answer_id(self.id, question_id)

    def to_dict(self, *, key: bool) -> dict[str, Any]:
        """The exam as JSON values; only with `key` with what would give its answers away."""
        hidden = () if key else _SECRETS
        return {
            "exam": self.id,
            "started": self.started.isoformat(),
            "ends": self.ends.isoformat(),
            "minutes": self.minutes,
            "questions": [
                {name: value for name, value in each.to_dict().items() if name not in hidden}
                for each in self.questions
            ],
            "responses": dict(self.responses),
            "flagged": sorted(self.flagged),
        }

    def to_record(self) -> ExamRecord:
        """The exam as it is kept."""
        payload = {
            "questions": [question.to_dict() for question in self.questions],
            "responses": dict(self.responses),
            "flagged": sorted(self.flagged),
            "handed_in": self.handed_in.isoformat() if self.handed_in else None,
            "grades": {key: grade_dict(grade) for key, grade in self.grades.items()},
        }
        return ExamRecord(self.id, self.student, self.started, self.minutes, payload, self.finished)

    @classmethod
    def from_record(cls, record: ExamRecord) -> "Exam":
        """An exam as `to_record` wrote it.

        Raises:
            ExamError: What was kept is no exam.
        """
        try:
            return cls(
                record.id,
                record.student,
                record.started,
                record.minutes,
                finished=record.finished,
                **_fields(record.payload),
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise ExamError(
                f"The exam {record.id} in your records can't be read; start a new one."
            ) from error

    def _require_time(self, now: datetime) -> None:
        if self.handed_in is not None:
            raise TimeIsUpError("This exam was handed in; its answers can't be changed any more.")
        if self.remaining(now) <= 0:
            raise TimeIsUpError(
                f"The {self.minutes:g} minutes of this exam are over; finish it to see how it went."
            )


def answer_id(exam_id: str, question_id: str) -> str:
    """The id under which the answer to an exam's question is recorded."""
    try:
        namespace = UUID(exam_id)
    except ValueError:
        namespace = uuid5(_NAMESPACE, exam_id)
    return str(uuid5(namespace, question_id))


def _fields(payload: Mapping[str, Any]) -> dict[str, Any]:
    handed_in = payload["handed_in"]
    return {
        "questions": tuple(Question.from_dict(each) for each in payload["questions"]),
        "responses": payload["responses"],
        "flagged": frozenset(payload["flagged"]),
        "handed_in": None if handed_in is None else datetime.fromisoformat(handed_in),
        "grades": {key: grade_from(value) for key, value in payload["grades"].items()},
    }


def _fitting(question: Question, response: Response) -> Response:
    """The response, where it can be an answer to this kind of question."""
    if question.options is not None:
        known = isinstance(response, int) and not isinstance(response, bool)
        if known and 0 <= int(response) < len(question.options):
            return response
        wanted = f"the number of an option, 0 to {len(question.options) - 1}"
        wanted += f" ({LETTERS[0]} to {LETTERS[len(question.options) - 1]})"
    elif question.kind == "true-false":
        if isinstance(response, bool):
            return response
        wanted = "true or false"
    else:
        if isinstance(response, str):
            return response
        wanted = "a text"
    raise ExamError(f"{response!r} is no answer to question {question.id}; it takes {wanted}.")
