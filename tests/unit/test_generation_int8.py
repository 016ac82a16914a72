"""What the decoder for int8 weights guesses and keeps, without a model."""

import torch

from tutor.generation.int8.drafts import Drafts
from tutor.generation.int8.states import BLOCK, KeptStates, State


def read(state: State, tokens: list[int], prompt: int) -> State:
    """Have a state read tokens, of which so many are a prompt; keys tell the token."""
    state.reserve(len(tokens))
    for layer in range(2):
        keys = torch.tensor(tokens, dtype=torch.float32).view(1, -1, 1)
        state.put(layer, keys, -keys)
    state.tokens.extend(tokens)
    state.prompt = prompt
    return state


def empty() -> State:
    return State(layers=2, groups=1, width=1)


def keys(state: State) -> list[float]:
    """The keys of a state's first layer."""
    state.reserve(1)
    known, _ = state.put(0, torch.zeros(1, 1, 1), torch.zeros(1, 1, 1))
    return known[0, :-1, 0].tolist()


def test_what_followed_the_last_tokens_before_is_guessed() -> None:
    drafts = Drafts([7, 1, 2, 3, 4, 5, 6, 1, 2])
    assert drafts.guess(4) == [3, 4, 5, 6]
    assert drafts.guess(2) == [3, 4]
    assert drafts.guess(0) == []
    drafts.add(8)
    assert drafts.guess(4) == []  # nothing of the sort was there


def test_longer_runs_go_before_shorter_ones_and_later_places_before_earlier_ones() -> None:
    assert Drafts([1, 2, 3, 40, 9, 2, 3, 50, 1, 2, 3]).guess(1) == [40]
    assert Drafts([2, 3, 40, 2, 3, 50, 2, 3]).guess(1) == [50]


def test_no_run_finds_itself() -> None:
    assert Drafts([1, 2]).guess(4) == []
    assert Drafts([5, 5, 5]).guess(4) == [5]


def test_a_prompt_is_taken_over_up_to_the_end_of_a_block_and_never_whole() -> None:
    kept = KeptStates(empty())
    prompt = list(range(3 * BLOCK + 5))
    kept.keep(read(empty(), prompt, len(prompt)))
    assert kept.shared(prompt) == 3 * BLOCK
    assert kept.shared(prompt[: 2 * BLOCK]) == BLOCK  # its last token has to be read
    assert kept.shared([*prompt[: BLOCK + 3], 999, *prompt]) == BLOCK
    assert kept.shared([999, *prompt]) == 0
    begun = kept.begin(prompt)
    assert begun.tokens == prompt[: 3 * BLOCK]
    assert keys(begun) == prompt[: 3 * BLOCK]


def test_written_tokens_are_taken_over_by_the_answer_that_goes_on_alone() -> None:
    kept = KeptStates(empty())
    text = list(range(3 * BLOCK))
    kept.keep(read(empty(), text, prompt=BLOCK + 2))
    going_on = kept.begin([*text, 7])
    assert going_on.tokens == text
    assert going_on.prompt == BLOCK + 2
    another = kept.begin([*text, 7, 8])  # as a later turn's prompt would be
    assert another.tokens == text[:BLOCK]
    assert another.prompt == len(text) + 2


def test_a_state_that_is_gone_on_with_leaves_the_kept_one_as_it_was() -> None:
    kept = KeptStates(empty())
    prompt = list(range(2 * BLOCK + 1))
    kept.keep(read(empty(), prompt, len(prompt)))
    begun = kept.begin(prompt)
    read(begun, [500, 501], len(prompt))
    begun.cut(2 * BLOCK + 1)
    assert begun.tokens == [*prompt[: 2 * BLOCK], 500]
    assert keys(kept.begin(prompt)) == prompt[: 2 * BLOCK]


def test_the_oldest_are_let_go_and_beginnings_of_others_at_once() -> None:
    kept = KeptStates(empty(), most=5 * BLOCK)
    first, second = list(range(2 * BLOCK)), list(range(1000, 1000 + 2 * BLOCK))
    kept.keep(read(empty(), first, len(first)))
    kept.keep(read(empty(), second, len(second)))
    longer = [*first, 1, 2, 3]
    kept.keep(read(empty(), longer, len(longer)))  # the first is its beginning: both fit
    assert kept.shared([*second, 0, 0]) == kept.shared([*longer, 0, 0]) == 2 * BLOCK
    third = list(range(2000, 2000 + 3 * BLOCK))
    kept.keep(read(empty(), third, len(third)))
    assert kept.shared([*second, 0, 0]) == kept.shared([*longer, 0, 0]) == 0
    assert kept.shared([*third, 0, 0]) == 3 * BLOCK
