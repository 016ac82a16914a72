"""Earlier turns go into the prompt whole and newest first, and the question is never cut."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.answering.events import NOT_IN_NOTES
from tutor.answering.history import fit_history, shorten, shortened
from tutor.answering.query import Turn

words = st.integers(0, 30).map(lambda n: " ".join(["word"] * n))
histories = st.lists(st.tuples(words, words), max_size=6)
limits = st.integers(-20, 250)


def prompt_tokens(question: str, turns: Sequence[Turn]) -> int:
    return len(" ".join([question, *(text for turn in turns for text in turn)]).split())


@given(turns=histories, question=words, budget=limits, room=limits)
def test_what_is_kept_is_the_longest_run_of_newest_turns_that_fits(
    turns: list[Turn], question: str, budget: int, room: int
) -> None:
    kept = fit_history(turns, lambda t: prompt_tokens(question, t), budget=budget, room=room)
    assert list(kept) == turns[len(turns) - len(kept) :]
    alone = prompt_tokens(question, ())
    if kept:
        assert prompt_tokens(question, kept) <= min(room, alone + budget)
    if len(kept) < len(turns):
        longer = turns[len(turns) - len(kept) - 1 :]
        assert prompt_tokens(question, longer) > min(room, alone + budget)


@given(turns=histories, budget=limits)
def test_a_question_that_fills_the_context_is_asked_without_history(
    turns: list[Turn], budget: int
) -> None:
    question = " ".join(["why"] * 100)
    kept = fit_history(turns, lambda t: prompt_tokens(question, t), budget=budget, room=99)
    assert kept == ()


def test_a_turn_that_does_not_fit_hides_the_older_ones_too() -> None:
    turns = [("a", "b"), ("long " * 50, "c"), ("d", "e")]
    assert fit_history(turns, lambda t: prompt_tokens("q", t), budget=20, room=500) == (("d", "e"),)


def test_without_earlier_turns_no_token_is_counted() -> None:
    def count(turns: Sequence[Turn]) -> int:
        raise AssertionError("the prompt was counted")

    assert fit_history([], count, budget=20, room=500) == ()


def test_an_answer_is_cut_to_what_its_citations_vouch_for() -> None:
    answer = "Dropout zeroes units. [1][2] It is fun. (not from your notes) Others are scaled. [2]"
    assert shorten(answer, 40) == "Dropout zeroes units. Others are scaled."
    assert shorten(answer, 4) == "Dropout zeroes units."


@given(answer=st.text(), most=st.integers(1, 50))
def test_an_answer_never_has_more_words_than_were_allowed(answer: str, most: int) -> None:
    assert len(shorten(answer, most).split()) <= most


@pytest.mark.parametrize("answer", ["", "  ", NOT_IN_NOTES])
def test_a_question_that_was_not_answered_leaves_no_answer(answer: str) -> None:
    assert shorten(answer, 40) == ""


def test_the_newest_answer_keeps_more_than_the_one_before() -> None:
    long = "Units are dropped. [1] " + "The others are all scaled up by a constant number. [1] " * 5
    older, newest = shortened([("What is dropout?", long), ("Why?", long)])
    assert (older[0], newest[0]) == ("What is dropout?", "Why?")
    assert 3 < len(older[1].split()) <= 20 < len(newest[1].split()) <= 40
    assert newest[1].startswith(older[1])
