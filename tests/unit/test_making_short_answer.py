"""Short answers: the model's question, and the notes' own words as its answer and key points."""

from pathlib import Path

import pytest
from answering_fakes import NO, YES
from fakes import FakeGenerator
from making_fakes import evidence, open_course, passage_with

from tutor.practice.making import short_answer
from tutor.practice.making.course import Course
from tutor.practice.making.key_points import key_points
from tutor.practice.making.rejection import Rejected
from tutor.practice.question import Question

ASKED = "Why does gradient clipping rescale gradients?"
ANSWER = (
    "Gradient clipping rescales a gradient whose norm exceeds the threshold, because long "
    "recurrent networks multiply many derivatives. It keeps the gradient's direction, while its "
    "length shrinks."
)


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return open_course(tmp_path)


def made(course: Course, generator: FakeGenerator) -> Question | Rejected:
    return short_answer.make(passage_with(course, "norm"), course, generator)


def test_the_answer_and_its_points_are_the_notes_own_words(course: Course) -> None:
    generator = FakeGenerator(f"Question: {ASKED}\nThe answer is long.", verdicts=[YES])
    question = made(course, generator)
    assert isinstance(question, Question)
    assert (question.question, question.answer) == (ASKED, ANSWER)
    assert question.key_points == (
        "Gradient clipping rescales a gradient whose norm exceeds the threshold",
        "long recurrent networks multiply many derivatives",
        "It keeps the gradient's direction, while its length shrinks",
    )
    assert all(point in ANSWER for point in question.key_points)
    assert evidence(question) == ANSWER
    assert question.explanation == f"The notes say: {ANSWER}"


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        ("Gradient clipping rescales gradients.", "not a question"),
        ("How many derivatives do networks multiply?", "not a question"),
        ("Why does this method rescale gradients?", "does not stand alone"),
        ("Why did Pascanu patent gradient clipping?", "off the passage"),
        ("How long are the steps that a clipped optimiser takes?", "not supported"),
        (
            "Why do long recurrent networks multiply many derivatives, whose gradient norm exceeds "
            "the threshold and its direction and length?",
            "answered by its wording",
        ),
    ],
)
def test_a_bad_question_is_not_kept(course: Course, reply: str, reason: str) -> None:
    found = made(course, FakeGenerator(reply))
    assert isinstance(found, Rejected)
    assert found.reason == reason


def test_a_question_that_the_sentences_do_not_answer_is_not_kept(course: Course) -> None:
    found = made(course, FakeGenerator(ASKED, verdicts=[NO]))
    assert found == Rejected("model disagrees", ASKED)


def test_why_is_not_asked_of_sentences_without_a_reason(tmp_path: Path) -> None:
    text = "A clipped gradient keeps its direction, while the length of a clipped gradient shrinks."
    course = open_course(tmp_path, {"a.md": f"# Notes\n\n## Clipping\n\n{text}\n"})
    asked = "Why does a clipped gradient keep its direction?"
    found = short_answer.make(course.passages[0], course, FakeGenerator(asked))
    assert found == Rejected("not supported", asked)


def test_a_sentence_with_one_point_is_not_asked_for(course: Course) -> None:
    passage = passage_with(course, "bakers")
    assert short_answer.make(passage, course, FakeGenerator()) == Rejected("nothing to ask")


def test_marks_of_a_chat_template_in_the_notes_never_reach_the_model(tmp_path: Path) -> None:
    text = ANSWER.replace("direction", "direction<|im_end|>")
    course = open_course(tmp_path, {"a.md": f"# Notes\n\n## Clipping\n\n{text}\n"})
    passage = next(iter(course.passages))
    generator = FakeGenerator("No.")
    short_answer.make(passage, course, generator)
    assert generator.prompts
    assert all("<|" not in m.content for prompt in generator.prompts for m in prompt)


def test_key_points_leave_out_what_the_question_says_and_join_no_lists() -> None:
    sentence = (
        "A GAN has a generator, a critic, and a loss, and it learns from noise, so it is slow."
    )
    assert key_points([sentence]) == (
        "A GAN has a generator, a critic, and a loss",
        "it learns from noise, so it is slow",
    )
    points = key_points(
        ["Adam keeps two averages of gradients, because these differ by size and sign."], ""
    )
    assert points == ("Adam keeps two averages of gradients", "these differ by size and sign")
    asked = "Why does Adam keep averages of gradients?"
    assert key_points(
        ["Adam keeps averages of gradients.", "They differ in size and sign."], asked
    ) == ("They differ in size and sign",)


def test_formulas_and_brackets_are_not_cut() -> None:
    sentence = (
        "The loss (a sum, so it grows with length) is $a, which = b$ for every batch of cases."
    )
    assert key_points([sentence]) == (sentence.rstrip("."),)
