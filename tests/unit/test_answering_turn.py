"""One turn: which events come in which order, and what the answer holds in the end."""

import pytest
from answering_fakes import (
    INVENTED,
    QUESTION,
    RIGHT,
    UNSURE,
    answer_of,
    open_notes,
    turn,
)
from fakes import FakeGenerator

from tutor.answering.answer import answer_events
from tutor.answering.events import (
    NOT_IN_NOTES,
    Finished,
    NotInNotes,
    Searching,
    SentenceDone,
    SourcesFound,
    Token,
)
from tutor.answering.query import QuestionError
from tutor.errors import TutorError
from tutor.retrieval.retriever import Retriever


@pytest.fixture(scope="module")
def retriever(tmp_path_factory: pytest.TempPathFactory) -> Retriever:
    return open_notes(tmp_path_factory.mktemp("turn"))


def test_sources_are_there_before_the_first_word_and_the_answer_comes_last(
    retriever: Retriever,
) -> None:
    events = turn(retriever, FakeGenerator(RIGHT))
    kinds = [type(event) for event in events]
    assert kinds[:2] == [Searching, SourcesFound]
    assert kinds.index(SourcesFound) < kinds.index(Token) < kinds.index(SentenceDone)
    assert kinds[-1] is Finished
    assert kinds.count(Finished) == 1


def test_a_supported_sentence_is_cited_with_the_span_that_supports_it(
    retriever: Retriever,
) -> None:
    answer = answer_of(turn(retriever, FakeGenerator(RIGHT)))
    assert answer.status == "answered"
    (sentence,) = answer.sentences
    assert sentence.supported
    (n,) = sentence.citations
    source = answer.sources[n - 1]
    assert source.n == n
    assert source.cited
    assert source.document == "stable.md"
    marked = " ".join(source.text[start:end] for start, end in source.evidence)
    assert "probability 0.5 during training" in marked
    assert answer.text == f"{RIGHT} [{n}]"
    assert [s.n for s in answer.sources] == list(range(1, len(answer.sources) + 1))


def test_marks_that_the_model_makes_itself_are_not_citations(retriever: Retriever) -> None:
    reply = "Dropout sets each unit to zero with probability 0.5 [7]. At test time [2, 3] it ends."
    answer = answer_of(turn(retriever, FakeGenerator(reply)))
    assert "[7]" not in answer.text
    assert "[2, 3]" not in answer.text


def test_a_sentence_without_support_is_marked_in_every_form_of_the_answer(
    retriever: Retriever,
) -> None:
    reply = f"{RIGHT} Geoffrey Hinton patented that in Toronto."
    answer = answer_of(turn(retriever, FakeGenerator(reply)))
    first, second = answer.sentences
    assert (first.supported, second.supported) == (True, False)
    assert second.citations == ()
    assert answer.text.endswith("Geoffrey Hinton patented that in Toronto. (not from your notes)")


def test_a_wrong_number_is_not_supported_by_words_that_match(retriever: Retriever) -> None:
    events = turn(retriever, FakeGenerator("Dropout sets each unit to zero with probability 0.8."))
    assert answer_of(events).status == "not_in_notes"


@pytest.mark.parametrize(
    ("formula", "status"),
    [(r"$g\theta/\|g\|$", "answered"), (r"$g\theta^2/\|g\|$", "not_in_notes")],
)
def test_a_formula_has_to_be_that_of_the_notes(
    retriever: Retriever, formula: str, status: str
) -> None:
    reply = f"The clipped gradient is {formula}."
    events = turn(retriever, FakeGenerator(reply), "What is the clipped gradient?")
    assert answer_of(events).status == status


def test_a_draft_without_any_support_is_taken_back(retriever: Retriever) -> None:
    events = turn(retriever, FakeGenerator(INVENTED))
    kinds = [type(event) for event in events]
    assert kinds.index(NotInNotes) > kinds.index(Token)
    answer = answer_of(events)
    assert (answer.status, answer.text, answer.sentences) == ("not_in_notes", NOT_IN_NOTES, ())
    assert not any(source.cited for source in answer.sources)


def test_not_in_notes_says_what_was_searched_and_the_nearest_headings(
    retriever: Retriever,
) -> None:
    generator = FakeGenerator(INVENTED)
    events = turn(retriever, generator)
    (event,) = [event for event in events if isinstance(event, NotInNotes)]
    assert event.searched.documents == 2
    assert event.searched.sections == 3
    assert event.searched.nearest[0].heading == "Dropout"
    assert 1 <= len(event.searched.nearest) <= 3


