"""Chapter 14's examples, worked out from their inputs."""

from __future__ import annotations

import numpy as np
import pytest
from course import assert_states, sigmoid

DEPLOYING = "14-evaluating-and-deploying-clinical-models.md"
SUMMARY = "14-evaluating-and-deploying-clinical-models-summary.md"


def percent(share: float) -> str:
    return f"{share:.0%}".replace("%", " percent")


def test_brier_score() -> None:
    """The squared errors of the four predictions, and their mean."""
    errors = (np.array([0.9, 0.6, 0.3, 0.1]) - np.array([1, 0, 1, 0])) ** 2
    listed = " + ".join(f"{error:.2f}" for error in errors)
    assert_states(
        DEPLOYING,
        "predictions 0.9, 0.6, 0.3 and 0.1 with outcomes 1, 0, 1 and 0",
        f"the Brier score is $({listed})/4 = {errors.mean():.4f}$",
    )


def test_expected_calibration_error() -> None:
    """The three bins' rows, their weighted gaps and the sum."""
    rows = [("Low", 50, 0.10, 0.12), ("Middle", 30, 0.40, 0.30), ("High", 20, 0.80, 0.60)]
    counts, predicted, observed = (np.array(column) for column in list(zip(*rows, strict=True))[1:])
    shares, gaps = counts / counts.sum(), np.abs(predicted - observed)
    terms = " + ".join(
        rf"{share:.1f} \times {gap:.2f}" for share, gap in zip(shares, gaps, strict=True)
    )
    assert_states(
        DEPLOYING,
        *[f"| {name} | {n} | {p:.2f} | {y:.2f} |" for name, n, p, y in rows],
        f"The ECE of the three bins is ${terms} = {shares @ gaps:.3f}$",
    )


def test_temperature_scaling() -> None:
    """A temperature of 2 halves the logit before the sigmoid."""
    assert_states(
        DEPLOYING,
        rf"with $T = 2$ a logit of 2 gives $\sigma(1) = {sigmoid(2 / 2):.4f}$ instead of "
        rf"$\sigma(2) = {sigmoid(2):.4f}$",
    )


def test_scaling_all_odds_keeps_the_ranking() -> None:
    """Halving and doubling odds changes every risk and no order."""
    p = np.linspace(0.01, 0.99, 99)
    for factor in (0.5, 2):
        odds = factor * p / (1 - p)
        moved = odds / (1 + odds)
        assert (np.diff(moved) > 0).all()
        assert (np.abs(moved - p) > 1e-3).all()
    assert_states(DEPLOYING, "doubling or halving all odds leaves the ROC AUC unchanged")


def test_threshold_and_net_benefit() -> None:
    """Where treating and waiting cost the same, and the net benefit of both policies."""
    risks = np.linspace(0.001, 0.999, 999)
    even = risks[np.abs(risks * 9 - (1 - risks)).argmin()]
    n, ill, found, alarms, threshold = 1000, 100, 80, 200, 0.1
    odds = threshold / (1 - threshold)
    model, everyone = found / n - alarms / n * odds, ill / n - (n - ill) / n * odds
    assert everyone == pytest.approx(0, abs=1e-12)
    assert_states(
        DEPLOYING,
        f"9 times as bad as a false alarm, the decision threshold is $1/(1 + 9) = {even:.2f}$",
        "Among 1,000 patients, 100 have the disease, and a model flags 80 of them and 200 healthy "
        "patients at $p_t = 0.1$.",
        rf"$80/1000 - 200/1000 \times 0.1/0.9 = {model:.4f}$",
        rf"$100/1000 - 900/1000 \times 0.1/0.9 = {abs(everyone):.4f}$",
        f"net benefit of {model:.4f} equals about {model * n:.0f} true positives per 1,000",
    )


def test_sepsis_alerts() -> None:
    """The rates of the sepsis study follow from the counts that are given beside them."""
    total, septic, alerts, missed = 38_455, 2_552, 6_971, 1_709
    found = septic - missed
    false_alarms = alerts - found
    sensitivity = percent(found / septic)
    assert_states(
        DEPLOYING,
        f"{total:,} hospitalisations of 27,697 patients",
        f"{septic:,} of the hospitalisations ({percent(septic / total)}) had sepsis",
        f"alerted in {alerts:,} hospitalisations and missed {missed:,} of the {septic:,}",
        f"the Epic model's sensitivity was {sensitivity}, its positive predictive value "
        f"{percent(found / alerts)} and its specificity "
        f"{percent(1 - false_alarms / (total - septic))}",
    )
    assert_states(SUMMARY, f"a sensitivity of {sensitivity}")


def test_predictive_value_falls_with_prevalence() -> None:
    """Bayes' rule at both prevalences, with the same sensitivity and specificity."""

    def predictive_value(prevalence: float) -> float:
        true, false = 0.8 * prevalence, (1 - 0.9) * (1 - prevalence)
        return true / (true + false)

    assert_states(
        DEPLOYING,
        "With sensitivity 0.8 and specificity 0.9, the positive predictive value is "
        f"{predictive_value(0.10):.3f} at a prevalence of 10 percent and "
        f"{predictive_value(0.02):.3f} at a prevalence of 2 percent",
    )


def test_fairness_of_two_groups() -> None:
    """Every rate of the table from the counts in its row, and the gaps drawn from them."""
    flagged, true_rates = {}, {}
    for group, ill, true, false in [("A", 40, 32, 12), ("B", 20, 12, 8)]:
        flagged[group], true_rates[group] = (true + false) / 100, true / ill
        assert_states(
            DEPLOYING,
            f"| {group} | {ill} | {true} | {false} | {flagged[group]:.2f} | "
            f"{true_rates[group]:.2f} | {false / (100 - ill):.2f} | {true / (true + false):.3f} |",
        )
    assert_states(
        DEPLOYING,
        "Each group has 100 patients.",
        f"{percent(flagged['A'])} of group A and {percent(flagged['B'])} of group B are flagged",
        f"the true positive rates differ by {true_rates['A'] - true_rates['B']:.2f}",
    )


def test_laplace_scale_keeps_the_promise_of_differential_privacy() -> None:
    """With the stated scale, no output is more than e to the epsilon times as likely."""
    epsilon = 0.5
    scale = 1 / epsilon
    x = np.linspace(-30, 30, 6001)
    ratio = np.exp(-np.abs(x) / scale) / np.exp(-np.abs(x - 1) / scale)
    assert ratio.max() == pytest.approx(np.exp(epsilon))
    assert_states(
        DEPLOYING,
        rf"has sensitivity 1, so $\varepsilon = {epsilon}$ needs scale $1/0.5 = {scale:.0f}$",
    )


def test_federated_average() -> None:
    """The server's average of three hospitals' weights by their numbers of patients."""
    patients, weights = np.array([100, 300, 600]), np.array([0.2, 0.4, 0.5])
    average = np.average(weights, weights=patients)
    assert_states(
        DEPLOYING,
        "hospitals with 100, 300 and 600 patients and weights 0.2, 0.4 and 0.5",
        rf"$0.1 \times 0.2 + 0.3 \times 0.4 + 0.6 \times 0.5 = {average:.2f}$",
    )
