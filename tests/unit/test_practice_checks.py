"""What every question is held to."""

from dataclasses import replace
from pathlib import Path

import pytest
from course_terms_fakes import SPARSE, open_course, passage_about
from fakes import FakeGenerator

from tutor.practice.making.checks.consistency import choose, rotated, states
from tutor.practice.making.checks.duplicates import is_duplicate
from tutor.practice.making.checks.options import are_alike, same_content
from tutor.practice.making.checks.support import says, support_of
from tutor.practice.making.checks.wording import gives_away, is_question, stands_alone
from tutor.practice.question import Question

FOUR = ("Dropout", "Early stopping", "Weight decay", "Batch size")


@pytest.mark.parametrize(
    "text",
    [
        "According to the passage, what is dropout?",
        "What does the author call overfitting?",
        "Which of the following is a loss?",
        "What does this method lower?",
        "What does it add to the loss?",
        "What is shown in figure 2?",
        "Which value does Eq. 3 give?",
        "What is described in the text?",
        "What is the result of the above?",
    ],
)
def test_what_points_out_of_itself_does_not_stand_alone(text: str) -> None:
    assert not stands_alone(text)


@pytest.mark.parametrize(
    "text",
    [
        SPARSE,
        "Which model predicts the next word of clinical notes?",
        "What does a language model read from left to right in a text?",
        "What does an LSTM add to its cell state?",
        "Which loss is used in text classification?",
    ],
)
def test_what_names_its_things_stands_alone(text: str) -> None:
    assert stands_alone(text)


def test_a_question_is_one_sentence_that_asks() -> None:
    assert is_question(SPARSE)
    assert not is_question("Dropout sets units to zero with a probability.")
    assert not is_question("What is dropout? And why is it used?")
    assert not is_question("Why?")


def test_a_question_gives_its_answer_away_by_the_words_in_any_form() -> None:
    assert gives_away("What does clipping gradients do to a gradient?", "Gradient clipping")
    assert gives_away("How many of the 18 identifiers are removed?", "18")
    assert not gives_away("Which autoencoder rebuilds a clean input?", "Denoising autoencoder")


def test_options_are_four_and_distinct_and_none_stands_out() -> None:
    assert are_alike(FOUR, 0)
    assert not are_alike((*FOUR[:3], "dropout"), 1)
    assert not are_alike(FOUR[:3], 0)
    assert not are_alike((*FOUR[:3], "All of the above"), 0)
    assert not are_alike((*FOUR[:3], "12"), 0)
    assert not are_alike(("A long answer that says all there is to say here", *FOUR[1:]), 0)


def test_options_that_differ_by_a_word_more_say_the_same() -> None:
    assert same_content("dropout", "the dropout layer")
    assert not same_content("dropout", "early stopping")
    assert not same_content("18 percent", "20 percent")


def test_a_sentence_says_an_answer_with_its_numbers_and_formulas() -> None:
    assert says("Adam divides by $\\sqrt{v} + \\epsilon$ in 1 step.", "$\\sqrt{v}+\\epsilon$")
    assert not says("Adam keeps 2 averages.", "3 averages")
    assert not says("Adam keeps 2 averages.", "momentum")


def test_a_statement_is_supported_by_the_sentence_that_says_it(tmp_path: Path) -> None:
    course = open_course(tmp_path)
    passage = passage_about(course, "few code units")
    said = "A sparse autoencoder lets only few code units be active."
    assert support_of(said, passage, course.retriever) == passage.facts
    assert support_of("GPUs multiply matrices quickly.", passage, course.retriever) == ()


def test_duplicates_ask_the_same_in_other_words(tmp_path: Path) -> None:
    course = open_course(tmp_path)
    passage = passage_about(course, "few code units")
    other = Question("flashcard", SPARSE, "Sparse autoencoder", "", (passage.cite([]),), "Kinds")
    also = "What lets few code units be active for any input?"
    assert is_duplicate(SPARSE, "Sparse autoencoder", [other], course.retriever)
    assert is_duplicate(also, "a sparse autoencoder", [other], course.retriever)
    assert not is_duplicate("What is a code?", "a vector", [other], course.retriever)
    assert not is_duplicate(SPARSE, "Sparse autoencoder", [], course.retriever)
    same_answer = replace(other, question="What does an L1 penalty make?")
    assert not is_duplicate(SPARSE, "Sparse autoencoder", [same_answer], course.retriever)


def test_the_model_chooses_by_the_letters() -> None:
    generator = FakeGenerator(verdicts=[(-3.0, -0.5, -2.0, -4.0)])
    choice = choose("What?", FOUR, generator, passage="Early stopping ends training.")
    assert (choice.index, choice.margin) == (1, 1.5)
    messages, letters = generator.choices[0]
    assert letters == ["A", "B", "C", "D"]
    assert "B. Early stopping" in messages[-1].content
    assert messages[-1].content.startswith("Early stopping ends training.")


def test_a_verdict_is_yes_against_no() -> None:
    generator = FakeGenerator(verdicts=[(-0.25, -2.25)])
    assert states("What?", "This", "A text.", generator) == 2.0


def test_turned_options_stand_at_other_places() -> None:
    turned = rotated(FOUR, 3)
    assert sorted(turned) == sorted(FOUR)
    assert all(a != b for a, b in zip(turned, FOUR, strict=True))
