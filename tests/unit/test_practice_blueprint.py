"""A mock exam's questions: balanced by weight, of mixed kinds, none twice, the same by seed."""

from collections import Counter

import pytest
from exam_fakes import citation, outline, question
from hypothesis import given
from hypothesis import strategies as st

from tutor.documents.document import Span
from tutor.practice.blueprint import compose, shares, shortage
from tutor.practice.question import Citation


def chapters(chosen: tuple) -> list[str]:
    return [each.chapter for each in chosen]


def many(per_chapter: int, *keys: str) -> list:
    return [
        question(100 * at + number, chapter=key)
        for at, key in enumerate(keys)
        for number in range(per_chapter)
    ]


def test_chapters_have_their_share_by_the_largest_remainder() -> None:
    # 10 seats over 47, 33 and 20: quotas 4.7, 3.3 and 2.0.
    chosen = compose(outline(47, 33, 20), many(10, "1", "2", "3"), 10, seed=1)
    assert chapters(chosen) == ["1"] * 5 + ["2"] * 3 + ["3"] * 2


def test_chapter_without_questions_gives_its_share_to_the_others() -> None:
    chosen = compose(outline(50, 25, 25), many(10, "2", "3"), 8, seed=1)
    assert chapters(chosen) == ["2"] * 4 + ["3"] * 4


def test_chapter_with_too_few_questions_gives_what_it_can_not_fill() -> None:
    questions = [*many(1, "1"), *many(0, "x"), *[question(900 + n, chapter="2") for n in range(9)]]
    assert chapters(compose(outline(90, 10), questions, 6, seed=1)) == ["1"] + ["2"] * 5


def test_questions_of_no_chapter_only_stand_in() -> None:
    questions = [*many(2, "1"), *[question(900 + n, chapter="gone") for n in range(9)]]
    assert Counter(chapters(compose(outline(10), questions, 2, seed=1))) == {"1": 2}
    assert Counter(chapters(compose(outline(10), questions, 5, seed=1))) == {"1": 2, "gone": 3}


@given(
    n=st.integers(0, 60),
    chapters=st.lists(st.tuples(st.integers(0, 500), st.integers(0, 9)), min_size=1, max_size=9),
)
def test_every_seat_that_can_be_filled_is_given_once(
    n: int, chapters: list[tuple[int, int]]
) -> None:
    weights = {str(at): weight for at, (weight, _) in enumerate(chapters)}
    most = {str(at): number for at, (_, number) in enumerate(chapters)}
    given_seats = shares(n, weights, most)
    assert sum(given_seats.values()) == min(n, sum(most.values()))
    assert all(0 <= given_seats[key] <= most[key] for key in weights)


def test_kinds_take_turns_and_flashcards_come_last() -> None:
    kinds = ("multiple-choice", "true-false", "short-answer", "flashcard")
    questions = [question(10 * at + n, kind) for at, kind in enumerate(kinds) for n in range(4)]
    chosen = compose(outline(10), questions, 9, seed=3)
    assert Counter(each.kind for each in chosen) == dict.fromkeys(kinds[:3], 3)
    only_cards = [each for each in questions if each.kind == "flashcard"]
    assert len(compose(outline(10), only_cards, 3, seed=3)) == 3


def test_same_seed_chooses_the_same_whatever_the_order_of_the_bank() -> None:
    questions = many(30, "1")
    first = compose(outline(10), questions, 5, seed="a")
    assert compose(outline(10), questions[::-1], 5, seed="a") == first
    assert compose(outline(10), questions, 5, seed="b") != first


def test_one_of_two_that_ask_the_same_in_other_words() -> None:
    twins = [
        question(1, question="What does a gate in an LSTM cell control?"),
        question(1, question="A gate in the LSTM cell controls what?", citations=(), id="q2"),
    ]
    assert len(compose(outline(10), twins, 2, seed=1)) == 1


def test_one_of_two_that_rest_on_the_same_sentence() -> None:
    pair = [question(1), question(2, citations=(citation(1),))]
    assert len(compose(outline(10), pair, 2, seed=1)) == 1


def test_two_sentences_of_one_passage_may_both_be_asked() -> None:
    passage = citation(1)
    other = Citation("c1", passage.document, passage.locator, passage.text, evidence=(Span(0, 10),))
    pair = [question(1), question(2, citations=(other,))]
    assert len(compose(outline(10), pair, 2, seed=1)) == 2


@pytest.mark.parametrize(("wanted", "found"), [(25, 12), (2, 1)])
def test_fewer_than_wanted_is_said(wanted: int, found: int) -> None:
    assert shortage(wanted, found).startswith(f"There are {found}" if found > 1 else "There is 1 ")
    assert shortage(found, found) == ""
