"""The decision before the model writes: two regressions, and a verdict only where it is needed."""

import math
from collections.abc import Sequence
from dataclasses import replace

import pytest
from answering_fakes import NO, QUESTION, YES, limits, open_notes, regression
from fakes import FakeGenerator

from tutor.answering.evidence import Evidence, EvidenceLimits, weigh_evidence
from tutor.answering.grounding import GroundingLimits, Verdict, ask_model, judge
from tutor.answering.signals import Signals, read_signals
from tutor.errors import TutorError
from tutor.retrieval.retriever import Retriever

SIGNALS = Signals(closeness=1.0, lead=0.2, words_covered=0.8, passage_covered=0.9)


@pytest.fixture(scope="module")
def retriever(tmp_path_factory: pytest.TempPathFactory) -> Retriever:
    return open_notes(tmp_path_factory.mktemp("grounding"))


def evidence(retriever: Retriever, excluded: Sequence[str] = ()) -> Evidence:
    hits = retriever.search(QUESTION, 5, exclude_documents=excluded)
    return weigh_evidence(QUESTION, hits, retriever, EvidenceLimits())


def verdict_of(retriever: Retriever, generator: FakeGenerator, chosen: GroundingLimits) -> Verdict:
    return judge(QUESTION, evidence(retriever), retriever, generator, chosen)


@pytest.mark.parametrize("name", ["closeness", "lead", "words_covered", "passage_covered"])
def test_each_signal_counts_with_its_coefficient(name: str) -> None:
    logit = 2.0 * getattr(SIGNALS, name)
    assert regression(**{name: 2.0}).probability(SIGNALS) == pytest.approx(
        1 / (1 + math.exp(-logit))
    )


def test_the_verdict_counts_in_the_joint_regression() -> None:
    joint = regression(0.5, verdict=1.5)
    assert joint.probability(SIGNALS) == 0.5
    assert joint.probability(SIGNALS, 2.0) == pytest.approx(1 / (1 + math.exp(-3.0)))
    assert joint.probability(SIGNALS, -2.0) == pytest.approx(1 / (1 + math.exp(3.0)))


@pytest.mark.parametrize("probability", [0.09, 0.91])
def test_the_model_is_not_asked_where_the_search_is_clear(
    retriever: Retriever, probability: float
) -> None:
    verdict = verdict_of(retriever, FakeGenerator(), limits(probability))  # a call would raise
    assert verdict.probability == pytest.approx(probability)
    assert verdict.model_log_odds is None


@pytest.mark.parametrize("probability", [0.11, 0.5, 0.89])
def test_the_model_is_asked_once_where_the_search_leaves_a_doubt(
    retriever: Retriever, probability: float
) -> None:
    generator = FakeGenerator(verdicts=[YES])
    verdict = verdict_of(retriever, generator, limits(probability))
    assert len(generator.choices) == 1
    assert generator.prompts == []
    assert verdict.model_log_odds == pytest.approx(8.9)
    # The joint regression of these limits knows nothing but the verdict.
    assert verdict.probability == pytest.approx(1 / (1 + math.exp(-8.9)))


def test_the_model_judges_by_the_question_and_the_closest_sentence(retriever: Retriever) -> None:
    generator = FakeGenerator(verdicts=[NO])
    verdict_of(retriever, generator, limits(0.5))
    ((messages, choices),) = generator.choices
    assert choices == ["Yes", "No"]
    assert QUESTION in messages[-1].content
    assert "probability 0.5 during training" in messages[-1].content


def test_fewer_sentences_are_judged_than_answered_from(retriever: Retriever) -> None:
    found = evidence(retriever)
    generator = FakeGenerator(verdicts=[NO])
    few = limits(0.5)
    few = GroundingLimits(few.search, few.joint, few.doubt_from, few.doubt_to, tokens=1)
    judge(QUESTION, found, retriever, generator, few)
    prompt = generator.choices[0][0][-1].content
    texts = [found.text_of(candidate) for candidate in found.candidates]
    assert texts[0].replace("\n", " ") in prompt.replace("\n", " ")
    assert texts[-1] not in prompt


