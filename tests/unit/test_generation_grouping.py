"""Which prompts go into one batch."""

import pytest

from tutor.generation.grouping import TOGETHER, Demand, Grouping, Ragged, Rectangular, cost

plan, worth_joining = Rectangular().plan, Rectangular().worth_joining


def test_a_class_with_prompts_of_one_length_is_answered_together() -> None:
    asked = [Demand(200, 60)] * 8
    assert plan(asked) == [list(range(8))]
    assert cost(asked) < 0.4 * 8 * cost(asked[:1])


def test_a_long_prompt_goes_by_itself_and_positions_are_those_that_were_given() -> None:
    lengths = [210, 900, 200, 205]
    assert plan([Demand(length, 60) for length in lengths]) == [[2, 3, 0], [1]]


def test_no_batch_has_more_answers_or_tokens_than_it_may() -> None:
    groups = plan([Demand(200, 60)] * (TOGETHER + 3))
    assert sorted(position for group in groups for position in group) == list(range(TOGETHER + 3))
    assert max(map(len, groups)) <= TOGETHER
    assert max(map(len, plan([Demand(1900, 148)] * 8))) == 4
    assert plan([Demand(30_000, 200)]) == [[0]]  # by itself it always fits


def test_nobody_is_left_without_a_plan() -> None:
    assert plan([]) == []


def test_an_answer_that_has_begun_joins_those_that_came_just_after_it() -> None:
    running, waiting = [Demand(200, 60)], [Demand(200, 60)] * 7
    assert worth_joining(running, [1], waiting)
    assert not worth_joining(running, [38], waiting)


def test_seven_are_not_read_again_for_an_eighth() -> None:
    assert not worth_joining([Demand(200, 60)] * 7, [1] * 7, [Demand(200, 60)])


def test_texts_of_any_lengths_go_together_in_the_order_in_which_they_came() -> None:
    assert Ragged().plan([Demand(length, 60) for length in (210, 900, 200)]) == [[0, 1, 2]]
    assert Ragged().plan([]) == []


@pytest.mark.parametrize("grouping", [Ragged(), Rectangular()])
def test_everybody_is_in_one_batch_and_none_is_too_large(grouping: Grouping) -> None:
    groups = grouping.plan([Demand(1900, 148)] * (TOGETHER + 1) + [Demand(30_000, 200)])
    assert sorted(position for group in groups for position in group) == list(range(TOGETHER + 2))
    assert max(map(len, groups)) == 4


def test_nothing_is_read_twice_so_whoever_comes_joins_where_there_is_room() -> None:
    running, waiting = [Demand(200, 60)] * 7, [Demand(900, 60)]
    assert Ragged().worth_joining(running, [50] * 7, waiting)
    assert not Ragged().worth_joining([*running, *waiting], [1] * 8, waiting)
