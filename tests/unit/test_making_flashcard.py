"""Flashcards: glossary entries, and sentences that say what something is."""

from pathlib import Path

import pytest
from fakes import FakeGenerator
from making_fakes import evidence, open_course, passage_with

from tutor.practice.making import flashcard
from tutor.practice.making.course import Course
from tutor.practice.making.rejection import Rejected
from tutor.practice.making.terms import definition_in
from tutor.practice.question import Question

LAYERS = """# Layers

## Pooling

A pooling layer is a layer that keeps the largest value of each window. It has no weights.

The pooling layer of a network is small, and a pooling layer is often left out.
"""
BUTTERFLY = (
    "# Summary\n\n## Effects\n\nThe main idea is that each unit of a layer has to be useful.\n"
)


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return open_course(tmp_path)


def made(course: Course, words: str, *avoid: Question) -> Question | Rejected:
    return flashcard.make(passage_with(course, words), course, FakeGenerator(), avoid=avoid)


def test_a_glossary_s_entry_is_a_card_as_it_stands(course: Course) -> None:
    card = made(course, "Dropout")
    assert isinstance(card, Question)
    definition = "Dropout is a regulariser that switches random units of a layer off in training."
    assert (card.question, card.answer) == ("Dropout", definition)
    assert card.origin == "notes"
    assert card.key_points == (definition.rstrip("."),)
    assert evidence(card) == f"**Dropout**: {definition}"


def test_each_entry_is_one_card_and_a_year_is_none(course: Course) -> None:
    first = made(course, "Weight decay")
    assert isinstance(first, Question)
    second = made(course, "Weight decay", first)
    assert isinstance(second, Question)
    assert [first.question, second.question] == ["Weight decay", "CPT"]
    assert made(course, "Weight decay", first, second) == Rejected("nothing to ask")


def test_a_definition_becomes_a_question_with_what_the_notes_go_on_to_say(tmp_path: Path) -> None:
    course = open_course(tmp_path, {"layers.md": LAYERS})
    card = made(course, "window")
    assert isinstance(card, Question)
    assert card.question == "What is a pooling layer?"
    assert card.answer == (
        "A pooling layer is a layer that keeps the largest value of each window. It has no weights."
    )
    assert evidence(card) == card.answer
    assert made(course, "window", card) == Rejected("nothing to ask")


def test_what_only_sounds_like_a_definition_is_no_card(tmp_path: Path) -> None:
    course = open_course(tmp_path, {"summary.md": BUTTERFLY})
    assert all(
        flashcard.make(passage, course, FakeGenerator()) == Rejected("nothing to ask")
        for passage in course.passages
    )


@pytest.mark.parametrize(
    ("statement", "front"),
    [
        ("An embedding is a short dense vector for a code.", "What is an embedding?"),
        ("Tokens are the units of text that a model reads.", "What are tokens?"),
        ("Mode collapse means that a GAN makes few outputs.", "What does mode collapse mean?"),
    ],
)
def test_the_front_asks_what_the_sentence_says(statement: str, front: str) -> None:
    definition = definition_in(statement)
    assert definition is not None
    assert flashcard.front_of(definition, definition.term, statement) == front
