"""A question is checked, and a follow-up is completed from the turns before it."""

import pytest
from answering_fakes import open_notes

from tutor.answering.query import QuestionError, Turn, check_question, leans_back, understand
from tutor.retrieval.retriever import Retriever

FIRST = "What does dropout do during training?"


@pytest.fixture(scope="module")
def retriever(tmp_path_factory: pytest.TempPathFactory) -> Retriever:
    return open_notes(tmp_path_factory.mktemp("query"))


@pytest.mark.parametrize(
    "question",
    [
        "And why does that help?",
        "What about the test phase?",
        "Why?",
        "How is it computed?",
        "and the second one?",
        "ok so what about the test phase?",
        "why would that stop overfitting",
        "why isnt that used for large networks",
        "what's the rate there?",
        "does it also work for inputs?",
    ],
)
def test_a_question_that_refers_back_is_completed_by_the_one_before(
    retriever: Retriever, question: str
) -> None:
    assert leans_back(question)
    query = understand(question, [(FIRST, "It drops units.")], retriever)
    assert query.text == f"{FIRST} {question}"


@pytest.mark.parametrize(
    "question",
    [
        "What is the vanishing gradient problem?",
        "Which coding system would I look in to identify a lab test?",
        "What do you call the units that a hidden layer has?",
        "Why is it important to scale the inputs?",
        "Is it the L1 penalty that makes weights zero?",
        "How many types of identifier have to be stripped out under HIPAA Safe Harbor?",
        "How does padding keep the image the same size after a convolution?",
        "Is there a rule that picks the number of layers?",
    ],
)
def test_a_question_that_stands_alone_is_searched_as_it_is(
    retriever: Retriever, question: str
) -> None:
    query = understand(question, [(FIRST, "It drops units.")], retriever)
    assert query.text == question


def test_a_chain_of_follow_ups_reaches_back_to_the_question_that_stands_alone(
    retriever: Retriever,
) -> None:
    history: list[Turn] = [("What is RxNorm?", "…"), (FIRST, "…"), ("And why does that help?", "…")]
    query = understand("But when?", history, retriever)
    assert query.text == f"{FIRST} And why does that help? But when?"


def test_a_first_question_has_nothing_to_lean_on(retriever: Retriever) -> None:
    query = understand("And why does that help?", [], retriever)
    assert query.text == "And why does that help?"


@pytest.mark.parametrize(
    ("question", "reason"),
    [("", "empty"), (" \n\t", "empty"), ("?!… --", "no word"), ("a" * 20_000, "20,000 characters")],
)
def test_a_question_that_cannot_be_asked_is_refused_in_one_sentence(
    question: str, reason: str
) -> None:
    with pytest.raises(QuestionError, match=reason) as error:
        check_question(question)
    assert "\n" not in str(error.value)


def test_white_space_in_a_question_is_tidied() -> None:
    assert check_question("  What is\n dropout? ") == "What is dropout?"


def test_a_question_in_another_script_is_a_question() -> None:
    assert check_question("什么是梯度消失?") == "什么是梯度消失?"
