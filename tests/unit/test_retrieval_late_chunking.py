"""A part's vector is the mean of its own tokens, and of nothing else."""

import numpy as np

from tutor.documents.document import Span
from tutor.retrieval.late_chunking import part_means

# "[CLS] It rains . I stay [SEP]"
OFFSETS = [(0, 0), (0, 2), (3, 8), (8, 9), (10, 11), (12, 16), (0, 0)]
TOKENS = np.arange(14, dtype=np.float32).reshape(7, 2)


def test_a_part_is_the_mean_of_the_tokens_inside_it() -> None:
    means, kept = part_means(TOKENS, OFFSETS, [Span(0, 9), Span(10, 16)])
    assert kept == [0, 1]
    assert means.tolist() == [TOKENS[1:4].mean(axis=0).tolist(), TOKENS[4:6].mean(axis=0).tolist()]


def test_special_tokens_belong_to_no_part() -> None:
    means, _ = part_means(TOKENS, OFFSETS, [Span(0, 2)])
    assert means.tolist() == [TOKENS[1].tolist()]


def test_a_token_with_the_space_before_it_belongs_to_the_word() -> None:
    means, _ = part_means(TOKENS[:2], [(0, 2), (2, 4)], [Span(0, 2), Span(3, 4)])
    assert means.tolist() == TOKENS[:2].tolist()


def test_parts_without_tokens_are_left_out() -> None:
    means, kept = part_means(TOKENS, OFFSETS, [Span(9, 10), Span(10, 16), Span(400, 500)])
    assert kept == [1]
    assert len(means) == 1


def test_a_text_may_have_no_parts() -> None:
    means, kept = part_means(TOKENS, OFFSETS, [])
    assert (means.shape, kept) == ((0, 2), [])
