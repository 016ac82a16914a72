"""Chapter 4's examples, worked out from their inputs."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
from course import assert_states, sigmoid, tuple_of

NETWORKS = "04-deep-neural-networks.md"


def test_backpropagation_by_hand() -> None:
    """Chapter 4's example: the forward pass, every gradient, and the loss after the update."""
    x, y, rate = np.array([1.0, 0.5]), 1.0, 0.5
    w, b = np.array([[0.2, 0.4], [-0.3, 0.1]]), np.array([0.0, 0.1])
    v, c = np.array([0.5, -0.4]), 0.2
    z = w @ x + b
    h = sigmoid(z)
    out = v @ h + c
    p = sigmoid(out)
    error = p - y
    hidden = error * v * h * (1 - h)
    by_hand = [error * h, hidden, np.outer(hidden, x)]
    new_v, new_c = v - rate * error * h, c - rate * error
    new_w, new_b = w - rate * by_hand[2], b - rate * hidden
    p_after = sigmoid(new_v @ sigmoid(new_w @ x + new_b) + new_c)
    assert_states(
        NETWORKS,
        "$x = (1, 0.5)$ and $y = 1$. The hidden weights are $(0.2, 0.4)$ with bias 0 for neuron 1 "
        "and $(-0.3, 0.1)$ with bias 0.1 for neuron 2. The output weights are $(0.5, -0.4)$ with "
        "bias 0.2, and the learning rate is 0.5.",
        f"= {z[0]:.1f}$ and $z_2 = -0.3 + 0.05 + 0.1 = {z[1]:.2f}$",
        rf"$h_1 = \sigma(0.4) = {h[0]:.4f}$ and $h_2 = \sigma(-0.15) = {h[1]:.4f}$",
        f"+ 0.2 = {out:.4f}$",
        rf"\sigma({out:.4f}) = {p:.4f}$, with loss $-\ln {p:.4f} = {-np.log(p):.4f}$",
        rf"$\delta = {p:.4f} - 1 = {error:.4f}$",
        rf"${error:.4f} \times {tuple_of(h)} = {tuple_of(by_hand[0])}$",
        f"(1 - {h[0]:.4f}) = {hidden[0]:.4f}$",
        f"(1 - {h[1]:.4f}) = {hidden[1]:.4f}$",
        f"neuron 1 gets ${tuple_of(by_hand[2][0])}$ and neuron 2 gets ${tuple_of(by_hand[2][1])}$",
        f"the output weights become ${tuple_of(new_v)}$ and the output bias becomes {new_c:.4f}",
        f"prediction is {p_after:.4f} and its loss is {-np.log(p_after):.4f}",
    )


def test_backpropagation_gradient_is_the_slope_of_the_loss() -> None:
    """Chapter 4's stated hidden gradients agree with nudging each weight, chain rule aside."""

    def loss(w: Any) -> float:
        h = sigmoid(w @ np.array([1.0, 0.5]) + np.array([0.0, 0.1]))
        return float(-np.log(sigmoid(np.array([0.5, -0.4]) @ h + 0.2)))

    w, step = np.array([[0.2, 0.4], [-0.3, 0.1]]), 1e-5
    slopes = np.zeros_like(w)
    for index in np.ndindex(w.shape):
        nudge = np.zeros_like(w)
        nudge[index] = step
        slopes[index] = (loss(w + nudge) - loss(w - nudge)) / (2 * step)
    assert_states(
        NETWORKS,
        f"neuron 1 gets ${tuple_of(slopes[0])}$ and neuron 2 gets ${tuple_of(slopes[1])}$",
    )


def test_activation_slopes_and_vanishing_factor() -> None:
    """Chapter 4's largest slopes, and what ten sigmoid layers leave of a gradient."""
    z = np.linspace(-6, 6, 1201)
    steepest = (sigmoid(z) * (1 - sigmoid(z))).max()
    digits, power = f"{steepest**10:.1e}".split("e")
    assert_states(
        NETWORKS,
        f"sigmoid derivative is largest at $z = 0$, where it equals {steepest:.2f}",
        f"tanh derivative is largest at $z = 0$, where it equals {(1 - np.tanh(z) ** 2).max():.0f}",
        rf"${steepest:.2f}^{{10}} \approx {digits} \times 10^{{{int(power)}}}$",
    )


def test_initialisation_momentum_and_dropout() -> None:
    """Chapter 4's small examples of He's deviation, momentum's terms and inverted dropout."""
    terms = [0.0]
    for _ in range(300):
        terms.append(0.9 * terms[-1] + 1)
    assert_states(
        NETWORKS,
        rf"$\sqrt{{2/1000}} = {np.sqrt(2 / 1000):.4f}$",
        f"the momentum terms are {terms[1]:.0f}, {terms[2]:.1f} and {terms[3]:.2f}, "
        f"and the limit is {terms[-1]:.0f}",
        f"a kept activation of 0.8 becomes {0.8 / (1 - 0.5):.1f}",
    )


def test_readmission_network_parameters_and_loss() -> None:
    """Chapter 4's parameter table adds up, and so do its predicted risk and loss."""
    sizes = [1000, 64, 32, 1]
    layers = list(pairwise(sizes))
    weights, biases = [n * m for n, m in layers], [m for _, m in layers]
    total = sum(weights) + sum(biases)
    table = [f"| {n:,} to {m} | {n * m:,} | {m} | {n * m + m:,} |" for n, m in layers]
    risk = sigmoid(0.2)
    assert_states(
        NETWORKS,
        *table,
        f"| Total | {sum(weights):,} | {sum(biases)} | {total:,} |",
        f"has {total:,} parameters, and about {(weights[0] + biases[0]) / total:.0%}".replace(
            "%", " percent"
        ),
        rf"$\sigma(0.2) = {risk:.3f}$",
        rf"$-\ln {risk:.3f} = {-np.log(risk):.3f}$",
    )
    assert_states("04-deep-neural-networks-summary.md", f"has {total:,} parameters")
