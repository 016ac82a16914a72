"""A turn ends with quotations, or gives way to them: the notes' own words under an answer."""

import pytest
from answering_fakes import (
    INVENTED,
    RIGHT,
    SURE,
    UNSURE,
    answer_of,
    limits,
    open_notes,
    settings,
    turn,
)
from fakes import FakeGenerator

from tutor.answering.events import NotInNotes, SentenceDone, Token, Withdrawn
from tutor.retrieval.retriever import Retriever


@pytest.fixture(scope="module")
def retriever(tmp_path_factory: pytest.TempPathFactory) -> Retriever:
    return open_notes(tmp_path_factory.mktemp("quotation"))


def test_an_answer_ends_with_cited_quotations_of_its_sources(retriever: Retriever) -> None:
    draft = "Dropout makes units learn features that work without each other."
    answer = answer_of(turn(retriever, FakeGenerator(draft), chosen=SURE))
    written, *quoted = answer.sentences
    assert written.text == draft
    assert 1 <= len(quoted) <= 2
    for sentence in quoted:
        assert sentence.lead == "\n\n> "
        assert (sentence.text[0], sentence.text[-1]) == ("\u201c", "\u201d")
        assert sentence.supported
        assert sentence.quoted
        (n,) = sentence.citations
        source = answer.sources[n - 1]
        assert source.cited
        marked = " ".join(source.text[start:end] for start, end in source.evidence)
        assert sentence.text[1:-1] in " ".join(marked.split())
    assert answer.text.endswith(f"\u201d [{quoted[-1].citations[0]}]")


def test_a_draft_that_the_check_rejects_gives_way_to_a_quotation_where_the_tutor_is_sure(
    retriever: Retriever,
) -> None:
    events = turn(retriever, FakeGenerator(INVENTED), chosen=SURE)
    kinds = [type(event) for event in events]
    assert kinds.index(Token) < kinds.index(Withdrawn)
    assert NotInNotes not in kinds
    after = events[kinds.index(Withdrawn) + 1 : -1]
    assert all(isinstance(event, SentenceDone) for event in after)
    answer = answer_of(events)
    assert answer.status == "answered"
    assert "Hinton" not in answer.text
    assert answer.text.startswith("> \u201cDropout sets each unit to zero")
    assert tuple(event.sentence for event in after) == answer.sentences  # type: ignore[union-attr]
    assert answer.grounding is not None
    assert answer.grounding.refused_by is None


def test_a_refusal_of_the_model_gives_way_to_a_quotation_where_the_tutor_is_sure(
    retriever: Retriever,
) -> None:
    answer = answer_of(turn(retriever, FakeGenerator("Not in the notes."), chosen=SURE))
    assert answer.text.startswith("> \u201cDropout sets each unit to zero")


def test_a_rejected_draft_is_not_replaced_where_the_tutor_is_not_sure(
    retriever: Retriever,
) -> None:
    unsure = settings(limits(0.95, sure=0.99))
    events = turn(retriever, FakeGenerator(INVENTED), chosen=unsure)
    assert Withdrawn not in [type(event) for event in events]
    answer = answer_of(events)
    assert (answer.status, answer.sentences) == ("not_in_notes", ())


def test_where_nothing_can_be_quoted_a_rejected_draft_is_not_an_answer(
    retriever: Retriever,
) -> None:
    answer = answer_of(
        turn(retriever, FakeGenerator(INVENTED), chosen=settings(limits(0.95), quotes=0))
    )
    assert answer.status == "not_in_notes"
    assert answer.grounding is not None
    assert answer.grounding.refused_by == "check"
    assert not any(source.cited for source in answer.sources)


def test_a_quotation_stands_outside_a_code_block_that_the_model_was_cut_off_in(
    retriever: Retriever,
) -> None:
    reply = f"{RIGHT}\n\n```python\ndropout(unit, probability=0.5)"
    answer = answer_of(turn(retriever, FakeGenerator(reply), "Name gradient clipping.", SURE))
    code, first = answer.sentences[1:3]
    assert code.text.startswith("```python")
    assert first.lead == "\n```\n\n> "


def test_quotations_are_switched_off_with_their_number(retriever: Retriever) -> None:
    answer = answer_of(turn(retriever, FakeGenerator(RIGHT), chosen=UNSURE))
    assert [sentence.text for sentence in answer.sentences] == [RIGHT]
