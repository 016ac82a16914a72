"""Repeats are found without comparing each passage with each."""

from hypothesis import given
from hypothesis import strategies as st

from tutor.retrieval.distinct import distinct
from tutor.retrieval.overlap import Wording

WORDS = st.lists(st.sampled_from(["a", "b", "c", "not", "3", "7"]), max_size=14).map(" ".join)


def each_with_each(texts: list[str], most: int) -> list[tuple[int, tuple[int, ...]]]:
    """The same by comparing all."""
    found: list[tuple[int, Wording, list[int]]] = []
    for row, text in enumerate(texts):
        own = Wording.of(text)
        twin = next((each for each in found if own.repeats(each[1])), None)
        if twin is not None:
            twin[2].append(row)
        elif len(found) < most:
            found.append((row, own, []))
        else:
            break
    return [(row, tuple(repeats)) for row, _, repeats in found]


@given(st.lists(WORDS, max_size=12), st.integers(-1, 12))
def test_the_same_are_found_as_by_comparing_all(texts: list[str], most: int) -> None:
    found = distinct(range(len(texts)), lambda row: Wording.of(texts[row]), most)
    assert found == each_with_each(texts, most)


def test_a_passage_that_repeats_two_is_put_to_the_first() -> None:
    texts = ["one two three four five six", "one two three four five", "one two three four five"]
    assert distinct(range(3), lambda row: Wording.of(texts[row]), 3) == [(0, (1, 2))]
