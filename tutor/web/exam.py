"""The Exam page: a mock exam that is kept answer by answer, and its report."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from tutor.practice.exam import Exam
from tutor.practice.exam_report import ExamReport
from tutor.practice.grading import Response
from tutor.practice.question import Question
from tutor.web.exam_report_view import report_view
from tutor.web.exam_view import beginning_view, exam_view, working_view
from tutor.web.part import Deed, DeedError, View
from tutor.web.practising import Practising
from tutor.web.sitting import response_of
from tutor.web.text import practice as text
from tutor.web.work import Work

_MOST_QUESTIONS = 100
_MOST_MINUTES = 24 * 60
_MOST_SEATS = 500  # that are remembered


@dataclass
class _Seat:
    """Where a student is; the exam itself is in the records."""

    at: int = 0  # the question on the screen
    handing_in: bool = False  # the student is asked whether to hand in
    work: Work | None = None  # choosing questions, or grading
    doing: str = ""  # what that is, in words
    report: ExamReport | None = None


class ExamPart:
    """What the visitors of the Exam page do and see; deeds come one at a time."""

    def __init__(self, practice: Practising, *, clock: Callable[[], datetime]) -> None:
        """Keep exams with `practice`, under a clock that gives aware times."""
        self._practice = practice
        self._clock = clock
        self._seats: OrderedDict[str, _Seat] = OrderedDict()
        self._lock = threading.Lock()

    def due(self, student: str) -> int:
        """How many reviews wait for a student."""
        return self._practice.due_count(student)

    def act(self, deed: Deed) -> None:
        """Do what a visitor wants.

        Raises:
            TutorError: It can't be done.
        """
        seat = self._seat(deed.student)
        exam = self._practice.open_exam(deed.student)
        if seat.work is not None:
            if not seat.work.look():
                work, seat.work = seat.work, None
                if work.problem:
                    raise DeedError(work.problem)
            elif deed.name == "halt":
                seat.work.stop.set()
        elif exam is not None:
            self._sit(deed, seat, exam)
        elif deed.name == "start":
            self._start(deed, seat)
        elif deed.name == "report":
            self._reopen(deed, seat)
        elif deed.name == "leave":
            seat.report = None

    def view(self, deed: Deed) -> View:
        """What the visitor sees."""
        seat = self._seat(deed.student)
        if seat.work is not None and seat.work.look():
            return working_view(seat.doing, seat.work.done, seat.work.total)
        exam = self._practice.open_exam(deed.student)
        if exam is not None:
            return exam_view(exam, seat.at, self._clock(), handing_in=seat.handing_in)
        outline = self._practice.outline
        if seat.report is not None:
            return report_view(seat.report, outline)
        return beginning_view(self._practice.exams(deed.student), self._clock())

    def _seat(self, student: str) -> _Seat:
        with self._lock:
            seat = self._seats.get(student)
            if seat is None:
                exam = self._practice.open_exam(student)
                # One that was begun before goes on with what is open.
                seat = _Seat() if exam is None else _Seat(at=_first_open(exam))
                self._seats[student] = seat
            self._seats.move_to_end(student)
            if len(self._seats) > _MOST_SEATS:
                self._seats.popitem(last=False)
            return seat

    def _start(self, deed: Deed, seat: _Seat) -> None:
        minutes = deed.number("minutes", 1, _MOST_MINUTES)
        n = deed.number("n", 1, _MOST_QUESTIONS)

        def choose(work: Work) -> None:
            self._practice.start_exam(
                deed.student, minutes=minutes, n=n, stop=work.stop, progress=work.follow
            )

        seat.at, seat.handing_in, seat.report = 0, False, None
        seat.doing = text.EXAM_PREPARING
        seat.work = Work(choose).start()

    def _sit(self, deed: Deed, seat: _Seat, exam: Exam) -> None:
        """A deed while an exam is open; its answer is saved before anything else is done."""
        over = exam.handed_in is not None or exam.remaining(self._clock()) <= 0
        if not over and deed.text("item"):
            self._save(deed, exam)
        if over or deed.name == "hand-in":
            self._hand_in(seat, exam)
        elif deed.name == "go":
            seat.at = deed.number("value", 0, len(exam.questions) - 1)
            seat.handing_in = False
        elif deed.name == "flag":
            item = deed.text("item")
            self._practice.flag(exam.id, item, item not in exam.flagged)
        elif deed.name == "finish":
            seat.handing_in = True
        elif deed.name == "go-on":
            seat.handing_in = False

    def _save(self, deed: Deed, exam: Exam) -> None:
        question = exam.question(deed.text("item"))
        given = _given(question, deed)
        if given != exam.responses.get(question.id):
            self._practice.save_response(exam.id, question.id, given)

    def _hand_in(self, seat: _Seat, exam: Exam) -> None:
        def grade(_: Work) -> None:
            seat.report = self._practice.finish_exam(exam.id)

        seat.handing_in = False
        seat.doing = text.GRADING
        seat.work = Work(grade).start()

    def _reopen(self, deed: Deed, seat: _Seat) -> None:
        """Show the report of an exam of the student's own."""
        wanted = deed.text("value")
        if all(exam.id != wanted for exam in self._practice.exams(deed.student)):
            raise DeedError(text.UNKNOWN_EXAM)
        seat.report = self._practice.finish_exam(wanted)


def _given(question: Question, deed: Deed) -> Response | None:
    """What stands in the form; None where it is empty."""
    return response_of(question, deed) if deed.text("answer") else None


def _first_open(exam: Exam) -> int:
    """The first question without an answer."""
    open_ones = (n for n, each in enumerate(exam.questions) if each.id not in exam.responses)
    return next(open_ones, 0)
