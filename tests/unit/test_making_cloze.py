"""Cloze questions: what may be left out of a sentence, and what must not."""

from pathlib import Path

import pytest
from fakes import FakeGenerator
from making_fakes import evidence, open_course, passage_with

from tutor.documents.document import Span
from tutor.practice.making import cloze
from tutor.practice.making.course import Course
from tutor.practice.making.rejection import Rejected
from tutor.practice.question import BLANK, Question


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return open_course(tmp_path)


def made(course: Course, words: str, *avoid: Question) -> Question | Rejected:
    return cloze.make(passage_with(course, words), course, FakeGenerator(), avoid=avoid)


def answers(statement: str, course: Course) -> list[str]:
    return [blank.answer for blank in cloze.blanks_in(statement, course)]


def test_a_number_is_left_out_with_the_word_that_makes_it_big(course: Course) -> None:
    question = made(course, "BERT")
    assert isinstance(question, Question)
    assert question.kind == "cloze"
    assert question.answer == "110 million"
    assert question.question == (
        f"The language model BERT has {BLANK} parameters and reads words from both of its sides."
    )
    assert evidence(question) in question.explanation
    assert (question.topic, question.difficulty) == ("Language models", "hard")


def test_an_acronym_is_left_out_together_with_its_long_form(course: Course) -> None:
    question = made(course, "CPT")
    assert isinstance(question, Question)
    assert question.question == f"{BLANK} is the code system of doctors for their procedures."
    assert question.answer == "CPT"


def test_a_sentence_is_asked_once(course: Course) -> None:
    first = made(course, "BERT")
    assert isinstance(first, Question)
    assert made(course, "BERT", first) == Rejected("nothing to ask")


def test_an_example_is_not_asked_from_a_computation(course: Course) -> None:
    assert made(course, "12 units") == Rejected("nothing to ask")


@pytest.mark.parametrize(
    "statement",
    [
        "Dropout is named after the units that dropout switches off in every hidden layer.",
        "Doctors bill with Current Procedural Terminology (CPT) for every single procedure.",
        "Many networks have a regulariser such as dropout between all of their hidden layers.",
        "The dropout-free network has more units in every one of its two hidden layers.",
        "The formula $dropout = 17$ stands in the book about networks with hidden layers.",
        "The network of LeCun was published in 1998 and reads the digits on bank cheques.",
        "Its kernel grows from 12 to 24 and then to 48 units in the last hidden layer.",
        "The bakers of the town like flour with water and salt in the early morning.",
    ],
)
def test_what_is_given_away_open_or_in_a_formula_is_not_left_out(
    statement: str, course: Course
) -> None:
    assert answers(statement, course) == []


def test_a_percentage_is_left_out_with_its_sign(course: Course) -> None:
    statement = "Early stopping lowers the early error of a deep network by 12.5% on the test set."
    assert answers(statement, course) == ["12.5%"]


def test_the_article_before_the_blank_does_not_tell_the_first_letter() -> None:
    text = "It is an embedding of codes."
    assert cloze.with_blank(text, Span(9, 18)) == f"It is a(n) {BLANK} of codes."
