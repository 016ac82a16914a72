"""A turn over two notes that disagree: the answer shows both, each with its source."""

from pathlib import Path

import pytest
from answering_fakes import SURE, UNSURE, answer_of, open_notes, turn
from fakes import FakeGenerator

from tutor.answering.events import SentenceDone
from tutor.retrieval.retriever import Retriever

ONE = "# Lecture\n\nThe dropout rate of the readmission network is 0.5.\n"
OTHER = "# Handout\n\nThe dropout rate of the readmission network is 0.2.\n"
QUESTION = "What is the dropout rate of the readmission network?"
ANSWER = "The dropout rate of the readmission network is 0.5."


@pytest.fixture
def disagreeing(tmp_path: Path) -> Retriever:
    return open_notes(tmp_path, {"lecture.md": ONE, "handout.md": OTHER})


def test_both_values_stand_in_the_answer_with_their_documents(disagreeing: Retriever) -> None:
    answer = answer_of(turn(disagreeing, FakeGenerator(ANSWER), QUESTION, UNSURE))
    assert "The notes disagree" in answer.text
    assert "0.5" in answer.text
    assert "0.2" in answer.text
    assert {source.document for source in answer.sources if source.cited} == {
        "lecture.md",
        "handout.md",
    }
    assert all(sentence.supported and sentence.citations for sentence in answer.sentences)


def test_each_side_is_announced_as_a_sentence_of_its_own(disagreeing: Retriever) -> None:
    events = turn(disagreeing, FakeGenerator(ANSWER), QUESTION, UNSURE)
    said = [event.sentence for event in events if isinstance(event, SentenceDone)]
    first, second = (sentence for sentence in said if sentence.quoted)
    assert first.citations != second.citations
    assert tuple(said) == answer_of(events).sentences


def test_what_a_side_says_is_not_quoted_again(disagreeing: Retriever) -> None:
    answer = answer_of(turn(disagreeing, FakeGenerator(ANSWER), QUESTION, SURE))
    assert answer.text.count("\u201c") == 2


def test_a_code_block_that_was_cut_off_does_not_swallow_the_disagreement(
    disagreeing: Retriever,
) -> None:
    cut_off = f"{ANSWER}\n\n```python\nrate = 0.5"
    answer = answer_of(turn(disagreeing, FakeGenerator(cut_off), QUESTION, UNSURE))
    before = answer.text.partition("The notes disagree")[0]
    assert before.count("```") % 2 == 0


def test_notes_that_agree_are_not_said_to_disagree(tmp_path: Path) -> None:
    agreeing = open_notes(tmp_path, {"lecture.md": ONE, "handout.md": OTHER.replace("0.2", "0.5")})
    answer = answer_of(turn(agreeing, FakeGenerator(ANSWER), QUESTION, UNSURE))
    assert answer.status == "answered"
    assert "disagree" not in answer.text
