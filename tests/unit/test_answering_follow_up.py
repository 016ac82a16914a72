"""Chips under an answer: put more simply, with an example, about the question before them."""

from pathlib import Path

import pytest
from answering_fakes import NOTES, SURE, UNSURE, answer_of, open_notes, turn
from fakes import FakeGenerator

from tutor.answering.follow_up import FollowUp, follow_up_of
from tutor.answering.query import Turn, understand
from tutor.retrieval.retriever import Retriever

FIRST = "What does gradient clipping do?"
HISTORY: list[Turn] = [(FIRST, "It rescales a gradient. [1]")]
EXAMPLES = """# Penalties

## Weight decay

Weight decay shrinks every weight towards zero in each step. A rate of 0.1 turns a weight of 2 into
1.8. For example, a weight of 5 becomes 4.5 after one step of weight decay.
"""
SHRINK = "What does weight decay do?"
TOLD = "A weight of 5 becomes 4.5 after one step of weight decay."


@pytest.fixture(scope="module")
def retriever(tmp_path_factory: pytest.TempPathFactory) -> Retriever:
    folder: Path = tmp_path_factory.mktemp("follow-up")
    return open_notes(folder, {**NOTES, "examples.md": EXAMPLES})


@pytest.mark.parametrize(
    "question",
    [
        "Explain it more simply",
        "explain that more simply please",
        "Can you explain this in simpler terms?",
        "simpler!",
        "Put it in plain words.",
        "ok, explain it to me like I'm five",
        "ELI5",
        "could you please say that a bit more simply?",
        "Simplify it",
        "make it simpler",
    ],
)
def test_a_wish_for_simpler_words_is_known(question: str) -> None:
    assert follow_up_of(question) is FollowUp.SIMPLER


@pytest.mark.parametrize(
    "question",
    [
        "Give an example",
        "Can you give me an example of this?",
        "an example please",
        "show me some examples",
        "What is an example of that?",
        "for example?",
        "Like what?",
    ],
)
def test_a_wish_for_an_example_is_known(question: str) -> None:
    assert follow_up_of(question) is FollowUp.EXAMPLE


@pytest.mark.parametrize(
    "question",
    [
        "Explain dropout more simply",
        "Give an example of a convolution",
        "What is a simple perceptron?",
        "Why is it simpler?",
        "Is that an example of overfitting?",
        "Explain it",
        "",
    ],
)
def test_what_has_a_subject_of_its_own_is_a_question(question: str) -> None:
    assert follow_up_of(question) is None


@pytest.mark.parametrize("question", ["Explain it more simply", "Give an example"])
def test_the_question_before_is_searched_for_and_not_the_wish(
    retriever: Retriever, question: str
) -> None:
    query = understand(question, HISTORY, retriever)
    assert query.text == FIRST
    assert query.searched == understand(FIRST, [], retriever).searched


def test_a_wish_after_a_wish_is_about_the_same_question(retriever: Retriever) -> None:
    history = [*HISTORY, ("Explain it more simply", "It makes it smaller. [1]")]
    query = understand("Give an example", history, retriever)
    assert (query.text, query.follow_up) == (FIRST, FollowUp.EXAMPLE)


def test_a_question_after_a_wish_leans_on_what_was_asked(retriever: Retriever) -> None:
    history = [*HISTORY, ("Give an example", "A norm of 9. [1]")]
    assert understand("And why does that help?", history, retriever).text == (
        f"{FIRST} And why does that help?"
    )


def test_a_wish_with_nothing_before_it_is_a_question(retriever: Retriever) -> None:
    query = understand("Give an example", [], retriever)
    assert (query.text, query.follow_up) == ("Give an example", None)


def test_the_model_is_asked_to_rewrite_the_sentences_that_answer(retriever: Retriever) -> None:
    generator = FakeGenerator("Gradient clipping makes a large gradient small.")
    turn(retriever, generator, "Explain it more simply", UNSURE, history=HISTORY)
    prompt = generator.prompts[0]
    assert "easy words" in prompt[0].content
    assert FIRST in prompt[1].content
    assert "rescales a gradient whose norm" in prompt[1].content
    assert "Asked before" not in prompt[1].content


def test_an_example_is_told_from_the_sentences_that_give_one(retriever: Retriever) -> None:
    generator = FakeGenerator(TOLD)
    history = [(SHRINK, "It shrinks weights. [1]")]
    answer = answer_of(turn(retriever, generator, "Give an example", SURE, history=history))
    assert answer.status == "answered"
    assert answer.question == "Give an example"
    assert answer.sentences[0].supported
    prompt = generator.prompts[0][1].content
    assert "a weight of 5 becomes 4.5" in prompt
    assert "rate of 0.1" in prompt  # the sentence that it goes on from
    assert "shrinks every weight" not in prompt


def test_an_example_that_the_notes_do_not_give_is_not_made_up(retriever: Retriever) -> None:
    generator = FakeGenerator("For example, a norm of 9 becomes 1.")
    answer = answer_of(turn(retriever, generator, "Give an example", SURE, history=HISTORY))
    assert answer.status == "not_in_notes"
    assert answer.grounding is not None
    assert answer.grounding.refused_by == "search"
    assert generator.prompts == []
