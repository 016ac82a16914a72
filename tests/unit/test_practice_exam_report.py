"""The report of a mock exam: shares by chapter, topic and kind, and what to read again."""

import json

import pytest
from exam_fakes import citation, exam, grade, minutes, outline, question

from tutor.practice.exam_report import Part, report

QUESTIONS = (
    question(1, topic="Gates", chapter="1"),
    question(2, "true-false", topic="Gates", chapter="1"),
    question(3, topic="Loss", chapter="2"),
    question(4, "short-answer", topic="Codes", chapter="2"),
)
SAT = exam(
    *QUESTIONS, responses={"q1": 0, "q2": True, "q4": "half"}, handed_in=minutes(20), minutes=30
)
GRADES = {"q1": grade(0), "q2": grade(1), "q4": grade(0.5)}


def test_score_is_over_all_questions_and_no_answer_is_no_points() -> None:
    made = report(SAT, GRADES)
    assert made.score == 1.5 / 4
    assert made.unanswered == 1
    assert [result.question.id for result in made.missed] == ["q1", "q3", "q4"]


def test_parts_are_in_the_order_of_the_exam_with_their_names() -> None:
    made = report(SAT, GRADES, outline(10, 10))
    assert made.by_chapter == (Part("1", "1. Title 1", 2, 1), Part("2", "2. Title 2", 2, 0.5))
    assert made.by_topic == (
        Part("Gates", "Gates", 2, 1),
        Part("Loss", "Loss", 1, 0),
        Part("Codes", "Codes", 1, 0.5),
    )
    kinds = [(part.name, part.score) for part in made.by_kind]
    assert kinds == [("multiple choice", 0), ("true false", 1), ("short answer", 0.5)]


@pytest.mark.parametrize(("handed_in", "seconds"), [(20, 1200), (90, 1800), (None, 1800)])
def test_time_counts_up_to_handing_in_and_no_further(
    handed_in: float | None, seconds: float
) -> None:
    ended = None if handed_in is None else minutes(handed_in)
    assert report(exam(minutes=30, handed_in=ended), {}).seconds == seconds


def test_next_steps_name_the_sections_that_cost_most_with_their_places() -> None:
    steps = report(SAT, GRADES).next_steps
    assert steps[0] == "Read “Loss” again in notes/04.md, Neurons."
    assert "Read “Gates” again" in steps[1]
    assert any("tutor review" in step for step in steps)
    assert any("1 question has no answer" in step for step in steps)


def test_place_that_is_named_like_its_section_is_not_said_twice() -> None:
    (first, *_) = report(exam(question(1, topic="Neurons")), {}).next_steps
    assert first == "Read “Neurons” again in notes/04.md."


def test_next_step_after_a_perfect_exam_is_a_harder_one() -> None:
    sat = exam(question(1), responses={"q1": 1})
    (step,) = report(sat, {"q1": grade(1)}).next_steps
    assert "Everything was right" in step


def test_report_as_json_holds_what_was_missed_with_its_source() -> None:
    value = json.loads(
        json.dumps(report(SAT, {**GRADES, "q1": grade(0, citation=citation(9))}).to_dict())
    )
    assert (value["score"], value["points"], value["right"]) == (0.375, 1.5, 1)
    first, *_ = value["results"]
    assert first["response"] == 0
    assert first["grade"]["citation"]["document"] == "notes/04.md"
    assert first["question"]["citations"]
    assert value["results"][2]["grade"] is None
