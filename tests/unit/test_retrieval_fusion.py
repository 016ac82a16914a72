"""Joining rankings: what counts is how far ahead a passage is, or its rank."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.retrieval.fusion import reciprocal_rank_fusion, zscore_sum


def scores(*values: float) -> np.ndarray:
    return np.array(values, dtype=np.float32)


def test_scores_are_added_in_standard_deviations() -> None:
    joined = zscore_sum([(1.0, scores(1, 2, 3)), (2.0, scores(0, 0, 30))])
    one, two = np.sqrt(1.5), np.sqrt(2)
    assert joined == pytest.approx([-one - two, -two, one + 2 * two], rel=1e-5)


def test_scores_that_are_all_the_same_change_nothing() -> None:
    useful = scores(0.1, 0.5, 0.2)
    for same in (scores(0, 0, 0), scores(0.1, 0.1, 0.1), scores(7e6, 7e6, 7e6)):
        assert np.array_equal(zscore_sum([(1.0, useful), (5.0, same)]), zscore_sum([(1.0, useful)]))


@given(
    st.lists(st.integers(-1000, 1000), min_size=2, max_size=20, unique=True),
    st.floats(0.01, 100),
    st.floats(-100, 100),
)
def test_the_unit_and_the_origin_of_a_score_do_not_matter(
    values: list[int], unit: float, origin: float
) -> None:
    plain = zscore_sum([(1.0, scores(*values))])
    moved = zscore_sum([(1.0, scores(*(unit * v + origin for v in values)))])
    assert moved == pytest.approx(plain, abs=0.05)


def test_lists_of_different_passages_are_refused() -> None:
    with pytest.raises(ValueError, match="3 and 2"):
        zscore_sum([(1.0, scores(1, 2)), (1.0, scores(1, 2, 3))])


def test_no_lists_are_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        zscore_sum([])
    with pytest.raises(ValueError, match="at least one"):
        reciprocal_rank_fusion([])


def test_no_passages_have_no_scores() -> None:
    assert len(zscore_sum([(1.0, scores())])) == 0


def test_reciprocal_ranks_are_those_of_the_paper() -> None:
    joined = reciprocal_rank_fusion([scores(9, 8, 7), scores(0.2, 0.1, 0.3)])
    assert joined == pytest.approx([1 / 61 + 1 / 62, 1 / 62 + 1 / 63, 1 / 63 + 1 / 61])


def test_equal_scores_have_equal_ranks() -> None:
    joined = reciprocal_rank_fusion([scores(1, 5, 1, 5, 0)])
    assert joined == pytest.approx([1 / 63, 1 / 61, 1 / 63, 1 / 61, 1 / 65])
