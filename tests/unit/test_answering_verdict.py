"""A yes or no is supported by a passage only if the passage says so too."""

from pathlib import Path

import pytest
from answering_fakes import SURE, answer_of, open_notes, turn
from fakes import FakeGenerator

from tutor.answering.citation import SupportThresholds, find_support

DENIES = "# Decoder\n\nA transposed convolution does not need a predefined interpolation method.\n"
SAYS = "# Decoder\n\nA transposed convolution needs a predefined interpolation method.\n"
QUESTION = "Does a transposed convolution need a predefined interpolation method?"
YES = "Yes, a transposed convolution needs a predefined interpolation method."
NO = "No, a transposed convolution does not need a predefined interpolation method."


@pytest.mark.parametrize(
    ("note", "answer", "supported"),
    [(DENIES, NO, True), (DENIES, YES, False), (SAYS, YES, True), (SAYS, NO, False)],
)
def test_a_verdict_needs_a_passage_of_the_same_mind(
    tmp_path: Path, note: str, answer: str, *, supported: bool
) -> None:
    retriever = open_notes(tmp_path, {"decoder.md": note})
    hits = retriever.search(QUESTION)
    support = find_support(answer, QUESTION, hits, retriever, SupportThresholds())
    assert support.supported is supported


def test_a_passage_that_denies_outweighs_one_that_only_sounds_alike(tmp_path: Path) -> None:
    alike = "# Upsampling\n\nOther layers use a predefined interpolation method or convolution.\n"
    retriever = open_notes(tmp_path, {"decoder.md": DENIES, "upsampling.md": alike})
    hits = retriever.search(QUESTION)
    assert len(hits) == 2
    lenient = SupportThresholds(coverage=0.2, joint=0.3)
    assert not find_support(YES, QUESTION, hits, retriever, lenient).supported
    assert find_support(NO, QUESTION, hits, retriever, lenient).supported


def test_a_question_in_the_notes_denies_nothing(tmp_path: Path) -> None:
    exercise = "# Exercises\n\nWhy does a transposed convolution not need a predefined method?\n"
    retriever = open_notes(tmp_path, {"decoder.md": SAYS, "exercises.md": exercise})
    hits = retriever.search(QUESTION)
    assert len(hits) == 2
    assert find_support(YES, QUESTION, hits, retriever, SupportThresholds()).supported


def test_a_verdict_that_the_notes_deny_gives_way_to_what_they_say(tmp_path: Path) -> None:
    retriever = open_notes(tmp_path, {"decoder.md": DENIES})
    answer = answer_of(turn(retriever, FakeGenerator(YES), QUESTION, SURE))
    assert not any(s.supported and not s.quoted for s in answer.sentences)
    assert "does not need a predefined interpolation method" in answer.text


def test_what_is_no_verdict_may_share_a_sentence_with_a_denial(tmp_path: Path) -> None:
    note = "# Test\n\nA transposed convolution learns its weights, so no method is predefined.\n"
    retriever = open_notes(tmp_path, {"decoder.md": note})
    said = "A transposed convolution learns its weights."
    question = "What does a transposed convolution learn?"
    hits = retriever.search(question)
    assert find_support(said, question, hits, retriever, SupportThresholds()).supported