@pytest.mark.parametrize(("probability", "sure"), [(0.95, True), (0.05, False)])
def test_sure_is_a_matter_of_the_last_probability(
    retriever: Retriever, probability: float, sure: bool
) -> None:
    assert verdict_of(retriever, FakeGenerator(), limits(probability)).sure is sure
    assert not verdict_of(retriever, FakeGenerator(), limits(probability, sure=0.99)).sure


def test_certain_is_more_than_sure(retriever: Retriever) -> None:
    by_search = limits(0.85)
    verdicts = [
        verdict_of(retriever, FakeGenerator(), replace(by_search, doubt_from=1.0, certain_from=c))
        for c in (0.8, 0.9)
    ]
    assert [verdict.sure for verdict in verdicts] == [True, True]
    assert [verdict.certain for verdict in verdicts] == [True, False]


def test_what_the_search_alone_leaves_open_the_verdict_makes_sure_or_not(
    retriever: Retriever,
) -> None:
    assert verdict_of(retriever, FakeGenerator(verdicts=[YES]), limits(0.2)).sure
    assert not verdict_of(retriever, FakeGenerator(verdicts=[NO]), limits(0.8)).sure


def test_the_closeness_told_is_that_of_the_signals(retriever: Retriever) -> None:
    found = evidence(retriever)
    verdict = judge(QUESTION, found, retriever, FakeGenerator(), limits(0.95))
    assert verdict.closeness == read_signals(QUESTION, found, retriever).closeness


def test_without_evidence_there_is_no_answer_and_nothing_is_asked(retriever: Retriever) -> None:
    nothing = Evidence((), ())
    verdict = judge(QUESTION, nothing, retriever, FakeGenerator(), limits(0.95))
    assert verdict == Verdict(probability=0.0, closeness=0.0, model_log_odds=None, sure=False)


def test_the_verdict_is_the_difference_of_the_log_probabilities(retriever: Retriever) -> None:
    excerpts = evidence(retriever).within(50)
    assert ask_model(QUESTION, excerpts, FakeGenerator(verdicts=[(-1.5, -0.5)])) == -1.0


def test_an_engine_that_fails_while_judging_reaches_the_caller(retriever: Retriever) -> None:
    class Gone(FakeGenerator):
        def choose(self, messages: object, choices: object) -> list[float]:
            raise TutorError("The server is gone; start it again.")

    with pytest.raises(TutorError, match="server is gone"):
        verdict_of(retriever, Gone(), limits(0.5))


def test_the_published_limits_leave_room_for_doubt() -> None:
    published = GroundingLimits()
    assert 0 <= published.doubt_from < published.doubt_to <= 1
    assert published.search.verdict == 0.0
    assert published.joint.verdict > 0


def test_a_follow_up_that_is_answerable_by_itself_is_not_held_to_the_earlier_question(
    retriever: Retriever,
) -> None:
    joined = f"Who invented the steam engine in Birmingham? {QUESTION}"
    hits = retriever.search(joined, 5)
    both, bare = (
        weigh_evidence(text, hits, retriever, EvidenceLimits()) for text in (joined, QUESTION)
    )
    chosen = GroundingLimits(search=regression(0.01, words_covered=9.0), doubt_from=1.0)

    def probability(alone: tuple[str, Evidence] | None) -> float:
        return judge(joined, both, retriever, FakeGenerator(), chosen, alone=alone).probability

    by_itself = judge(QUESTION, bare, retriever, FakeGenerator(), chosen).probability
    assert probability(None) < by_itself
    assert probability((QUESTION, bare)) == by_itself


@pytest.mark.parametrize(("said", "sure"), [(YES, True), (NO, False)])
def test_a_model_that_said_yes_is_not_offered_a_way_out(
    retriever: Retriever, said: tuple[float, float], sure: bool
) -> None:
    improbable = limits(0.5, joint=regression(0.3))
    verdict = verdict_of(retriever, FakeGenerator(verdicts=[said]), improbable)
    assert verdict.probability == pytest.approx(0.3)
    assert verdict.sure is sure
    assert not verdict.certain
