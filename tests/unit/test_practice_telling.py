"""Nothing beside a question names its answer before it is given."""

from dataclasses import replace

import pytest

from tutor.practice.hints import hint
from tutor.practice.question import Citation, Question
from tutor.practice.telling import open_topic, tells

PASSAGE = Citation(
    "c1",
    "05-embeddings.md",
    "Word vectors > Negative sampling",
    "Negative sampling replaces the full softmax.",
    heading="Word vectors > Negative sampling",
)
ITEM = Question(
    "cloze",
    "_____ replaces the full softmax.",
    "Negative sampling",
    "It does.",
    (PASSAGE,),
    "Negative sampling",
)


def test_a_topic_that_names_the_answer_is_not_shown() -> None:
    assert open_topic(ITEM) == ""
    assert open_topic(replace(ITEM, topic="Training word vectors")) == "Training word vectors"


@pytest.mark.parametrize("kind", ["short-answer", "flashcard"])
def test_what_is_answered_in_sentences_keeps_its_topic(kind: str) -> None:
    item = replace(ITEM, kind=kind, question="What does it do?")  # type: ignore[arg-type]
    assert open_topic(item) == "Negative sampling"


def test_words_are_known_in_any_number() -> None:
    assert tells("Which negatives are sampled", ITEM)
    assert not tells("Skip-gram", ITEM)


def test_the_first_hint_leaves_out_headings_that_name_the_answer() -> None:
    text = hint(ITEM, 1).text
    assert text == "Look in 05-embeddings.md: Word vectors."