def test_excluded_documents_are_neither_searched_nor_counted(retriever: Retriever) -> None:
    generator = FakeGenerator(INVENTED)
    answer = answer_of(turn(retriever, generator, exclude_documents=["stable.md"]))
    assert {source.document for source in answer.sources} == {"bread.md"}
    assert answer.searched is not None
    assert answer.searched.documents == 1


def test_with_everything_excluded_the_answer_is_that_the_notes_are_silent(
    retriever: Retriever,
) -> None:
    answer = answer_of(
        turn(retriever, FakeGenerator(), exclude_documents=["stable.md", "bread.md"])
    )
    assert answer.status == "not_in_notes"
    assert answer.sources == ()


def test_a_follow_up_is_searched_with_the_question_it_leans_on(retriever: Retriever) -> None:
    generator = FakeGenerator("Dropout makes units learn features that work without each other.")
    events = turn(
        retriever, generator, "And why does it help?", history=[("What is dropout?", "Zeroing.")]
    )
    assert events[0] == Searching("And why does it help?", "What is dropout? And why does it help?")
    prompt = generator.prompts[0][-1].content
    assert "Asked before: What is dropout?" in prompt
    assert prompt.index("Asked before:") < prompt.index("\n\nQuestion: And why does it help?")


def test_closing_the_events_stops_the_model(retriever: Retriever) -> None:
    generator = FakeGenerator("Dropout sets each unit to zero. " * 20)
    events = answer_events(QUESTION, retriever=retriever, generator=generator, settings=UNSURE)
    for event in events:
        if isinstance(event, Token):
            break
    events.close()
    assert generator.stopped == 1


def test_an_engines_failure_reaches_the_caller(retriever: Retriever) -> None:
    with pytest.raises(TutorError, match="server is gone"):
        turn(retriever, FakeGenerator(TutorError("The server is gone; start it again.")))


def test_an_empty_question_is_refused_before_anything_is_searched(retriever: Retriever) -> None:
    with pytest.raises(QuestionError):
        turn(retriever, FakeGenerator(), "  ")


def test_what_the_reader_sees_can_be_rebuilt_from_the_events(retriever: Retriever) -> None:
    reply = (
        "Dropout sets each unit to zero with probability 0.5.\n\n"
        "- Gradient clipping rescales a gradient.\n- At test time every unit is kept."
    )
    shown = pending = ""
    events = turn(retriever, FakeGenerator(reply))
    for event in events:
        if isinstance(event, Token):
            pending += event.text
        elif isinstance(event, SentenceDone):
            shown += event.sentence.lead + event.sentence.text
            pending = event.pending
    assert pending == ""
    assert shown == reply
    assert [type(e) for e in events].count(SentenceDone) == len(answer_of(events).sentences) == 3


def test_a_bare_yes_is_checked_with_the_sentence_that_it_opens(retriever: Retriever) -> None:
    reply = "Yes. At test time every unit is kept."
    answer = answer_of(turn(retriever, FakeGenerator(reply), "Are units kept at test time?"))
    assert [sentence.text for sentence in answer.sentences] == [reply]


def test_a_sentence_that_only_asks_the_question_again_is_left_out(retriever: Retriever) -> None:
    for echo in (QUESTION, "To zero a unit with which probability?"):
        answer = answer_of(turn(retriever, FakeGenerator(f"{echo} {RIGHT}")))
        assert [sentence.text for sentence in answer.sentences] == [RIGHT]
    other = "Does gradient clipping help, too?"  # asks something else
    answer = answer_of(turn(retriever, FakeGenerator(f"{RIGHT} {other}")))
    assert [sentence.text for sentence in answer.sentences] == [RIGHT, other]


def test_an_answer_is_json_in_the_published_shape(retriever: Retriever) -> None:
    answer = answer_of(turn(retriever, FakeGenerator(RIGHT)))
    value = answer.to_dict()
    assert {"question", "status", "text", "sentences", "sources", "seconds", "model"} <= set(value)
    assert set(value["seconds"]) == {"retrieval", "first_token", "total"}
    assert {"text", "citations", "supported"} <= set(value["sentences"][0])
    wanted = {"n", "chunk_id", "document", "locator", "heading", "text", "evidence", "cited"}
    assert wanted <= set(value["sources"][0])
