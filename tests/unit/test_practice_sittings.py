"""Mock exams that are kept: nothing is lost, and what was graded is recorded exactly once."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from exam_fakes import NINE, grade, minutes, question

from tutor.errors import TutorError
from tutor.practice.exam import Exam, ExamError, TimeIsUpError
from tutor.practice.grading import Grade, Response
from tutor.practice.question import Question
from tutor.practice.sittings import Sittings
from tutor.records.records import Records
from tutor.records.values import AnswerRecord

QUESTIONS = (question(1), question(2, "true-false"), question(3, "short-answer"))


class Clock:
    def __init__(self) -> None:
        self.now = NINE

    def __call__(self) -> datetime:
        return self.now


class Marker:
    """Gives full points for right options and truth values, and half of them for words."""

    def __init__(self, fails_at: int | None = None) -> None:
        self.fails_at = fails_at
        self.marked: list[str] = []

    def __call__(self, question: Question, response: Response) -> Grade:
        if len(self.marked) == self.fails_at:
            raise TutorError("The server is gone; start it.")
        self.marked.append(question.id)
        return grade(0.5 if isinstance(response, str) else float(response == question.answer))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    opened = Records.open(tmp_path / "records.sqlite3")
    yield opened
    opened.close()


@pytest.fixture
def sittings(records: Records, clock: Clock) -> Sittings:
    return Sittings(records, clock=clock)


def begun(sittings: Sittings, **change: Any) -> Exam:
    return sittings.start("me", QUESTIONS, **{"minutes": 60, **change})


def answered(sittings: Sittings) -> Exam:
    """An exam with a right answer, a wrong one and some words."""
    exam = begun(sittings)
    sittings.respond(exam.id, "q1", 1)
    sittings.respond(exam.id, "q2", False)
    return sittings.respond(exam.id, "q3", "words")


def test_every_answer_is_there_for_whoever_opens_the_records_next(
    sittings: Sittings, records: Records, clock: Clock
) -> None:
    exam = answered(sittings)
    sittings.flag(exam.id, "q2", True)
    clock.now = minutes(10)
    found = Sittings(records, clock=clock).open("me")
    assert found is not None
    assert found.responses == {"q1": 1, "q2": False, "q3": "words"}
    assert found.flagged == {"q2"}
    assert found.remaining(clock()) == 50 * 60
    assert Sittings(records, clock=clock).open("somebody else") is None


def test_only_one_exam_is_open_at_a_time(sittings: Sittings, clock: Clock) -> None:
    exam = begun(sittings)
    with pytest.raises(ExamError, match="not handed in yet"):
        begun(sittings)
    clock.now = minutes(5)
    sittings.finish(exam.id, Marker())
    assert begun(sittings).id != exam.id
    assert [each.id for each in sittings.all("me")][1:] == [exam.id]


@pytest.mark.parametrize("length", [0, -5, 1441, float("nan")])
def test_time_that_is_none_is_refused(sittings: Sittings, length: float) -> None:
    with pytest.raises(ExamError, match="can't take"):
        begun(sittings, minutes=length)


def test_exam_without_questions_says_how_to_get_some(sittings: Sittings) -> None:
    with pytest.raises(ExamError, match="tutor quiz"):
        sittings.start("me", (), minutes=60)


def test_finishing_grades_and_records_what_was_answered(
    sittings: Sittings, records: Records, clock: Clock
) -> None:
    exam = answered(sittings)
    sittings.respond(exam.id, "q2", None)
    clock.now = minutes(30)
    finished = sittings.finish(exam.id, Marker())
    assert {key: each.score for key, each in finished.grades.items()} == {"q1": 1, "q3": 0.5}
    assert finished.finished == finished.handed_in == minutes(30)
    first, second = sorted(records.answers("me"), key=lambda each: each.item_id)
    assert (first.item_id, first.response, first.score, first.rating) == ("q1", 1, 1, 3)
    assert (second.item_id, second.response, second.rating) == ("q3", "words", 2)
    assert {first.setting, second.setting} == {"exam"}
    assert {each.item_id for each in records.cards("me")} == {"q1", "q3"}
    assert Question.from_dict(records.items(["q1"])["q1"].payload) == QUESTIONS[0]
    assert sittings.open("me") is None


def test_finishing_again_neither_grades_nor_records_again(
    sittings: Sittings, records: Records, clock: Clock
) -> None:
    exam = answered(sittings)
    first = sittings.finish(exam.id, Marker())
    clock.now = minutes(45)
    marker = Marker()
    assert sittings.finish(exam.id, marker) == first
    assert marker.marked == []
    assert len(records.answers("me")) == 3


def test_finishing_that_dies_while_grading_goes_on_where_it_stopped(
    sittings: Sittings, records: Records, clock: Clock
) -> None:
    exam = answered(sittings)
    with pytest.raises(TutorError, match="server is gone"):
        sittings.finish(exam.id, Marker(fails_at=2))
    clock.now = minutes(40)
    again = Sittings(records, clock=clock)
    with pytest.raises(TimeIsUpError, match="handed in"):
        again.respond(exam.id, "q1", 2)
    found = again.open("me")
    assert found is not None
    marker = Marker()
    finished = again.finish(found.id, marker)
    assert marker.marked == ["q3"]
    assert finished.finished == NINE
    assert len(records.answers("me")) == 3


def test_finishing_that_dies_while_recording_records_each_answer_once(
    sittings: Sittings, records: Records, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    exam = answered(sittings)
    whole = records.record_answer
    recorded: list[AnswerRecord] = []

    def dying(answer: AnswerRecord, *rest: Any) -> None:
        whole(answer, *rest)
        recorded.append(answer)
        if len(recorded) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(records, "record_answer", dying)
    with pytest.raises(KeyboardInterrupt):
        sittings.finish(exam.id, Marker())
    clock.now = minutes(50)
    Sittings(records, clock=clock).finish(exam.id, Marker())
    ids = [each.id for each in records.answers("me")]
    assert sorted(ids) == sorted(exam.answer_id(each.id) for each in QUESTIONS)
    assert len(recorded) == 3


def test_answers_after_the_time_are_refused_and_the_rest_is_graded(
    sittings: Sittings, clock: Clock
) -> None:
    exam = begun(sittings)
    sittings.respond(exam.id, "q1", 1)
    clock.now = minutes(61)
    with pytest.raises(TimeIsUpError):
        sittings.respond(exam.id, "q2", True)
    finished = sittings.finish(exam.id, Marker())
    assert set(finished.grades) == {"q1"}
    assert finished.handed_in == exam.ends


def test_exam_that_is_not_there_is_said(sittings: Sittings) -> None:
    with pytest.raises(ExamError, match="no exam x"):
        sittings.respond("x", "q1", 1)
