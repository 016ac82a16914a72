"""What search itself says of whether the notes hold an answer."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from answering_fakes import QUESTION, open_notes
from retrieval_fakes import FakeEncoder

from tutor.answering.evidence import Evidence, EvidenceLimits, weigh_evidence
from tutor.answering.signals import Signals, read_signals
from tutor.retrieval.retriever import Retriever


@pytest.fixture(scope="module")
def retriever(tmp_path_factory: pytest.TempPathFactory) -> Retriever:
    return open_notes(tmp_path_factory.mktemp("signals"))


def evidence(retriever: Retriever, question: str, excluded: Sequence[str] = ()) -> Evidence:
    hits = retriever.search(question, 5, exclude_documents=excluded)
    return weigh_evidence(question, hits, retriever, EvidenceLimits())


def signals(retriever: Retriever, question: str, excluded: Sequence[str] = ()) -> Signals:
    return read_signals(question, evidence(retriever, question, excluded), retriever)


def test_closeness_is_that_of_the_best_sentence(retriever: Retriever) -> None:
    found = evidence(retriever, QUESTION)
    assert read_signals(QUESTION, found, retriever).closeness == found.candidates[0].closeness


def test_the_lead_is_over_the_sentences_that_come_after_the_best(retriever: Retriever) -> None:
    found = evidence(retriever, QUESTION)
    best, *rest = found.candidates
    lead = read_signals(QUESTION, found, retriever).lead
    assert 0 < lead <= best.closeness - min(candidate.closeness for candidate in rest)


def test_a_sentence_without_rivals_has_no_lead(retriever: Retriever) -> None:
    found = evidence(retriever, QUESTION)
    alone = replace(found, candidates=found.candidates[:1])
    assert read_signals(QUESTION, alone, retriever).lead == 0.0


def test_the_notes_own_words_are_covered_wholly(retriever: Retriever) -> None:
    read = signals(retriever, "dropout sets each unit to zero with probability 0.5")
    assert read.words_covered == pytest.approx(1.0, abs=1e-5)
    assert read.passage_covered == pytest.approx(1.0, abs=1e-5)


def test_one_idea_that_the_notes_lack_shows(retriever: Retriever) -> None:
    whole = signals(retriever, "dropout sets each unit to zero")
    lacking = signals(retriever, "dropout sets each sparrow to zero")
    assert lacking.words_covered < whole.words_covered - 0.05
    assert lacking.passage_covered < whole.passage_covered - 0.05


def test_words_that_only_ask_count_nothing(retriever: Retriever) -> None:
    plain = signals(retriever, "dropout probability")
    asked = signals(retriever, "What is the dropout probability, please explain?")
    assert asked.words_covered == pytest.approx(plain.words_covered, abs=1e-5)


def test_the_heading_of_the_best_passage_covers_words_too(retriever: Retriever) -> None:
    # "Stable training" stands over the passage and in none of its sentences.
    read = signals(retriever, "stable dropout unit zero probability", ["bread.md"])
    assert read.passage_covered > read.words_covered + 0.05


def test_a_question_on_something_else_is_far_by_every_signal(retriever: Retriever) -> None:
    near = signals(retriever, "Which unit does dropout set to zero during training?")
    far = signals(retriever, "Which treaty ended war between Sweden and Poland?")
    assert far.closeness < near.closeness
    assert far.words_covered < near.words_covered
    assert far.passage_covered < near.passage_covered


def test_the_signals_of_a_question_do_not_change(retriever: Retriever) -> None:
    assert signals(retriever, QUESTION) == signals(retriever, QUESTION)


def test_a_question_without_a_content_word_can_be_read(retriever: Retriever) -> None:
    read = signals(retriever, "What is that?")
    assert (read.words_covered, read.passage_covered) == (1.0, 1.0)  # there is nothing to miss


def test_only_the_best_sentences_are_read_token_by_token(
    retriever: Retriever, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    encode = FakeEncoder.encode_tokens

    def remember(self: FakeEncoder, texts: Sequence[str]) -> object:
        asked.extend(texts)
        return encode(self, texts)

    monkeypatch.setattr(FakeEncoder, "encode_tokens", remember)
    found = evidence(retriever, QUESTION)
    read_signals(QUESTION, found, retriever)
    assert QUESTION in asked
    texts = [found.text_of(candidate) for candidate in found.candidates]
    assert set(texts[:3]) <= set(asked)
    assert not set(texts[3:]) & set(asked)
