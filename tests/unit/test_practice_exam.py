"""A mock exam: answered until its time is up, and the same after it was kept and read again."""

import json
from dataclasses import replace
from typing import Any

import pytest
from exam_fakes import EXAM_ID, NINE, citation, exam, grade, minutes, question

from tutor.practice.exam import Exam, ExamError, TimeIsUpError, answer_id


def kept(sat: Exam) -> Exam:
    """The exam after it went through a file."""
    record = sat.to_record()
    return Exam.from_record(replace(record, payload=json.loads(json.dumps(record.payload))))


def test_everything_survives_being_kept() -> None:
    sat = exam(
        responses={"q1": 2, "q2": False, "q3": "words"},
        flagged=frozenset({"q2"}),
        handed_in=minutes(30),
        grades={"q1": grade(0.5, hit=("a",), missed=("b",), citation=citation(4))},
        finished=minutes(31),
    )
    assert kept(sat) == sat
    assert kept(exam()) == exam()


@pytest.mark.parametrize("payload", [{}, {"questions": [{}]}, {"questions": 3}])
def test_payload_that_is_no_exam_is_said(payload: dict[str, Any]) -> None:
    with pytest.raises(ExamError, match="can't be read; start a new one"):
        Exam.from_record(replace(exam().to_record(), payload=payload))


def test_clock_counts_down_and_stops_at_nothing() -> None:
    sat = exam()
    assert sat.remaining(NINE) == 3600
    assert sat.remaining(minutes(59.5)) == 30
    assert sat.remaining(minutes(1000)) == 0
    assert sat.remaining(minutes(-5)) == 3600  # the computer's clock was set back
    assert exam(handed_in=minutes(5)).remaining(minutes(6)) == 0


def test_later_answer_takes_the_place_of_the_earlier_one_and_none_takes_it_back() -> None:
    sat = exam().with_response("q1", 0, minutes(1)).with_response("q1", 3, minutes(2))
    assert sat.responses == {"q1": 3}
    assert sat.with_response("q1", None, minutes(3)).responses == {}
    assert sat.with_response("q3", "x", minutes(3)).with_response("q3", "", minutes(4)) == sat


def test_no_answer_is_taken_when_the_time_is_up_or_after_handing_in() -> None:
    exam().with_response("q1", 0, minutes(59.99))
    with pytest.raises(TimeIsUpError, match="60 minutes of this exam are over"):
        exam().with_response("q1", 0, minutes(60))
    with pytest.raises(TimeIsUpError, match="was handed in"):
        exam(handed_in=minutes(5)).with_response("q1", 0, minutes(6))
    with pytest.raises(TimeIsUpError):
        exam().with_flag("q1", True, minutes(61))


@pytest.mark.parametrize(
    ("question_id", "response"),
    [("q1", 4), ("q1", -1), ("q1", True), ("q1", "B"), ("q2", 1), ("q2", "true"), ("q3", 2)],
)
def test_response_that_can_not_be_an_answer_is_refused(question_id: str, response: Any) -> None:
    with pytest.raises(ExamError, match=f"no answer to question {question_id}"):
        exam().with_response(question_id, response, minutes(1))


def test_question_that_is_not_in_it_is_refused() -> None:
    with pytest.raises(ExamError, match="no question q9"):
        exam().with_response("q9", 1, minutes(1))


def test_flags_come_and_go() -> None:
    sat = exam().with_flag("q1", True, minutes(1)).with_flag("q2", True, minutes(1))
    assert sat.with_flag("q1", False, minutes(2)).flagged == {"q2"}


def test_nothing_in_its_json_gives_answers_away_without_the_key() -> None:
    sat = exam(question(1, key_points=("the secret",)))
    hidden = json.dumps(sat.to_dict(key=False))
    for secret in ("answer", "Because of", "A fact about", "the secret"):
        assert secret not in hidden.replace("responses", "")
    assert sat.to_dict(key=True)["questions"] == [sat.questions[0].to_dict()]


def test_id_of_an_answer_depends_on_exam_and_question_only() -> None:
    assert exam().answer_id("q1") == answer_id(EXAM_ID, "q1")
    ids = {answer_id(e, q) for e in (EXAM_ID, "no uuid", "another") for q in ("q1", "q2")}
    assert len(ids) == 6
