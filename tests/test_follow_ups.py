"""In a conversation over the course a follow-up is understood and a new subject noticed."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.fakes import FakeGenerator
from tutor.answering.answer import AnsweringSettings, answer_events
from tutor.answering.events import Finished
from tutor.answering.query import understand
from tutor.evaluation.conversations import FOLLOW_UPS, GOAL, follow_ups, load_conversations
from tutor.generation.base import Generator
from tutor.retrieval.embedding import Encoder
from tutor.retrieval.retriever import Retriever

pytestmark = pytest.mark.model

ROOT = Path(__file__).resolve().parents[1]
COURSE = "deep-learning-for-healthcare/"
DROPOUT = [("How does dropout work?", "Dropout sets hidden units to zero with probability p. [1]")]


@pytest.fixture(scope="module")
def retriever(encoder_path: Path, course_index: Path) -> Retriever:
    return Retriever.open(course_index, Encoder.load(encoder_path, "minilm"))


@pytest.mark.parametrize(
    ("question", "subject", "document"),
    [
        ("what about RxNorm?", "RxNorm", "02-health-data"),
        ("ok and which identifiers does HIPAA Safe Harbor remove?", "18 kinds", "02-health-data"),
        ("how about k-means, how does it work?", "k-means", "03-machine-learning-basics"),
        ("What is the ROC AUC?", "ROC AUC", "03-machine-learning-basics"),
    ],
)
def test_a_change_of_subject_leaves_the_old_one_out(
    retriever: Retriever, question: str, subject: str, document: str
) -> None:
    query = understand(question, DROPOUT, retriever)
    assert (query.text, query.earlier) == (question, ())
    hit = retriever.search(query.searched, 1)[0]
    assert hit.document.startswith((COURSE + document, COURSE + "glossary"))
    assert subject in hit.text


@pytest.mark.parametrize(
    "question", ["why does it help?", "and at test time?", "what about p = 0.5?", "who found that?"]
)
def test_a_follow_up_is_searched_for_with_its_subject(retriever: Retriever, question: str) -> None:
    query = understand(question, DROPOUT, retriever)
    assert query.text == f"{DROPOUT[0][0]} {question}"
    assert query.earlier == (DROPOUT[0],)


def test_after_a_change_of_subject_a_follow_up_is_about_the_new_one(retriever: Retriever) -> None:
    history = [*DROPOUT, ("what about RxNorm?", "RxNorm normalises drug names. [1]")]
    query = understand("and who maintains it?", history, retriever)
    assert query.text == "what about RxNorm? and who maintains it?"
    assert query.earlier == (history[1],)


def test_of_many_turns_the_first_and_the_last_are_leaned_on(retriever: Retriever) -> None:
    history = [*DROPOUT, ("why?", "a"), ("and at test time?", "b"), ("is that always so?", "c")]
    query = understand("why is that?", history, retriever)
    assert query.earlier == (history[0], history[3])


@pytest.mark.parametrize("question", ["What is RxNorm?", "what about RxNorm?"])
def test_the_prompt_leaves_an_old_subject_out(retriever: Retriever, question: str) -> None:
    generator = FakeGenerator("It is in the notes.", verdicts=[(0.0, -9.0)] * 2)
    for _ in answer_events(
        question,
        retriever=retriever,
        generator=generator,
        settings=AnsweringSettings(),
        history=DROPOUT,
    ):
        pass
    asked = " ".join(message.content for message in generator.prompts[0])
    assert question in asked
    assert not any(text in asked for text in ("Asked before", DROPOUT[0][0], "with probability p."))


def test_the_right_document_is_found_for_conversations_about_the_course(
    retriever: Retriever,
) -> None:
    course = frozenset(document.id for document in retriever.documents)
    conversations = [
        replace(
            talk,
            turns=tuple(replace(turn, documents=turn.documents & course) for turn in talk.turns),
        )
        for talk in load_conversations(ROOT / "tests/data/conversations.jsonl")
        if all(turn.documents & course for turn in talk.turns)
    ]
    result = follow_ups(retriever, conversations)
    figures = {measure.name: measure for measure in result.measures}
    assert figures[FOLLOW_UPS].n >= 20
    assert figures[FOLLOW_UPS].value >= GOAL, result.failures


@pytest.mark.slow
def test_an_example_is_the_notes_own_or_none(retriever: Retriever, smollm2: Generator) -> None:
    """Of a subject with a worked example and of one without."""
    answers = []
    for subject in ("What is the vanishing gradient problem?", DROPOUT[0][0]):
        *_, last = answer_events(
            "Give an example",
            retriever=retriever,
            generator=smollm2,
            settings=AnsweringSettings(),
            history=[(subject, "It is in the notes. [1]")],
        )
        assert isinstance(last, Finished)
        answers.append(last.answer)
    told, silent = answers
    assert told.status == "answered"
    assert "example" in " ".join(each.text for each in told.sentences if each.supported)
    assert silent.status == "not_in_notes"
    assert silent.grounding is not None
    assert silent.grounding.refused_by == "search"
