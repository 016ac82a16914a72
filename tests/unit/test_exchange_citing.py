"""An imported question is cited where the notes support its answer, and nowhere else."""

import pytest
from answering_fakes import open_notes

from tutor.practice.exchange.citing import cite
from tutor.practice.exchange.item import Item, question_of
from tutor.practice.question import Question
from tutor.retrieval.retriever import Retriever


@pytest.fixture(scope="module")
def retriever(tmp_path_factory: pytest.TempPathFactory) -> Retriever:
    return open_notes(tmp_path_factory.mktemp("notes"))


def item(question: str, answer: str | bool, *options: str, **parts: str) -> Question:
    return question_of(Item(question, answer, options, **parts))


@pytest.mark.parametrize(
    ("question", "document", "evidence"),
    [
        (
            item("What prevents exploding gradients in recurrent networks?", "Gradient clipping"),
            "stable.md",
            "It prevents exploding",
        ),
        (
            item("A sourdough starter is fed with _____ and water every day.", "flour"),
            "bread.md",
            "A sourdough starter",
        ),
        (
            item("A sourdough starter is fed with flour every day.", answer=True),
            "bread.md",
            "A sourdough starter",
        ),
        (
            item("A sourdough starter is fed with what every day?", "A", "flour and water", "milk"),
            "bread.md",
            "A sourdough starter",
        ),
    ],
)
def test_what_the_notes_support_is_cited(
    question: Question, document: str, evidence: str, retriever: Retriever
) -> None:
    cited = cite(question, retriever)
    (citation,) = cited.citations
    assert citation.document == document
    span = citation.evidence[-1]
    assert citation.text[span.start : span.end].startswith(evidence)
    assert cited.id == question.id
    assert cited.topic
    assert cited.chapter


@pytest.mark.parametrize(
    "question",
    [
        item("What is a sourdough starter fed with every day?", "B", "flour and water", "honey"),
        item("Who patented dropout in Toronto in 1931?", "Hinton"),
        item("A sourdough starter is fed with honey and milk every week.", answer=True),
        item("A sourdough starter is fed with flour every day.", answer=False),
        item("?", "!"),
        item("Then?", "flour"),
    ],
)
def test_what_they_do_not_support_is_not(question: Question, retriever: Retriever) -> None:
    assert cite(question, retriever) == question


def test_topic_and_chapter_that_were_given_stay(retriever: Retriever) -> None:
    question = item(
        "A sourdough starter is fed with _____ and water every day.",
        "flour",
        topic="Baking",
        chapter="12",
    )
    cited = cite(question, retriever)
    assert cited.citations
    assert (cited.topic, cited.chapter) == ("Baking", "12")
