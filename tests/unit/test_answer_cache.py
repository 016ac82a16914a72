"""An answer is given again to the same question, and to nothing that might have another answer."""

import threading
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from answering_fakes import (
    IN_DOUBT,
    INVENTED,
    NOTES,
    QUESTION,
    RIGHT,
    UNSURE,
    YES,
    answer_of,
    at,
    open_notes,
)
from fakes import FakeGenerator
from retrieval_fakes import FakeEncoder, write_notes

from tutor.answering.answer import AnsweringSettings
from tutor.answering.answer_cache import AnswerCache, same_question
from tutor.answering.events import Answer, Event, Finished, Searching, Seconds, Token
from tutor.answering.query import QuestionError
from tutor.api import Tutor
from tutor.errors import TutorError
from tutor.retrieval.builder import build
from tutor.retrieval.live import LiveIndex
from tutor.retrieval.retriever import Retriever

OTHER = "Dropout sets each unit to zero with probability 0.5 during training."
OTHERWISE_WRITTEN = "  with which probability does DROPOUT set\n a unit to zero "


@pytest.fixture(scope="module")
def retriever(tmp_path_factory: pytest.TempPathFactory) -> Retriever:
    return open_notes(tmp_path_factory.mktemp("cache"))


def asked(
    cache: AnswerCache,
    retriever: Retriever,
    generator: FakeGenerator,
    question: str = QUESTION,
    settings: AnsweringSettings = UNSURE,
    *,
    history: Sequence[tuple[str, str]] = (),
    exclude_documents: Sequence[str] = (),
) -> list[Event]:
    return list(
        cache.events(
            question,
            retriever=retriever,
            generator=generator,
            settings=settings,
            history=history,
            exclude_documents=exclude_documents,
        )
    )


def timeless(events: Sequence[Event]) -> list[Event]:
    """The events but for the times that only a clock knows."""
    plain: list[Event] = []
    for event in events:
        if isinstance(event, Finished):
            answer = replace(event.answer, seconds=Seconds(0, None, 0))
            plain.append(Finished(answer))
        else:
            plain.append(replace(event, seconds=0.0) if hasattr(event, "seconds") else event)
    return plain


@pytest.mark.parametrize("reply", [RIGHT, INVENTED], ids=["answered", "not in the notes"])
def test_the_same_question_gets_the_same_events_without_the_model(
    retriever: Retriever, reply: str
) -> None:
    cache, generator = AnswerCache(4), FakeGenerator(reply)
    first = asked(cache, retriever, generator)
    again = asked(cache, retriever, generator)
    assert len(generator.prompts) == 1
    assert timeless(again) == timeless(first)
    assert any(isinstance(event, Token) for event in again)


def test_who_asks_the_same_in_other_letters_reads_their_own_question(retriever: Retriever) -> None:
    cache, generator = AnswerCache(4), FakeGenerator(RIGHT)
    first = asked(cache, retriever, generator)
    again = asked(cache, retriever, generator, OTHERWISE_WRITTEN)
    tidy = " ".join(OTHERWISE_WRITTEN.split())
    assert again[0] == Searching(tidy, tidy)
    assert answer_of(again).question == tidy
    assert answer_of(again).text == answer_of(first).text
    assert QUESTION not in repr(again)


def test_the_times_are_those_of_the_turn_itself(retriever: Retriever) -> None:
    cache, generator = AnswerCache(4), FakeGenerator(RIGHT)
    first, again = (answer_of(asked(cache, retriever, generator)) for _ in range(2))
    assert again.seconds != first.seconds
    assert again.seconds.first_token is not None
    assert again.seconds.retrieval <= again.seconds.first_token <= again.seconds.total


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("What is dropout?", " what  is DROPOUT ", True),
        ("What is dropout?", "What is dropout ?…", True),
        ("What is 5!", "What is 5", False),
        ("What is C?", "What is C++?", False),
        ("What is dropout?", "What is a dropout?", False),
    ],
)
def test_which_questions_are_the_same(one: str, other: str, same: bool) -> None:
    assert (same_question(one) == same_question(other)) is same


