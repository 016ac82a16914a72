"""Chapter 13's examples, worked out from their inputs."""

from __future__ import annotations

import numpy as np
from course import assert_states, tuple_of

TRANSFORMERS = "13-transformers-and-language-models.md"


def softmax(scores: np.ndarray) -> np.ndarray:
    exponentials = np.exp(scores)
    return exponentials / exponentials.sum()


def test_attention_for_one_query() -> None:
    """Scores, weights and output of the example, and the weight that scaling spares."""
    query = np.array([1, 1, 1, 1])
    keys = np.array([[1, 1, 1, 1], [1, 0, 1, 0], [0, 0, 0, 0]])
    values = np.array([[1, 0], [0, 1], [1, 1]])
    products = keys @ query
    scores = products / np.sqrt(len(query))
    weights = softmax(scores)
    assert_states(
        TRANSFORMERS,
        "the query $q = (1, 1, 1, 1)$, the keys $(1, 1, 1, 1)$, $(1, 0, 1, 0)$ and "
        "$(0, 0, 0, 0)$, and the values "
        "$(1, 0)$, $(0, 1)$ and $(1, 1)$",
        f"the query gives {products[0]}, {products[1]} and {products[2]} with the three keys",
        rf"dividing by $\sqrt{{4}} = 2$ gives {scores[0]:.0f}, {scores[1]:.0f} and {scores[2]:.0f}",
        f"softmax gives ${tuple_of(weights)}$",
        f"the weighted sum of the values is ${tuple_of(weights @ values)}$",
        f"would be {softmax(products)[0]:.4f} instead of {weights[0]:.4f}",
    )


def test_dot_products_spread_with_the_key_length() -> None:
    """Random queries and keys of the stated length give scores of the stated deviation."""
    rng = np.random.default_rng(0)
    scores = (rng.normal(size=(50_000, 64)) * rng.normal(size=(50_000, 64))).sum(axis=1)
    assert_states(
        TRANSFORMERS,
        "For $d_k = 64$ the standard deviation of an unscaled score is "
        rf"$\sqrt{{64}} = {scores.std():.0f}$",
    )


def test_head_width_and_score_count() -> None:
    """The base transformer's head width, and how many scores 512 tokens cost."""
    scores = f"{512**2:,}".replace(",", "{,}")
    assert_states(
        TRANSFORMERS,
        f"a model width of 512 and 8 heads, so each head has width $512/8 = {512 // 8}$",
        rf"$512 \times 512 = {scores}$ scores",
    )


def test_positional_encoding() -> None:
    """The encoding of position 1 in four dimensions, by the formula."""
    angles = [1 / 10_000 ** (2 * i / 4) for i in range(2)]
    encoding = [wave(angle) for angle in angles for wave in (np.sin, np.cos)]
    assert_states(TRANSFORMERS, f"encoding of position 1 is ${tuple_of(encoding)}$")


def test_masked_tokens() -> None:
    """How many of 200 tokens BERT selects, and what becomes of them."""
    selected = round(0.15 * 200)
    masked, random, same = (round(share * selected) for share in (0.8, 0.1, 0.1))
    assert masked + random + same == selected
    assert_states(
        TRANSFORMERS,
        f"In a text of 200 tokens BERT selects {selected}: {masked} become [MASK], {random} "
        f"become random and {same} stay.",
    )


def test_parameters_of_bert_base() -> None:
    """The table adds up, and with all embeddings and the pooler it makes the stated size."""
    width, inner, vocabulary = 768, 3072, 30_522
    attention = 4 * (width * width + width)
    feedforward = width * inner + inner + inner * width + width
    norms = 2 * 2 * width
    layer = attention + feedforward + norms
    tokens = vocabulary * width
    other_embeddings = 512 * width + 2 * width + 2 * width
    total = 12 * layer + tokens + other_embeddings + width * width + width
    assert_states(
        TRANSFORMERS,
        rf"| $4 \times (768 \times 768 + 768)$ | {attention:,} |",
        rf"| $768 \times 3072 + 3072 + 3072 \times 768 + 768$ | {feedforward:,} |",
        rf"| $2 \times 2 \times 768$ | {norms:,} |",
        f"| Whole layer | Sum | {layer:,} |",
        f"The 12 layers of BERT base hold {12 * layer:,} parameters.",
        f"a vocabulary of 30,522 tokens, the token embeddings add {tokens:,}",
        f"about {round(total, -7) // 10**6} million parameters in total",
    )


def test_perplexity_memory_and_retrieval() -> None:
    """Chapter 13's small examples of perplexity, memory and marginalising over passages."""
    loss = -np.log([0.5, 0.25, 0.125]).mean()
    assert_states(
        TRANSFORMERS,
        "If three tokens get probabilities 0.5, 0.25 and 0.125, "
        f"the mean loss is {loss:.4f} and the perplexity is {np.exp(loss):.2f}",
        f"a model with 7 billion parameters fill {7 * 2} GB",
        "retrieval probabilities 0.7 and 0.3 and give an answer the probabilities 0.9 and 0.2",
        rf"$0.7 \times 0.9 + 0.3 \times 0.2 = {0.7 * 0.9 + 0.3 * 0.2:.2f}$",
    )
