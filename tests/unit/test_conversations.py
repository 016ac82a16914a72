"""Conversations are kept turn by turn, for their student alone."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from conversations_fakes import (
    ANSWERED,
    ANSWERED_AGAIN,
    FIRST,
    NOT_FOUND,
    SECOND,
    Clock,
)
from records_fakes import NOON

from tutor.conversations.conversations import (
    Conversations,
    Rating,
    Summary,
    UnknownConversationError,
    title_of,
)
from tutor.conversations.turn import Phase, Turn
from tutor.records.errors import RecordsError
from tutor.records.records import Records


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    opened = Records.open(tmp_path / "records.sqlite3")
    yield opened
    opened.close()


@pytest.fixture
def conversations(records: Records) -> Conversations:
    return Conversations(records, clock=Clock())


def test_turns_come_back_as_they_were_kept(conversations: Conversations, records: Records) -> None:
    assert conversations.turns("ann", FIRST) == ()
    conversations.keep("ann", FIRST, 1, ANSWERED)
    conversations.keep("ann", FIRST, 2, NOT_FOUND)
    assert conversations.turns("ann", FIRST) == (ANSWERED, NOT_FOUND)
    assert Conversations(records, clock=Clock()).turns("ann", FIRST) == (ANSWERED, NOT_FOUND)


def test_a_turn_is_replaced_by_what_became_of_it(conversations: Conversations) -> None:
    conversations.keep("ann", FIRST, 1, Turn("What is ReLU?"))
    assert conversations.turns("ann", FIRST) == (Turn("What is ReLU?", Phase.STOPPED),)
    conversations.keep("ann", FIRST, 1, ANSWERED)
    assert conversations.turns("ann", FIRST) == (ANSWERED,)


def test_asking_again_drops_what_came_after(conversations: Conversations) -> None:
    for number in (1, 2, 3):
        conversations.keep("ann", FIRST, number, ANSWERED)
    conversations.keep("ann", FIRST, 2, ANSWERED_AGAIN)
    assert conversations.turns("ann", FIRST) == (ANSWERED, ANSWERED_AGAIN)


def test_no_turn_is_kept_after_one_that_has_gone(conversations: Conversations) -> None:
    conversations.keep("ann", FIRST, 1, ANSWERED)
    with pytest.raises(RecordsError, match="changed meanwhile"):
        conversations.keep("ann", FIRST, 3, ANSWERED)
    conversations.delete("ann", FIRST)
    with pytest.raises(UnknownConversationError):
        conversations.keep("ann", FIRST, 2, ANSWERED)
    assert conversations.listed("ann") == ()


def test_conversations_are_listed_the_last_changed_one_first(conversations: Conversations) -> None:
    conversations.keep("ann", FIRST, 1, ANSWERED)
    conversations.keep("ann", SECOND, 1, NOT_FOUND)
    conversations.keep("ann", FIRST, 2, NOT_FOUND)
    minute = timedelta(minutes=1)
    assert conversations.listed("ann") == (
        Summary(FIRST, "What is ReLU?", NOON, NOON + 2 * minute, 2),
        Summary(SECOND, "Who won the cup?", NOON + minute, NOON + minute, 1),
    )
    assert conversations.listed("bob") == ()


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", [SECOND, FIRST]),
        ("relu", [FIRST]),
        ("NEGATIVE values", [FIRST]),  # in the answer
        ("cup", [SECOND]),
        ("cup relu", []),
        ("sport CUP", [SECOND]),  # one in the title, one in the question
        ("100%", []),
        ("_", []),
        ("\ud800 \0", [SECOND, FIRST]),  # it is cleaned to a question mark
    ],
)
def test_all_words_must_be_in_title_questions_or_answers(
    conversations: Conversations, words: str, found: list[str]
) -> None:
    conversations.keep("ann", FIRST, 1, ANSWERED)
    conversations.keep("ann", SECOND, 1, NOT_FOUND)
    conversations.rename("ann", SECOND, "Spörts and SPORT")
    assert [each.id for each in conversations.listed("ann", words)] == found


def test_words_are_found_whatever_their_case_in_any_script(conversations: Conversations) -> None:
    conversations.keep("ann", FIRST, 1, replace(ANSWERED, question="Was heißt GRÖSSE?"))
    assert len(conversations.listed("ann", "größe HEISST")) == 1


def test_a_title_can_be_changed(conversations: Conversations) -> None:
    conversations.keep("ann", FIRST, 1, ANSWERED)
    conversations.rename("ann", FIRST, "  For the\n midterm ")
    assert conversations.listed("ann")[0].title == "For the midterm"
    conversations.keep("ann", FIRST, 2, NOT_FOUND)
    assert conversations.listed("ann")[0].title == "For the midterm"
    for title, message in (("  ", "needs a title"), ("x" * 121, "at most 120")):
        with pytest.raises(RecordsError, match=message):
            conversations.rename("ann", FIRST, title)
    conversations.rename("ann", FIRST, "x" * 120)


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("What is ReLU?", "What is ReLU?"),
        (" What\n is  ReLU? ", "What is ReLU?"),
        ("x" * 60, "x" * 60),
        ("x" * 61, "x" * 60 + "…"),
        (f"{'word ' * 20}", "word word word word word word word word word word word word…"),
        (f"{'a' * 50}, {'b' * 20}", "a" * 50 + "…"),
        ("\0", "…"),
        ("What do the notes say about early stopping?", "Early stopping"),
        ("what do my notes say about ROC curve and AUC", "ROC curve and AUC"),
        ("What do the notes say?", "What do the notes say?"),
    ],
)
def test_a_title_is_the_question_shortened_at_a_word(question: str, title: str) -> None:
    assert title_of(question) == title


def test_a_rating_is_kept_changed_and_taken_back(
    conversations: Conversations, records: Records
) -> None:
    conversations.keep("ann", FIRST, 1, ANSWERED)
    conversations.keep("ann", FIRST, 2, NOT_FOUND)
    assert conversations.ratings("ann", FIRST) == {}
    conversations.rate("ann", FIRST, 1, helpful=True)
    conversations.rate("ann", FIRST, 2, helpful=False, reason=" too\nshort " + "x" * 600)
    assert conversations.ratings("ann", FIRST)[1] == Rating(helpful=True)
    assert len(conversations.ratings("ann", FIRST)[2].reason) == 500
    conversations.rate("ann", FIRST, 1, helpful=False, reason="wrong")
    (_, kept) = records.conversations.feedback("ann", FIRST)
    assert (kept.helpful, kept.reason, kept.question) == (False, "wrong", ANSWERED.question)
    assert (kept.answer, kept.chunk_ids) == (ANSWERED.cited_text, ["c1"])
    for number in (1, 2):
        conversations.rate("ann", FIRST, number, helpful=None)
    assert conversations.ratings("ann", FIRST) == {}


def test_what_was_said_of_an_answer_outlives_it_but_is_not_the_next_ones(
    conversations: Conversations, records: Records
) -> None:
    conversations.keep("ann", FIRST, 1, ANSWERED)
    conversations.rate("ann", FIRST, 1, helpful=False, reason="wrong")
    conversations.keep("ann", FIRST, 1, ANSWERED_AGAIN)
    assert conversations.ratings("ann", FIRST) == {}
    (kept,) = records.gaps.unhelpful()
    assert (kept.number, kept.answer) == (None, ANSWERED.cited_text)


def test_a_turn_that_is_not_there_cant_be_rated(conversations: Conversations) -> None:
    conversations.keep("ann", FIRST, 1, ANSWERED)
    for conversation_id, number in ((FIRST, 2), (FIRST, 0), (SECOND, 1)):
        with pytest.raises(UnknownConversationError):
            conversations.rate("ann", conversation_id, number, helpful=True)


def test_a_deleted_conversation_is_gone_with_its_turns_and_ratings(
    conversations: Conversations, records: Records
) -> None:
    conversations.keep("ann", FIRST, 1, NOT_FOUND)
    conversations.rate("ann", FIRST, 1, helpful=False)
    conversations.delete("ann", FIRST)
    assert conversations.listed("ann") == ()
    assert conversations.turns("ann", FIRST) == ()
    assert records.gaps.ended("not in notes") == []
    assert records.gaps.unhelpful() == []


def test_a_turn_that_was_under_way_brings_no_deleted_conversation_back(
    conversations: Conversations, records: Records
) -> None:
    conversations.keep("ann", FIRST, 1, Turn("What is ReLU?"))
    data = records.export("ann")
    conversations.delete("ann", FIRST)
    with pytest.raises(UnknownConversationError):
        conversations.keep("ann", FIRST, 1, ANSWERED)
    assert conversations.listed("ann") == ()
    records.import_records(data, "ann")
    conversations.keep("ann", FIRST, 1, ANSWERED)
    assert conversations.turns("ann", FIRST) == (ANSWERED,)


def test_another_students_conversation_is_unknown(conversations: Conversations) -> None:
    conversations.keep("ann", FIRST, 1, ANSWERED)
    for conversation_id in (FIRST, SECOND):
        for call in (
            lambda i: conversations.rename("bob", i, "mine"),
            lambda i: conversations.delete("bob", i),
            lambda i: conversations.rate("bob", i, 1, helpful=True),
            lambda i: conversations.markdown("bob", i),
        ):
            with pytest.raises(UnknownConversationError, match="no such conversation"):
                call(conversation_id)
    for call in (
        lambda i: conversations.turns("bob", i),
        lambda i: conversations.ratings("bob", i),
        lambda i: conversations.keep("bob", i, 1, NOT_FOUND),
    ):
        with pytest.raises(UnknownConversationError):
            call(FIRST)
    assert conversations.turns("ann", FIRST) == (ANSWERED,)


@pytest.mark.parametrize("wrong", ["", "x" * 32, "A" * 32, "a" * 31, "a" * 33, "a" * 32 + "\n"])
def test_what_is_no_id_is_unknown(conversations: Conversations, wrong: str) -> None:
    for call in (conversations.turns, conversations.ratings, conversations.markdown):
        with pytest.raises(UnknownConversationError):
            call("ann", wrong)
    with pytest.raises(UnknownConversationError):
        conversations.keep("ann", wrong, 1, ANSWERED)


def test_a_damaged_turn_is_a_sentence_in_its_place(
    conversations: Conversations, records: Records
) -> None:
    conversations.keep("ann", FIRST, 1, ANSWERED)
    conversations.keep("ann", FIRST, 2, ANSWERED)
    data = records.export("ann")
    data["conversations"][0]["turns"][0]["payload"]["turn"]["sources"] = "none"
    data["conversations"][0]["turns"][1]["payload"]["version"] = 99
    data["conversations"][0]["id"] = SECOND
    records.import_records(data, "ann")
    damaged, newer = conversations.turns("ann", SECOND)
    assert (damaged.question, damaged.phase) == (ANSWERED.question, Phase.FAILED)
    assert "damaged" in damaged.problem
    assert "newer version" in newer.problem


def test_threads_keep_their_turns_at_once(conversations: Conversations) -> None:
    def work(student: str, conversation_id: str) -> None:
        for number in range(1, 9):
            conversations.keep(student, conversation_id, number, replace(ANSWERED, query=student))

    names = [("ann", "a" * 32), ("bob", "b" * 32), ("cat", "c" * 32)]
    threads = [threading.Thread(target=work, args=name) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for student, conversation_id in names:
        turns = conversations.turns(student, conversation_id)
        assert [turn.query for turn in turns] == [student] * 8
