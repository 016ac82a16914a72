"""Chapter 5's examples, worked out from their inputs."""

from __future__ import annotations

from itertools import permutations

import numpy as np
from course import assert_states, sigmoid, tuple_of

EMBEDDINGS = "05-embeddings.md"
CENTRE = np.array([1.0, 0.5])
CONTEXTS = np.array([[0.8, 0.4], [0.2, 0.6], [-0.5, 0.1]])


def test_embedding_matrix_size() -> None:
    """The matrix has a row for each code and a column for each dimension."""
    size = f"{70_000 * 200:,}".replace(",", "{,}")
    assert_states(
        EMBEDDINGS,
        "An embedding matrix for 70,000 codes with 200 dimensions holds "
        rf"$70{{,}}000 \times 200 = {size}$ parameters",
    )


def test_skip_gram_softmax() -> None:
    """Scores, probabilities and the loss of the true context code."""
    scores = CONTEXTS @ CENTRE
    p = np.exp(scores) / np.exp(scores).sum()
    assert_states(
        EMBEDDINGS,
        "the centre code E11.9 (type 2 diabetes) with $v = (1, 0.5)$. The context vectors are "
        "$(0.8, 0.4)$ for N18.9 (chronic kidney disease), $(0.2, 0.6)$ for J45.909 (asthma) and "
        "$(-0.5, 0.1)$ for S52.5",
        f"scores $u^\\top v$ are {scores[0]:.2f}, {scores[1]:.2f} and {scores[2]:.2f}.",
        f"probabilities are ${tuple_of(p)}$.",
        rf"$-\ln {p[0]:.5f} = {-np.log(p[0]):.4f}$",
    )


def test_negative_sampling_step() -> None:
    """Probabilities, loss, gradient, all three updated vectors and the loss after the step."""
    u, real, rate = CONTEXTS[:2], np.array([1, 0]), 0.1

    def loss(v: np.ndarray, u: np.ndarray) -> float:
        return float(-np.log(sigmoid(u[0] @ v)) - np.log(sigmoid(-u[1] @ v)))

    scores = u @ CENTRE
    p = sigmoid(scores)
    error = p - real
    gradient = error @ u
    v_new, u_new = CENTRE - rate * gradient, u - rate * np.outer(error, CENTRE)
    assert loss(v_new, u_new) < loss(CENTRE, u)
    assert_states(
        EMBEDDINGS,
        "Keep E11.9 with $v = (1, 0.5)$, the true context N18.9 with $u = (0.8, 0.4)$, one noise "
        "code J45.909 with $u = (0.2, 0.6)$ and learning rate 0.1",
        r"-\ln \sigma(u_o^\top v_i) - \sum_{m=1}^{k} \ln \sigma(-u_m^\top v_i)",
        rf"$\sigma({scores[0]:.1f}) = {p[0]:.4f}$ and $\sigma({scores[1]:.1f}) = {p[1]:.4f}$",
        rf"$-\ln {p[0]:.5f} - \ln (1 - {p[1]:.5f}) = {loss(CENTRE, u):.4f}$",
        rf"${error[0]:.5f} \times (0.8, 0.4) + {error[1]:.5f} \times (0.2, 0.6) = "
        rf"{tuple_of(gradient)}$",
        f"the centre vector becomes ${tuple_of(v_new)}$",
        f"N18.9 moves to ${tuple_of(u_new[0])}$ and J45.909 moves to ${tuple_of(u_new[1])}$",
        f"After the negative sampling step the loss falls to {loss(v_new, u_new):.4f}",
    )


def test_negative_sampling_gradient_is_the_slope_of_the_loss() -> None:
    """The stated gradient agrees with nudging each number of the centre vector."""
    step = 1e-5

    def loss(v: np.ndarray) -> float:
        return float(-np.log(sigmoid(CONTEXTS[0] @ v)) - np.log(sigmoid(-CONTEXTS[1] @ v)))

    nudges = step * np.eye(2)
    slopes = [(loss(CENTRE + n) - loss(CENTRE - n)) / (2 * step) for n in nudges]
    assert_states(EMBEDDINGS, f"= {tuple_of(slopes)}$")


def test_noise_distribution() -> None:
    """Counts to the power 3/4, rescaled, next to the plain frequencies."""
    counts = np.array([81, 16, 1])
    powers = counts**0.75
    assert_states(
        EMBEDDINGS,
        r"\frac{\mathrm{count}(w)^{3/4}}{\sum_{w'} \mathrm{count}(w')^{3/4}}",
        f"with counts {counts[0]}, {counts[1]} and {counts[2]}, the powers are "
        f"{powers[0]:.0f}, {powers[1]:.0f} and {powers[2]:.0f}",
        f"the noise probabilities are ${tuple_of(powers / powers.sum())}$",
        "$k$ of 5 to 20 for small data sets and 2 to 5 for large ones",  # Mikolov et al. 2013
        f"frequencies of the same codes are ${tuple_of(counts / counts.sum())}$",
    )


def test_subsampling() -> None:
    """How often a code with a frequency of a thousandth is dropped."""
    dropped = 1 - np.sqrt(1e-5 / 0.001)
    assert_states(
        EMBEDDINGS,
        "With $t = 10^{-5}$, a code that makes up 0.001 of all codes is dropped with "
        f"probability {dropped:.1f}",
    )
    assert_states("05-embeddings-summary.md", r"$1 - \sqrt{t/f}$")


def test_cosine_similarity() -> None:
    """The dot product over the product of lengths."""
    a, b = np.array([1, 2, 2]), np.array([2, 1, 2])
    lengths = np.linalg.norm(a) * np.linalg.norm(b)
    assert_states(
        EMBEDDINGS,
        "For $a = (1, 2, 2)$ and $b = (2, 1, 2)$",
        f"${a @ b}/{lengths:.0f} = {a @ b / lengths:.3f}$",
    )


def test_glove_weight() -> None:
    """A pair seen 16 times gets its share of the full weight at 100."""
    assert_states(
        EMBEDDINGS,
        "$g(x) = (x/100)^{3/4}$ for counts below 100 and 1 from 100 upwards",
        f"a pair seen 16 times has weight ${16 / 100}^{{3/4}} = {(16 / 100) ** 0.75:.3f}$",
    )


def test_pairs_of_a_visit() -> None:
    """Three codes give every ordered pair of different codes."""
    pairs = list(permutations(["E11.9", "I10", "N18.9"], 2))
    assert len(pairs) == 3 * (3 - 1)
    assert_states(
        EMBEDDINGS,
        "gives $n(n-1)$ ordered skip-gram pairs",
        f"the visit E11.9, I10 and N18.9 gives {len(pairs)} pairs",
    )


def test_gram_sum_and_precision_of_neighbours() -> None:
    """A weighted sum of ancestors, and the share of neighbours that are right."""
    mixed = 0.7 * np.array([1, 0]) + 0.3 * np.array([0, 2])
    assert_states(
        EMBEDDINGS,
        "with weights 0.7 and 0.3 and embeddings $(1, 0)$ and $(0, 2)$, the GRAM embedding is "
        f"$({mixed[0]:.1f}, {mixed[1]:.1f})$",
        f"If 4 of the 5 nearest neighbours of E11.9 are diabetes codes, precision at 5 is "
        f"{4 / 5:.1f}.",
    )
