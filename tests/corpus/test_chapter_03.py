"""Chapter 3's examples, worked out from their inputs."""

from __future__ import annotations

import numpy as np
import pytest
from course import assert_states, sigmoid, tuple_of

BASICS = "03-machine-learning-basics.md"


def test_logistic_regression_step() -> None:
    """Chapter 3's gradient step: score, probability, loss, gradient and update."""
    x, y, w, b, rate = np.array([1.0, 2.0]), 1.0, np.array([0.5, -0.25]), 0.1, 0.1
    score = w @ x + b
    p = sigmoid(score)
    gradient, w, b = (p - y) * x, w - rate * (p - y) * x, b - rate * (p - y)
    after = w @ x + b
    p_after = sigmoid(after)
    assert_states(
        BASICS,
        "$x = (1, 2)$ and $y = 1$, weights $w = (0.5, -0.25)$, bias $b = 0.1$ and learning rate "
        r"$\eta = 0.1$",
        rf"$z = 0.5 \times 1 - 0.25 \times 2 + 0.1 = {score:.1f}$",
        rf"\sigma({score:.1f}) = {p:.4f}$",
        rf"$-\ln {p:.4f} = {-np.log(p):.4f}$",
        f"y = {p - y:.4f}$, so the weight gradient is ${tuple_of(gradient)}$",
        f"the bias gradient is ${p - y:.4f}$",
        f"$w = {tuple_of(w)}$ and $b = {b:.4f}$",
        f"the score is {after:.4f}, the probability is {p_after:.4f}",
        f"the loss is {-np.log(p_after):.4f}",
    )


def test_softmax_and_penalties() -> None:
    """Chapter 3's softmax, cross-entropy, L1 and L2 examples."""
    exponentials = np.exp([2, 1, 0])
    p = exponentials / exponentials.sum()
    w = np.array([3, -4])
    assert_states(
        BASICS,
        f"softmax gives ${tuple_of(p)}$",
        f"the categorical cross-entropy is {-np.log(p[0]):.4f}",
        f"the L2 penalty is {0.1 * (w**2).sum():.1f}",
        f"the L1 penalty is {0.1 * np.abs(w).sum():.1f}",
    )


def test_batches_and_folds() -> None:
    """Chapter 3's counts of updates per epoch and of patients per fold."""
    assert_states(
        BASICS,
        f"10,000 examples with a mini-batch size of 100 give {10_000 // 100} updates",
        f"With 500 patients and $k = 5$, each fold trains on {500 - 500 // 5} patients "
        f"and validates on {500 // 5}.",
    )


def test_confusion_matrix() -> None:
    """Chapter 3's screening test: every metric from the same four counts."""
    tp, fn, fp, tn = 80, 20, 90, 810
    total = tp + fn + fp + tn
    assert_states(
        BASICS,
        f"The counts are TP = {tp}, FN = {fn}, FP = {fp} and TN = {tn}.",
        f"- Accuracy is ${tp + tn}/{total} = {(tp + tn) / total:.3f}$.",
        f"- Precision is ${tp}/{tp + fp} = {tp / (tp + fp):.3f}$.",
        f"- Recall is ${tp}/{tp + fn} = {tp / (tp + fn):.3f}$.",
        f"- Specificity is ${tn}/{tn + fp} = {tn / (tn + fp):.3f}$.",
        f"- F1 is ${2 * tp}/{2 * tp + fp + fn} = {2 * tp / (2 * tp + fp + fn):.3f}$.",
        f"Calling every patient healthy would score {(tn + fp) / total:.3f} accuracy",
    )


def test_roc_auc_and_average_precision() -> None:
    """Chapter 3's ranking example, by counting pairs and by walking down the ranking."""
    positive, negative = [0.9, 0.6, 0.4], [0.7, 0.3, 0.2]
    pairs = [high > low for high in positive for low in negative]
    ranking = sorted([(s, 1) for s in positive] + [(s, 0) for s in negative], reverse=True)
    hits = np.cumsum([label for _, label in ranking])
    precisions = [hits[rank] / (rank + 1) for rank, (_, label) in enumerate(ranking) if label]
    assert precisions == pytest.approx([1, 2 / 3, 3 / 4])
    assert_states(
        BASICS,
        "three positive patients score 0.9, 0.6 and 0.4, and three negative patients score 0.7, "
        "0.3 and 0.2",
        f"Of the {len(pairs)} positive-negative pairs, {sum(pairs)} are ranked correctly",
        f"the ROC AUC is ${sum(pairs)}/{len(pairs)} = {np.mean(pairs):.3f}$",
        "the precisions at the three positives are $1$, $2/3$ and $3/4$",
        f"average precision is {np.mean(precisions):.3f}",
    )


def test_regression_metrics() -> None:
    """Chapter 3's length-of-stay errors."""
    truth, guess = np.array([3, 5, 8]), np.array([4, 5, 5])
    mse = ((truth - guess) ** 2).mean()
    assert_states(
        BASICS,
        "For stays of 3, 5 and 8 days predicted as 4, 5 and 5 days",
        f"MAE is {np.abs(truth - guess).mean():.3f}, MSE is {mse:.3f}, RMSE is {np.sqrt(mse):.3f} "
        f"and $R^2$ is {1 - mse / truth.var():.3f}",
    )


def test_k_means_and_pca() -> None:
    """Chapter 3's clustering steps and explained variance."""
    values, centroids = np.array([2.0, 4, 10, 12]), np.array([2.0, 4])
    history = []
    for _ in range(3):
        nearest = np.abs(values[:, None] - centroids).argmin(axis=1)
        centroids = np.array([values[nearest == k].mean() for k in range(2)])
        history.append(centroids)
    assert history[1].tolist() == history[2].tolist()
    eigenvalues = [6, 3, 1]
    assert_states(
        BASICS,
        "For the values 2, 4, 10 and 12 with starting centroids 2 and 4",
        "If the eigenvalues are 6, 3 and 1",
        f"so the centroids become {history[0][0]:.0f} and {history[0][1]:.3f}",
        f"the final centroids are {history[1][0]:.0f} and {history[1][1]:.0f}",
        f"$9/10 = {sum(eigenvalues[:2]) / sum(eigenvalues):.1f}$ of the variance",
    )
