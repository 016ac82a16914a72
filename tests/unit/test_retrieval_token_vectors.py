"""How much of one text's tokens another covers, and which tokens are the text's own."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.documents.document import Span
from tutor.retrieval.embedding import Encoder
from tutor.retrieval.token_vectors import TokenVectors, Vectors, own_tokens, soft_coverage

EAST, NORTH = [1.0, 0.0], [0.0, 1.0]
NORTH_EAST = [0.6, 0.8]


def vectors(*rows: Sequence[float]) -> Vectors:
    return np.array(rows, dtype=np.float32).reshape(len(rows), 2)


def text(*rows: Sequence[float]) -> TokenVectors:
    return TokenVectors(vectors(*rows), tuple(Span(i, i + 1) for i in range(len(rows))))


def test_every_wanted_token_finds_its_nearest_in_any_text() -> None:
    assert soft_coverage(vectors(EAST, NORTH), [text(EAST), text(NORTH)]) == 1.0


def test_one_missing_idea_shows_in_the_mean() -> None:
    assert soft_coverage(vectors(EAST, NORTH), [text(EAST)]) == 0.5


def test_another_spelling_counts_by_its_cosine() -> None:
    assert soft_coverage(vectors(NORTH), [text(EAST, NORTH_EAST)]) == pytest.approx(0.8)


def test_what_else_a_text_says_takes_nothing_away() -> None:
    assert soft_coverage(vectors(NORTH), [text(NORTH, EAST, [-1.0, 0.0])]) == 1.0


def test_opposite_meaning_is_less_than_nothing() -> None:
    assert soft_coverage(vectors(EAST), [text([-1.0, 0.0])]) == -1.0


@pytest.mark.parametrize("texts", [[], [text()], [text(), text()]])
def test_nothing_covers_a_word_where_there_are_no_tokens(texts: list[TokenVectors]) -> None:
    assert soft_coverage(vectors(EAST), texts) == 0.0


@pytest.mark.parametrize("texts", [[], [text()], [text(EAST)]])
def test_nothing_wanted_is_covered_by_anything(texts: list[TokenVectors]) -> None:
    assert soft_coverage(vectors(), texts) == 1.0


def test_a_text_without_tokens_beside_others_changes_nothing() -> None:
    assert soft_coverage(vectors(EAST), [text(), text(EAST)]) == 1.0


UNIT = st.floats(0, 6.28).map(lambda angle: [float(np.cos(angle)), float(np.sin(angle))])
TEXTS = st.lists(st.lists(UNIT, max_size=4), min_size=1, max_size=3)


@given(wanted=st.lists(UNIT, min_size=1, max_size=4), rows=TEXTS, more=st.lists(UNIT, max_size=3))
def test_coverage_is_bounded_and_more_text_never_covers_less(
    wanted: list[list[float]], rows: list[list[list[float]]], more: list[list[float]]
) -> None:
    texts = [text(*each) for each in rows if each]
    covered = soft_coverage(vectors(*wanted), texts)
    assert -1.0001 <= covered <= 1.0001
    if texts:
        assert soft_coverage(vectors(*wanted), [*texts, text(*more)]) >= covered - 1e-6


def test_special_tokens_and_the_prompt_are_no_tokens_of_the_text() -> None:
    offsets = [(0, 0), (0, 6), (7, 9), (10, 15), (0, 0)]  # "[CLS] query: It rains [SEP]"
    rows = vectors(EAST, EAST, NORTH, NORTH_EAST, EAST)
    own = own_tokens(rows, offsets, prompt=7, length=8)
    assert own.spans == (Span(0, 2), Span(3, 8))
    assert np.array_equal(own.vectors, vectors(NORTH, NORTH_EAST))


def test_a_text_of_special_tokens_only_has_none() -> None:
    own = own_tokens(vectors(EAST, EAST), [(0, 0), (0, 0)], prompt=0, length=0)
    assert own.spans == ()
    assert own.vectors.shape == (0, 2)


MIXED = [
    "Dropout sets units to zero.",
    "ok",
    "Na\u00efve caf\u00e9s use \u00b5-law; the \U0001f642 isn't a word, and $x^2$ is a formula. "
    * 5,
    "",
    "Gradient clipping rescales a gradient whose norm is above a threshold.",
]


@pytest.fixture(scope="module")
def encoder(encoder_path: object) -> Encoder:
    return Encoder.load(encoder_path, "minilm")  # type: ignore[arg-type]


@pytest.mark.model
def test_offsets_point_at_the_words_in_every_text_of_a_batch(encoder: Encoder) -> None:
    for source, tokens in zip(MIXED, encoder.encode_tokens(MIXED), strict=True):
        assert len(tokens.vectors) == len(tokens.spans)
        places = [(span.start, span.end) for span in tokens.spans]
        assert places == sorted(places)
        covered = "".join(source[start:end] for start, end in places)
        assert covered == "".join(source.split())  # all of it, once and in order
        assert np.allclose(np.linalg.norm(tokens.vectors, axis=1), 1.0, atol=1e-5)


@pytest.mark.model
def test_words_of_one_token_have_its_place(encoder: Encoder) -> None:
    (tokens,) = encoder.encode_tokens(["The heart\npumps  blood."])
    assert tokens.spans == (Span(0, 3), Span(4, 9), Span(10, 15), Span(17, 22), Span(22, 23))


@pytest.mark.model
def test_neither_padding_nor_company_changes_a_token(encoder: Encoder) -> None:
    together = encoder.encode_tokens(MIXED)
    for source, tokens in zip(MIXED, together, strict=True):
        (alone,) = encoder.encode_tokens([source])
        assert alone.spans == tokens.spans
        if alone.spans:  # bfloat16 rounds a little otherwise in another shape
            assert (alone.vectors * tokens.vectors).sum(axis=1).min() > 0.99


@pytest.mark.model
def test_the_order_of_the_texts_is_kept(encoder: Encoder) -> None:
    forward = encoder.encode_tokens(MIXED)
    backward = encoder.encode_tokens(MIXED[::-1])[::-1]
    assert [tokens.spans for tokens in forward] == [tokens.spans for tokens in backward]


@pytest.mark.model
def test_a_text_beyond_the_limit_keeps_the_tokens_that_are_read(encoder: Encoder) -> None:
    (tokens,) = encoder.encode_tokens(["word " * 1000])
    assert len(tokens.spans) == encoder.max_tokens - 2
    assert tokens.spans[-1].end <= len("word " * encoder.max_tokens)


@pytest.mark.model
def test_the_same_idea_in_other_words_is_nearer_than_another_idea(encoder: Encoder) -> None:
    asked, same, other = encoder.encode_tokens(
        [
            "How fast does the car go?",
            "The speed of the automobile is high.",
            "Bread is baked from flour and water.",
        ]
    )
    assert soft_coverage(asked.vectors, [same]) > soft_coverage(asked.vectors, [other]) + 0.1
