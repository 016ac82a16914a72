"""Chapter 12's examples, worked out from their inputs."""

from __future__ import annotations

import numpy as np
import pytest
from course import assert_states, sigmoid

GENERATIVE = "12-generative-models.md"


def test_variational_sample_and_kl_term() -> None:
    """The reparameterised sample, the KL term by the closed form, and the ELBO."""
    mean, variance = np.array([1, -0.5]), np.array([0.25, 1])
    z = mean + np.sqrt(variance) * np.array([0.4, -1.2])
    kl = 0.5 * (mean**2 + variance - 1 - np.log(variance))
    assert_states(
        GENERATIVE,
        r"$\mu = (1, -0.5)$ and $\sigma^2 = (0.25, 1)$",
        r"$\epsilon = (0.4, -1.2)$",
        rf"$z_1 = 1 + 0.5 \times 0.4 = {z[0]:.1f}$",
        rf"$z_2 = -0.5 + 1 \times (-1.2) = {z[1]:.1f}$",
        rf"$0.5 \times (1 + 0.25 - 1 - \ln 0.25) = {kl[0]:.4f}$",
        rf"$0.5 \times (0.25 + 1 - 1 - \ln 1) = {kl[1]:.4f}$",
        f"The total KL term of the VAE example is {kl.sum():.4f} nats.",
        f"the ELBO is $-3.2 - {kl.sum():.4f} = {-3.2 - kl.sum():.4f}$",
    )


def test_kl_closed_form_agrees_with_the_integral() -> None:
    """The stated closed form is what integrating the two densities gives."""
    z, step = np.linspace(-12, 12, 240_001, retstep=True)

    def log_density(mean: float, deviation: float) -> np.ndarray:
        return -0.5 * ((z - mean) / deviation) ** 2 - np.log(deviation * np.sqrt(2 * np.pi))

    total = 0.0
    for mean, deviation in [(1, 0.5), (-0.5, 1)]:
        encoder = log_density(mean, deviation)
        total += float((np.exp(encoder) * (encoder - log_density(0, 1))).sum() * step)
    assert_states(GENERATIVE, f"The total KL term of the VAE example is {total:.4f} nats.")


def test_best_discriminator_and_equilibrium() -> None:
    """The best discriminator, found by searching, and the objective where it can only guess."""
    d = np.linspace(0.0001, 0.9999, 9999)
    best = d[(0.6 * np.log(d) + 0.2 * np.log(1 - d)).argmax()]
    assert_states(
        GENERATIVE,
        "Where the data density is 0.6 and the generator density is 0.2",
        f"$0.6/(0.6 + 0.2) = {best:.2f}$",
        rf"the objective equals $-\ln 4 = {np.log(0.5) + np.log(1 - 0.5):.4f}$",
    )


def test_generator_gradients() -> None:
    """Both generator losses' slopes in the discriminator's logit, by nudging it."""
    logit, step = np.log(0.01 / 0.99), 1e-5

    def slope(loss: np.ufunc) -> float:
        return float((loss(logit + step) - loss(logit - step)) / (2 * step))

    saturating = slope(lambda a: np.log(1 - sigmoid(a)))
    other = slope(lambda a: -np.log(sigmoid(a)))
    assert_states(
        GENERATIVE,
        "If $D(G(z)) = 0.01$",
        f"is ${saturating:.2f}$ for the minimax loss and ${other:.2f}$ for the non-saturating loss",
    )


def test_wasserstein_distance() -> None:
    """The mean gap of sorted values is the area between the two distribution functions."""
    first, second = np.array([1, 2, 3]), np.array([2, 3, 6])
    x = np.linspace(0, 7, 70_001)
    gaps = [(sample[:, None] <= x).mean(axis=0) for sample in (first, second)]
    area = np.abs(gaps[0] - gaps[1]).mean() * 7
    assert np.abs(np.sort(first) - np.sort(second)).mean() == pytest.approx(area, abs=1e-3)
    assert_states(GENERATIVE, f"for {{1, 2, 3}} and {{2, 3, 6}} it is $(1 + 1 + 3)/3 = {area:.3f}$")


def test_diffusion_noising() -> None:
    """Noising step by step keeps the stated share of the signal, and gives the noisy value."""
    kept, mean, variance = 1.0, 2.0, 0.0
    for beta in [0.1, 0.2, 0.3]:
        kept *= 1 - beta
        mean, variance = np.sqrt(1 - beta) * mean, (1 - beta) * variance + beta
    full = np.prod(1 - np.linspace(1e-4, 0.02, 1000))
    digits, power = f"{full:.1e}".split("e")
    assert_states(
        GENERATIVE,
        "Take $x_0 = 2$, noise variances 0.1, 0.2 and 0.3, and the noise draw $\\epsilon = -1$.",
        rf"$\bar{{\alpha}}_3 = 0.9 \times 0.8 \times 0.7 = {kept:.3f}$",
        rf"\sqrt{{{variance:.3f}}} = {mean - np.sqrt(variance):.4f}$",
        rf"$\bar{{\alpha}}_{{1000}} \approx {digits} \times 10^{{{int(power)}}}$",
    )


def test_synthetic_prevalences_and_molecule_scores() -> None:
    """The mean difference of prevalences, and what share of the molecules passes each test."""
    real, synthetic = np.array([0.30, 0.10, 0.02]), np.array([0.28, 0.12, 0.00])
    generated, valid, distinct, new = 1000, 900, 810, 648
    assert_states(
        GENERATIVE,
        "real prevalences 0.30, 0.10 and 0.02 and synthetic prevalences 0.28, 0.12 and 0.00",
        f"The mean absolute difference is {np.abs(real - synthetic).mean():.3f}",
        f"validity is ${valid}/{generated} = {valid / generated:.2f}$",
        f"uniqueness is ${distinct}/{valid} = {distinct / valid:.2f}$",
        f"novelty is ${new}/{distinct} = {new / distinct:.2f}$",
    )
