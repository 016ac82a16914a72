"""Chapter 11's examples, worked out from their inputs."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import pytest
from course import assert_states, tuple_of

MEMORY = "11-memory-networks.md"
SUMMARY = "11-memory-networks-summary.md"
TRUE = set("ABCD")
CHANCES = {"A": 0.4, "B": 0.9, "C": 0.8, "D": 0.6, "E": 0.7, "F": 0.5}
SUGGESTED = {drug for drug, chance in CHANCES.items() if chance >= 0.5}
INTERACTIONS = [set("AF"), set("BE"), set("CF")]


def softmax(scores: Any) -> Any:
    exponentials = np.exp(scores)
    return exponentials / exponentials.sum()


def test_two_hops_over_the_same_memories() -> None:
    """Scores, weights, output and query of the first hop, and the weights of the second."""
    query, inputs = np.array([1, 0.5]), np.array([[1.0, 0], [0, 1], [1, 1]])
    outputs = np.array([[0.5, 0], [0, 1], [1, 0]])
    scores = inputs @ query
    weights = softmax(scores)
    read = weights @ outputs
    second = softmax(inputs @ (query + read))
    assert second.max() > weights.max()
    assert_states(
        MEMORY,
        "$u = (1, 0.5)$, input memories $(1, 0)$, $(0, 1)$ and $(1, 1)$, and output memories "
        "$(0.5, 0)$, $(0, 1)$ and $(1, 0)$",
        f"is {scores[0]:.1f}, {scores[1]:.1f} and {scores[2]:.1f}.",
        f"$p = {tuple_of(weights)}$",
        f"$o = {tuple_of(read)}$",
        f"$u' = {tuple_of(query + read)}$",
        f"the second hop has the weights ${tuple_of(second)}$",
    )


def test_key_value_memory_returns_past_drugs() -> None:
    """The keys decide the weights, and the values are what is summed."""
    keys, values = np.eye(2), np.array([[1, 1, 0], [0, 1, 1]])
    weights = softmax(keys @ np.array([2.0, 1]))
    assert_states(
        MEMORY,
        "keys $(1, 0)$ and $(0, 1)$. The values are multi-hot vectors over drugs A, B and C: "
        "$(1, 1, 0)$ and $(0, 1, 1)$. The current query is $(2, 1)$, so the scores are 2 and 1",
        f"the weights are ${tuple_of(weights)}$",
        f"The memory returns ${tuple_of(weights @ values)}$",
    )


def test_set_metrics() -> None:
    """Jaccard, precision, recall and F1 of one visit, and how the first and last are linked."""
    shared, every = len(TRUE & SUGGESTED), len(TRUE | SUGGESTED)
    jaccard, f1 = shared / every, 2 * shared / (len(TRUE) + len(SUGGESTED))
    assert f1 == pytest.approx(2 * jaccard / (1 + jaccard))
    names = ", ".join(sorted(SUGGESTED))
    listed = [f"{drug} {chance}" for drug, chance in CHANCES.items()]
    assert_states(
        MEMORY,
        "A patient truly received {A, B, C, D}.",
        f"probabilities are {', '.join(listed[:-1])} and {listed[-1]}, so with threshold 0.5 it "
        f"recommends {{{names}}}",
        f"- Jaccard is ${shared}/{every} = {jaccard:.3f}$.",
        f"- Precision is ${shared}/{len(SUGGESTED)} = {shared / len(SUGGESTED):.3f}$, recall is "
        f"${shared}/{len(TRUE)} = {shared / len(TRUE):.3f}$ and F1 is "
        f"${2 * shared}/{len(TRUE) + len(SUGGESTED)} = {f1:.3f}$.",
    )
    assert_states(
        SUMMARY,
        f"the recommended set {{{names}}}, Jaccard is {jaccard:.3f} and F1 is {f1:.3f}.",
    )


def test_average_precision_walks_down_the_ranking() -> None:
    """The precision at each drug that was truly given."""
    ranking = sorted(CHANCES, key=lambda drug: -CHANCES[drug])
    hits = np.cumsum([drug in TRUE for drug in ranking])
    precisions = [hits[i] / (i + 1) for i, drug in enumerate(ranking) if drug in TRUE]
    assert precisions == pytest.approx([1, 1, 3 / 4, 4 / 6])
    assert_states(
        MEMORY,
        "Average precision is the mean of $1$, $1$, $3/4$ and $4/6$, so PRAUC is "
        f"{np.mean(precisions):.3f}.",
    )


def test_interaction_rate_and_loss() -> None:
    """The rate counts recommended pairs, pooled over visits; the loss counts all pairs twice."""
    pairs = [set(pair) for pair in combinations(sorted(SUGGESTED), 2)]
    bad = sum(pair in INTERACTIONS for pair in pairs)
    pooled = (bad + 1) / (len(pairs) + 3)
    loss = sum(
        CHANCES[first] * CHANCES[second]
        for first in CHANCES
        for second in CHANCES
        if {first, second} in INTERACTIONS
    )
    assert_states(
        MEMORY,
        "Known interactions are A-F, B-E and C-F.",
        f"- Two of the {len(pairs)} recommended pairs interact, so the DDI rate is "
        f"${bad}/{len(pairs)} = {bad / len(pairs):.3f}$.",
        rf"$2 \times (0.4 \times 0.5 + 0.9 \times 0.7 + 0.8 \times 0.5) = {loss:.2f}$",
        "If a second visit recommends three drugs with one interacting pair, the DDI rate over "
        f"both visits is ${bad + 1}/{len(pairs) + 3} = {pooled:.3f}$.",
    )


def test_safety_takes_over_as_interactions_rise() -> None:
    """SafeDrug's weight on accuracy falls to zero at a rate that the notes name."""
    target, slope = 0.06, 0.05

    def weight(rate: float) -> float:
        return 1 if rate <= target else max(0, 1 - (rate - target) / slope)

    assert weight(target) == 1
    assert weight(target + slope - 0.001) > 0
    assert weight(target + slope) == pytest.approx(0)
    assert_states(
        MEMORY,
        rf"DDI rate of 0.08, $\gamma = {target}$ and $K_p = {slope}$, the weight is "
        rf"$\beta = {weight(0.08):.1f}$; from a DDI rate of {target + slope:.2f} on",
    )


def test_published_figures_agree_with_their_percentages() -> None:
    """Both papers state the relative changes as well as the rates they come from."""
    assert_states(
        MEMORY,
        "a DDI rate of 0.0749, against 0.0777 in the doctors' prescriptions, which is a relative "
        f"reduction of {100 * (1 - 0.0749 / 0.0777):.2f} percent",
        "a Jaccard of 0.5213 against 0.5067 for GAMENet, which is "
        f"{100 * (0.5213 / 0.5067 - 1):.2f} percent higher",
        "a DDI rate of 0.0589 against 0.0731 for LEAP, which is "
        f"{100 * (1 - 0.0589 / 0.0731):.2f} percent lower",
    )