@pytest.mark.parametrize(
    "otherwise",
    [
        {"settings": at(UNSURE, 0.0)},
        {"settings": replace(UNSURE, max_answer_tokens=99)},
        {"exclude_documents": ["bread.md"]},
        {"question": "With which probability is a unit set to zero by dropout?"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_whatever_may_change_an_answer_has_it_made_anew(
    retriever: Retriever, otherwise: dict[str, object]
) -> None:
    cache, generator = AnswerCache(4), FakeGenerator(RIGHT, OTHER)
    asked(cache, retriever, generator)
    again = asked(cache, retriever, generator, **otherwise)  # type: ignore[arg-type]
    assert OTHER in answer_of(again).text


def test_another_model_answers_for_itself(retriever: Retriever) -> None:
    cache = AnswerCache(4)
    asked(cache, retriever, FakeGenerator(RIGHT, name="one"))
    answer = answer_of(asked(cache, retriever, FakeGenerator(OTHER, name="other")))
    assert (answer.model, OTHER in answer.text) == ("other", True)


@pytest.mark.parametrize("question", ["And why does it help?", "Explain it more simply"])
def test_a_question_that_leans_on_earlier_ones_is_answered_for_each_student(
    retriever: Retriever, question: str
) -> None:
    cache, generator = AnswerCache(4), FakeGenerator(*[RIGHT] * 9)
    histories = [(), [("What is dropout?", "Zeroing.")], [("What is a starter?", "Flour.")]]
    for history in histories:
        asked(cache, retriever, generator, question, history=history)
    prompts = [prompt[-1].content for prompt in generator.prompts]
    assert len(set(prompts)) == len(prompts) == 3
    assert len(cache) == 1  # that without any before it


def test_a_question_that_stands_alone_has_one_answer_whatever_came_before(
    retriever: Retriever,
) -> None:
    before = [("What is sourdough?", "Bread."), ("And why does it rise?", "Yeast.")]
    plain = asked(AnswerCache(0), retriever, FakeGenerator(RIGHT))
    with_others = asked(AnswerCache(0), retriever, FakeGenerator(RIGHT), history=before)
    assert timeless(with_others) == timeless(plain)
    cache, generator = AnswerCache(4), FakeGenerator(RIGHT)
    asked(cache, retriever, generator, history=before)
    assert timeless(asked(cache, retriever, generator)) == timeless(plain)
    assert len(generator.prompts) == 1


def test_another_index_is_asked_anew_and_so_is_the_first_after_it(tmp_path: Path) -> None:
    one, other = open_notes(tmp_path / "one"), open_notes(tmp_path / "other")
    assert one.number == other.number
    cache, generator = AnswerCache(4), FakeGenerator(RIGHT, OTHER, RIGHT)
    for index in (one, other, one):
        asked(cache, index, generator)
    assert len(generator.prompts) == 3
    assert len(cache) == 1


def test_an_answer_from_an_index_that_has_been_replaced_meanwhile_is_not_kept(
    tmp_path: Path,
) -> None:
    one, other = open_notes(tmp_path / "one"), open_notes(tmp_path / "other")
    cache, generator = AnswerCache(4), FakeGenerator(RIGHT, OTHER, RIGHT)
    late = cache.events(QUESTION, retriever=one, generator=generator, settings=UNSURE)
    next(late)
    asked(cache, other, generator)
    list(late)
    assert len(cache) == 1
    asked(cache, other, generator)
    assert len(generator.prompts) == 2


def test_stopped_and_failed_turns_are_not_kept(retriever: Retriever) -> None:
    cache = AnswerCache(4)
    generator = FakeGenerator(RIGHT, TutorError("The server is gone; start it again."), OTHER)
    with closing(
        cache.events(QUESTION, retriever=retriever, generator=generator, settings=UNSURE)
    ) as events:
        for event in events:
            if isinstance(event, Token):
                break
    assert generator.stopped == 1
    with pytest.raises(TutorError, match="server is gone"):
        asked(cache, retriever, generator)
    assert OTHER in answer_of(asked(cache, retriever, generator)).text


def test_a_question_that_cant_be_asked_is_refused_as_ever(retriever: Retriever) -> None:
    with pytest.raises(QuestionError):
        asked(AnswerCache(4), retriever, FakeGenerator(), " ? ")


def test_the_answer_not_asked_for_longest_goes_first(retriever: Retriever) -> None:
    cache, generator = AnswerCache(2), FakeGenerator(*[RIGHT] * 4)
    one, two, three = QUESTION, "What does dropout set to zero?", "What is dropout?"
    for question in (one, two, one, three, one):
        asked(cache, retriever, generator, question)
    assert len(generator.prompts) == 3
    asked(cache, retriever, generator, two)
    assert (len(generator.prompts), len(cache)) == (4, 2)


def test_the_models_verdict_is_not_asked_for_again_either(retriever: Retriever) -> None:
    cache, generator = AnswerCache(4), FakeGenerator(RIGHT, verdicts=[YES])
    answers = [answer_of(asked(cache, retriever, generator, settings=IN_DOUBT)) for _ in range(2)]
    assert answers[0].grounding == answers[1].grounding
    assert len(generator.choices) == 1


def test_many_threads_may_ask_at_once(retriever: Retriever) -> None:
    cache, generator = AnswerCache(2), FakeGenerator(*[RIGHT] * 80)
    questions = [QUESTION, "What does dropout set to zero?", "What is dropout?"]
    answers: list[Answer] = []
    together = threading.Barrier(4)

    def student() -> None:
        together.wait()
        answers.extend(answer_of(asked(cache, retriever, generator, q)) for q in questions * 5)

    threads = [threading.Thread(target=student) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 60
    assert {answer.question for answer in answers} == set(questions)
    assert len(cache) == 2


def test_a_tutor_keeps_answers_until_its_notes_change_and_only_where_it_is_told_to(
    tmp_path: Path,
) -> None:
    notes, encoder = write_notes(tmp_path / "notes", NOTES), FakeEncoder()
    build([notes], tmp_path / "index", encoder)
    generator = FakeGenerator(RIGHT, RIGHT, OTHER)
    with closing(Tutor(LiveIndex(tmp_path / "index", encoder), generator, UNSURE, 4)) as tutor:
        first, again = tutor.ask(QUESTION), tutor.ask(OTHERWISE_WRITTEN)
        assert again.text == first.text
        assert len(generator.prompts) == 1
        (notes / "more.md").write_text("# More\n\nDropout was proposed in 2012.\n")
        build([notes], tmp_path / "index", encoder)
        tutor.ask(QUESTION)
        assert len(generator.prompts) == 2
    live = LiveIndex(tmp_path / "index", encoder)
    generator = FakeGenerator(RIGHT, OTHER)
    with closing(Tutor(live, generator, UNSURE)) as tutor:
        assert OTHER in [tutor.ask(QUESTION) for _ in range(2)][1].text
