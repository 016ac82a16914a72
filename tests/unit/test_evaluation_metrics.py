"""What counts as right in an answer, and the figures over many of them."""

import pytest
from evaluation_fakes import NILE, row

from tutor.evaluation.curve import curve, separation
from tutor.evaluation.datasets import Question
from tutor.evaluation.metrics import (
    Turn,
    abstention_measures,
    answer_measures,
    holds_gold,
    normalised,
    score,
)

RHINE = ("set-0-1", "The Rhine is 1,230 km long.")
NILE_PASSAGE = ("set-0-0", "The Nile is 6,650 km long.")


@pytest.mark.parametrize(
    ("text", "gold", "holds"),
    [
        ("It was the Panthers\u2019 defense, again.", "Panthers' Defense", True),
        ("It is 6,650 [1] km long [2].", "6650 km", True),
        ("A dog and an ant.", "dog and ant", True),
        ("In 1999 [12].", "12", False),  # a citation is no answer
        ("Nothing of the kind.", "the", False),  # a gold string of nothing but an article
        ("It is blue.", "green", False),
        ("From 23\u201316 to win", "23-16", True),
    ],
)
def test_gold_is_looked_for_in_the_normalised_text(text: str, gold: str, holds: bool) -> None:
    assert holds_gold(text, [gold]) is holds


def test_normalising_drops_case_punctuation_and_articles_only() -> None:
    assert normalised("The  “Nile”, an A-1 river: theatre!") == "nile a1 river theatre"


def test_a_citation_is_right_where_it_points_to_the_passage_or_to_the_gold_string() -> None:
    copy = ("set-9-9", "Everybody knows it: 6,650 km.")
    answer = row(citations=((1, 2), (3,), ()), sources=(NILE_PASSAGE, RHINE, copy))
    turn = score(answer, NILE)
    assert (turn.citations, turn.right_citations) == (3, 2)
    assert (turn.sentences, turn.cited_sentences) == (3, 2)


def test_a_citation_of_a_passage_that_was_never_given_is_wrong() -> None:
    turn = score(row(citations=((7,),)), NILE)
    assert (turn.citations, turn.right_citations) == (1, 0)


def test_a_passage_that_is_relevant_too_is_a_right_one() -> None:
    question = Question("q1", "Which rivers?", "set-0-0", (), ("set-0-1",))
    turn = score(row(citations=((2,),), sources=(NILE_PASSAGE, RHINE)), question)
    assert turn.right_citations == 1
    assert turn.gold is None


@pytest.mark.parametrize(
    ("probability", "status", "strictness", "answered"),
    [
        (0.3, "answered", 0.3, True),
        (0.3, "answered", 0.31, False),
        (0.9, "not_in_notes", 0.0, False),
        (None, "answered", 0.9, True),  # the plain recipe has no probability
    ],
)
def test_answered_means_probable_enough_and_supported(
    probability: float | None, status: str, strictness: float, answered: bool
) -> None:
    turn = score(row(probability=probability, status=status), NILE, strictness)
    assert turn.answered is answered
    assert turn.gold is answered
    assert (turn.citations > 0) is answered


def test_an_abstention_misses_the_gold_string_and_has_no_citations() -> None:
    turns = [score(row(), NILE), score(row(probability=0.1), NILE, 0.5)]
    figures = answer_measures(turns)
    assert figures["gold_in_answer"].value == 0.5
    assert figures["gold_in_answer"].n == 2
    assert figures["citation_precision"].value == 1.0
    assert figures["citation_precision"].n == 1
    assert figures["citation_recall"].n == 1
    assert figures["total_seconds"].value == 3.0
    assert figures["answer_words"].value == 6  # without the mark
    assert abstention_measures(turns)["false_abstention"].value == 0.5


def test_answers_without_any_citation_have_no_precision_and_no_recall() -> None:
    figures = answer_measures([score(row(citations=((),)), NILE)])
    assert "citation_precision" not in figures
    assert figures["citation_recall"].value == 0.0
    assert figures["cited_sentences"].value == 0.0


def test_questions_that_cant_be_answered_count_in_abstention_only() -> None:
    turns = [
        score(row(), NILE),
        score(row(kind="near", citations=((9,),)), NILE),
        score(row(kind="far", status="not_in_notes"), NILE),
    ]
    assert answer_measures(turns)["citation_precision"].value == 1.0
    figures = abstention_measures(turns)
    assert figures["abstention_near"].value == 0.0
    assert figures["abstention_far"].value == 1.0
    assert figures["false_abstention"].value == 0.0


def many() -> list[Turn]:
    answerable = [score(row(probability=p), NILE) for p in (0.9, 0.6, 0.3)]
    near = [score(row(kind="near", probability=p), NILE) for p in (0.7, 0.1)]
    unsupported = score(
        row(kind="near", probability=0.99, status="not_in_notes", refused_by="check"), NILE
    )
    return [*answerable, *near, unsupported]


def test_the_curve_is_scored_from_the_same_rows() -> None:
    points = curve(many(), (0.0, 0.5, 1.0))
    assert [point.near for point in points] == pytest.approx([1 / 3, 2 / 3, 1])
    assert [point.answerable for point in points] == pytest.approx([0, 1 / 3, 1])
    assert [point.gold for point in points] == pytest.approx([1, 2 / 3, 0])
    assert [point.far for point in points] == [None, None, None]


def test_the_curve_does_not_depend_on_the_strictness_of_its_turns() -> None:
    strict = [score(turn.row, turn.question, 0.8) for turn in many()]
    assert curve(strict) == curve(many())


def test_separation_is_the_chance_of_the_right_order() -> None:
    # Of nine pairs 0.7 beats 0.6 and 0.3, and what had no support beats nothing.
    assert separation(many(), "near") == pytest.approx(7 / 9)
    assert separation(many(), "far") is None
