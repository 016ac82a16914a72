"""Chapter 8's examples, worked out from their inputs."""

from __future__ import annotations

from typing import Any

import numpy as np
from course import assert_states, sigmoid, tuple_of

AUTOENCODERS = "08-autoencoders.md"
SUMMARY = "08-autoencoders-summary.md"
X, W = np.array([1.0, 0, 1]), np.array([1.0, -1, 1])


def cross_entropies(target: Any, guess: Any) -> Any:
    """The binary cross-entropy of each input."""
    return -(target * np.log(guess) + (1 - target) * np.log(1 - guess))


def kl(target: float, mean: float) -> list[float]:
    """The two terms of the divergence between coin flips with these means."""
    off = (1 - target) * np.log((1 - target) / (1 - mean))
    return [target * np.log(target / mean), off]


def test_tied_weights_save_one_matrix() -> None:
    """Both counts keep the two bias vectors."""
    inputs, units = 1000, 64
    untied = 2 * inputs * units + units + inputs
    tied = untied - inputs * units
    assert_states(
        AUTOENCODERS,
        f"1,000 inputs and 64 code units has {untied:,} parameters untied and {tied:,} with tied",
    )
    assert_states(SUMMARY, f"lower the parameters from {untied:,} to {tied:,}")


def test_reconstruction_by_hand() -> None:
    """The code, its decoding with the same weights, and both losses."""
    code = sigmoid(W @ X - 0.5)
    sums = W * code + np.array([0.2, -0.3, 0.2])
    rebuilt = sigmoid(sums)
    losses = cross_entropies(X, rebuilt)
    assert_states(
        AUTOENCODERS,
        "$x = (1, 0, 1)$, one sigmoid code unit with weights $(1, -1, 1)$ and bias $-0.5$, and a "
        "sigmoid decoder with tied weights and biases $(0.2, -0.3, 0.2)$",
        rf"\sigma(1 + 1 - 0.5) = \sigma({W @ X - 0.5:.1f}) = {code:.4f}$",
        f"Decoder sums: ${tuple_of(sums)}$",
        rf"$\hat{{x}} = {tuple_of(rebuilt)}$",
        f"per input: ${tuple_of(losses)}$, which adds up to {losses.sum():.4f}",
        f"same reconstruction: {((X - rebuilt) ** 2).mean():.4f}",
    )


def test_linear_code_keeps_the_largest_eigenvalue() -> None:
    """One linear unit loses the smaller eigenvalue, and projects onto the larger one's vector."""
    values, vectors = np.linalg.eigh(np.array([[2.0, 1], [1, 2]]))
    direction = np.abs(vectors[:, 1])
    assert np.allclose(direction, np.array([1, 1]) / np.sqrt(2))
    point = np.array([2.0, 1])
    code = direction @ point
    rebuilt = code * direction
    assert_states(
        AUTOENCODERS,
        "the covariance matrix with rows $(2, 1)$ and $(1, 2)$ the eigenvalues are "
        f"{values[1]:.0f} and {values[0]:.0f}",
        f"$3/4 = {values[1] / values.sum():.2f}$ of the variance and leaves a mean squared "
        f"reconstruction error of {values[0]:.0f}.",
        f"The point $(2, 1)$ projects onto the direction $(1, 1)/\\sqrt{{2}}$ with code {code:.4f} "
        f"and is reconstructed as $({rebuilt[0]:.1f}, {rebuilt[1]:.1f})$, with squared error "
        f"{((point - rebuilt) ** 2).sum():.1f}.",
    )


def test_sparsity_penalty() -> None:
    """The divergence from the target activity, weighted, and its zero."""
    terms = kl(0.05, 0.25)
    assert sum(kl(0.05, 0.05)) == 0
    assert_states(
        AUTOENCODERS,
        r"target activity $\rho = 0.05$ and mean activity $\hat{\rho} = 0.25$",
        rf"$0.05 \ln(0.05/0.25) + 0.95 \ln(0.95/0.75) = {terms[0]:.4f} + {terms[1]:.4f} = "
        f"{sum(terms):.4f}$",
        rf"$\beta = 3$ the unit adds {3 * sum(terms):.4f} to the loss",
    )


def test_denoising_loss_is_against_the_clean_input() -> None:
    """The same reconstruction scores worse against the corrupted input."""
    clean, corrupted = np.array([1, 0, 1, 1]), np.array([1, 0, 0, 1])
    rebuilt = np.array([0.9, 0.1, 0.6, 0.8])
    assert_states(
        AUTOENCODERS,
        f"The clean input is ${tuple(clean.tolist())}$, and masking noise removes the third value, "
        f"which gives ${tuple(corrupted.tolist())}$",
        f"The reconstruction is ${tuple(rebuilt.tolist())}$",
        rf"\ln 0.8 = {cross_entropies(clean, rebuilt).sum():.4f}$",
        f"would give {cross_entropies(corrupted, rebuilt).sum():.4f} and",
    )


def test_contractive_penalty_is_the_squared_slope_of_the_code() -> None:
    """The closed form for a sigmoid unit agrees with nudging each input."""
    code = sigmoid(W @ X - 0.5)
    slopes = [(sigmoid(W @ (X + nudge) - 0.5) - code) / 1e-6 for nudge in 1e-6 * np.eye(3)]
    penalty = (code * (1 - code)) ** 2 * (W**2).sum()
    assert np.isclose(penalty, np.square(slopes).sum(), atol=1e-5)
    assert_states(
        AUTOENCODERS,
        f"For one sigmoid unit with $h = {code:.4f}$ and weights $(1, -1, 1)$, the squared "
        f"Jacobian norm is {penalty:.4f}.",
    )
