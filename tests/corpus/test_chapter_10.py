"""Chapter 10's examples, worked out from their inputs."""

from __future__ import annotations

import re
from math import comb
from typing import Any

import numpy as np
from course import assert_states, sigmoid, split, tuple_of

GRAPHS = "10-graph-neural-networks.md"
ASPIRIN = "CC(=O)Oc1ccccc1C(=O)O"
LOOPED = np.array([[1.0, 1, 0], [1, 1, 1], [0, 1, 1]])  # ethanol's bonds and self-loops
DEGREES = LOOPED.sum(axis=1)


def propagation() -> Any:
    """The normalised matrix of a GCN: a product with the inverse roots of the degrees."""
    roots = np.diag(DEGREES**-0.5)
    return roots @ LOOPED @ roots


def test_gcn_layer_on_ethanol() -> None:
    """Degrees, normalised rows, propagated features, outputs and both readouts."""
    features = np.array([[1.0, 0], [1, 0], [0, 1]])
    matrix = propagation()
    assert np.abs(np.linalg.eigvalsh(matrix)).max() <= 1 + 1e-12
    spread = matrix @ features
    outputs = np.maximum(spread @ np.array([1, -1]), 0)
    rows, states = [f"${tuple_of(row)}$" for row in matrix], [f"${tuple_of(s)}$" for s in spread]
    assert_states(
        GRAPHS,
        "The features are $(1, 0)$ for carbon and $(0, 1)$ for oxygen.",
        f"self-loops are {DEGREES[0]:.0f}, {DEGREES[1]:.0f} and {DEGREES[2]:.0f}.",
        f"matrix are {rows[0]}, {rows[1]} and {rows[2]}",
        rf"$1/\sqrt{{2 \times 3}} = {matrix[0, 1]:.4f}$",
        f"Propagated features: {states[0]}, {states[1]} and {states[2]}.",
        rf"$W = (1, -1)^\top$ and ReLU, the node outputs are ${tuple_of(outputs)}$",
        f"sum readout is {outputs.sum():.4f} and the mean readout is {outputs.mean():.4f}",
    )


def test_repeated_propagation_leaves_only_the_degrees() -> None:
    """After 20 rounds the feature is a multiple of the degrees' roots, whatever the atoms."""
    smoothed = np.linalg.matrix_power(propagation(), 20) @ np.array([1.0, 1, 0])
    ratios = smoothed / np.sqrt(DEGREES)
    assert np.allclose(ratios, ratios[0], atol=1e-4)
    assert_states(
        GRAPHS,
        f"the carbon feature $(1, 1, 0)$ becomes ${tuple_of(smoothed)}$ after 20 rounds",
    )


def test_graphsage_joins_the_mean_of_the_neighbours() -> None:
    """The node's own state comes first, then the mean aggregate."""
    own, neighbours = np.array([1.0, 0]), np.array([[1.0, 0], [0, 1]])
    mean = neighbours.mean(axis=0)
    joined = ", ".join(f"{value:.1f}" for value in np.concatenate([own, mean]))
    assert_states(
        GRAPHS,
        "For a node $(1, 0)$ with neighbours $(1, 0)$ and $(0, 1)$, the mean aggregate is "
        f"$({mean[0]:.1f}, {mean[1]:.1f})$ and the joined vector is $({joined})$.",
    )


def test_graph_attention_weights() -> None:
    """LeakyReLU shrinks the negative score before the softmax."""
    raw = np.array([0.5, -1, 2])
    scores = np.where(raw > 0, raw, 0.2 * raw)
    weights = np.exp(scores) / np.exp(scores).sum()
    assert_states(
        GRAPHS,
        "For the raw scores 0.5, -1 and 2, LeakyReLU with slope 0.2 gives "
        f"{scores[0]:.1f}, {scores[1]:.1f} and {scores[2]:.0f}, "
        f"and the GAT weights are ${tuple_of(weights)}$",
    )


def test_sum_readout_sees_the_size_that_the_mean_hides() -> None:
    """Two graphs of equal nodes differ in their sums alone."""
    small, large = np.ones(2), np.ones(3)
    assert small.mean() == large.mean()
    assert_states(
        GRAPHS,
        f"have sums {small.sum():.0f} and {large.sum():.0f} but the same mean, {small.mean():.0f}.",
    )


def test_aspirin_is_counted_from_its_smiles() -> None:
    """A bond joins each atom to an earlier one, and each pair of ring digits adds one more."""
    atoms = len(re.findall(r"[A-Za-z]", ASPIRIN))
    bonds = atoms - 1 + len(re.findall(r"\d", ASPIRIN)) // 2
    assert f"aspirin is {ASPIRIN}. " in split(GRAPHS)[1]
    assert_states(
        GRAPHS,
        f"Aspirin has {atoms} heavy atoms and {bonds} bonds between them, so its degrees add up to "
        f"{2 * bonds}.",
    )


def test_decagon_pairs_and_score() -> None:
    """The number of drug pairs, and one decoded probability."""
    first, second = np.array([1, 0.5]), np.array([0.4, 1])
    effect, shared = np.diag([2.0, 1]), np.array([[0.5, -0.2], [0.1, 0.3]])
    score = first @ effect @ shared @ effect @ second
    assert_states(
        GRAPHS,
        f"645 drugs form {comb(645, 2):,} pairs",
        "With $z_i = (1, 0.5)$, $z_j = (0.4, 1)$, $D_r$ with diagonal $(2, 1)$ and $R$ with rows "
        f"$(0.5, -0.2)$ and $(0.1, 0.3)$, the score is {score:.2f} and the probability is "
        f"{sigmoid(score):.4f}.",
    )
