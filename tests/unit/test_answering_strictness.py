"""Whether a question is answered, what refused it, and that strictness changes nothing else."""

from dataclasses import replace
from typing import Any

import pytest
from answering_fakes import (
    IN_DOUBT,
    INVENTED,
    NO,
    QUESTION,
    RIGHT,
    SURE,
    UNSURE,
    YES,
    answer_of,
    at,
    limits,
    open_notes,
    regression,
    settings,
    turn,
)
from fakes import FakeGenerator
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from tutor.answering.answer import AnsweringSettings
from tutor.answering.events import Grounding, NotInNotes, Token
from tutor.answering.prompt import MAY_REFUSE
from tutor.retrieval.retriever import Retriever

REFUSAL = "Not in the notes."
QUESTIONS = (QUESTION, "What does gradient clipping rescale?", "Who feeds a sourdough starter?")
REPLIES = (RIGHT, INVENTED, REFUSAL, f"{RIGHT} {INVENTED}", f"{INVENTED} {REFUSAL}")


@pytest.fixture(scope="module")
def retriever(tmp_path_factory: pytest.TempPathFactory) -> Retriever:
    return open_notes(tmp_path_factory.mktemp("strictness"))


def grounding_of(
    retriever: Retriever, generator: FakeGenerator, chosen: AnsweringSettings, **more: Any
) -> Grounding:
    """How a turn was decided; `not_in_notes` exactly where something refused."""
    answer = answer_of(turn(retriever, generator, chosen=chosen, **more))
    assert answer.grounding is not None
    assert (answer.status == "not_in_notes") == (answer.grounding.refused_by is not None)
    return answer.grounding


def test_an_answer_carries_no_refusal_and_the_probability_that_it_was_given_at(
    retriever: Retriever,
) -> None:
    grounding = grounding_of(retriever, FakeGenerator(RIGHT), SURE)
    assert grounding.refused_by is None
    assert grounding.probability == pytest.approx(0.95)
    assert grounding.closeness > 0
    assert grounding.verdict is None


def test_a_question_far_from_all_notes_costs_no_model_call(retriever: Retriever) -> None:
    generator = FakeGenerator()  # any call would raise
    answer = answer_of(turn(retriever, generator, chosen=settings(limits(0.05))))
    assert answer.grounding is not None
    assert answer.grounding.refused_by == "search"
    assert answer.seconds.first_token is None


def test_the_models_verdict_decides_where_the_search_leaves_a_doubt(retriever: Retriever) -> None:
    no = grounding_of(retriever, FakeGenerator(verdicts=[NO]), IN_DOUBT)
    assert (no.refused_by, no.verdict) == ("judge", pytest.approx(-8.9))
    yes = grounding_of(retriever, FakeGenerator(RIGHT, verdicts=[YES]), IN_DOUBT)
    assert (yes.refused_by, yes.verdict) == (None, pytest.approx(8.9))


def test_a_refusal_of_the_model_is_named_and_never_shown_as_text(retriever: Retriever) -> None:
    events = turn(retriever, FakeGenerator(REFUSAL), chosen=UNSURE)
    assert not [event for event in events if isinstance(event, Token)]
    answer = answer_of(events)
    assert answer.grounding is not None
    assert (answer.status, answer.grounding.refused_by) == ("not_in_notes", "model")


def test_a_draft_that_nothing_supports_is_refused_by_the_check(retriever: Retriever) -> None:
    assert grounding_of(retriever, FakeGenerator(INVENTED), UNSURE).refused_by == "check"


def test_only_a_tutor_that_is_not_sure_offers_the_model_a_way_out(retriever: Retriever) -> None:
    for chosen, offered in ((UNSURE, True), (SURE, False)):
        generator = FakeGenerator(RIGHT)
        turn(retriever, generator, chosen=chosen)
        assert (MAY_REFUSE in generator.prompts[0][-1].content) is offered


def test_a_question_is_answered_at_the_very_probability_that_is_asked_for(
    retriever: Retriever,
) -> None:
    chosen = settings(limits(0.95))
    probability = grounding_of(retriever, FakeGenerator(RIGHT), chosen).probability
    assert grounding_of(retriever, FakeGenerator(RIGHT), at(chosen, probability)).refused_by is None
    above = at(chosen, probability + 1e-9)
    assert grounding_of(retriever, FakeGenerator(), above).refused_by == "search"


@pytest.mark.parametrize("strictness", [0.0, 0.2, 1.0])
def test_without_any_passage_the_model_is_not_called_at_any_strictness(
    retriever: Retriever, strictness: float
) -> None:
    grounding = grounding_of(
        retriever,
        FakeGenerator(),
        at(SURE, strictness),
        exclude_documents=["stable.md", "bread.md"],
    )
    assert grounding == Grounding(0.0, 0.0, None, "search")


def test_the_strictest_tutor_still_says_what_it_searched(retriever: Retriever) -> None:
    events = turn(retriever, FakeGenerator(), chosen=at(SURE, 1.0))
    (event,) = [event for event in events if isinstance(event, NotInNotes)]
    assert event.searched.nearest[0].heading == "Dropout"


@hypothesis_settings(deadline=None, max_examples=60)
@given(
    question=st.sampled_from(QUESTIONS),
    reply=st.sampled_from(REPLIES),
    verdict=st.floats(-9, 9),
    strictness=st.floats(0, 1),
    search=st.floats(0.01, 0.99),
    sure=st.floats(0, 1),
    quotes=st.integers(0, 2),
)
def test_nothing_after_the_decision_depends_on_strictness(
    retriever: Retriever,
    question: str,
    reply: str,
    verdict: float,
    strictness: float,
    search: float,
    sure: float,
    quotes: int,
) -> None:
    joint = regression(0.5, closeness=1.0, verdict=0.7)
    chosen = settings(limits(search, joint=joint, sure=sure), quotes=quotes)

    def asked(level: float) -> tuple[list[object], Any, FakeGenerator]:
        generator = FakeGenerator(reply, verdicts=[(verdict, 0.0)])
        events = turn(retriever, generator, question, at(chosen, level))
        answer = answer_of(events)
        seconds = replace(answer.seconds, retrieval=0.0, first_token=None, total=0.0)
        return [type(e) for e in events], replace(answer, seconds=seconds), generator

    open_kinds, open_minded, open_generator = asked(0.0)
    kinds, answer, generator = asked(strictness)
    assert open_minded.grounding is not None
    assert open_minded.grounding.refused_by not in ("search", "judge")
    assert generator.choices == open_generator.choices  # the same verdict, asked for or not
    if open_minded.grounding.probability >= strictness:
        assert (answer, kinds, generator.prompts) == (
            open_minded,
            open_kinds,
            open_generator.prompts,
        )
    else:
        by = "search" if open_minded.grounding.verdict is None else "judge"
        assert (answer.status, answer.sentences) == ("not_in_notes", ())
        assert answer.grounding == replace(open_minded.grounding, refused_by=by)
        assert generator.prompts == []
