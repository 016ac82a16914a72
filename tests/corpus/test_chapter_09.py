"""Chapter 9's examples, worked out from their inputs."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import numpy as np
from course import assert_states, sigmoid, tuple_of

ATTENTION = "09-attention-interpretability.md"


def softmax(scores: Any) -> Any:
    exponentials = np.exp(scores)
    return exponentials / exponentials.sum()


def test_two_kinds_of_score_for_the_same_keys() -> None:
    """Bahdanau's score with identity matrices, and the plain and scaled dot products."""
    query, keys = np.array([0.5, -0.5]), np.eye(2)
    additive = np.tanh(query + keys).sum(axis=1)
    dots = keys @ query
    scaled = dots / np.sqrt(len(query))
    assert softmax(additive).argmax() != softmax(dots).argmax()
    assert_states(
        ATTENTION,
        "$s = (0.5, -0.5)$, keys $(1, 0)$ and $(0, 1)$, $W = U = I$ and $v = (1, 1)$",
        rf"$\tanh(1.5) + \tanh(-0.5) = {additive[0]:.4f}$",
        rf"$\tanh(0.5) + \tanh(0.5) = {additive[1]:.4f}$",
        f"the additive weights ${tuple_of(softmax(additive))}$",
        f"the dot-product scores are {dots[0]:.1f} and {dots[1]:.1f}, and softmax gives the "
        f"dot-product weights ${tuple_of(softmax(dots))}$",
        rf"Dividing by $\sqrt{{2}}$ gives the scaled scores ${tuple_of(scaled)}$ and the more even "
        f"weights ${tuple_of(softmax(scaled))}$.",
    )


def test_retain_contributions_add_up_to_the_score() -> None:
    """The visit weights, the context vector, the risk, and each code's share of the score."""
    codes = {"Hypertension": [0.5, 0.2], "Cold": [-0.2, 0.3], "Chest pain": [1, -0.4]}
    visits = [["Hypertension"], ["Cold"], ["Hypertension", "Chest pain"]]
    alpha = softmax(np.array([1.0, 0, 2]))
    beta = np.array([[0.5, 0.1], [0.2, -0.3], [0.9, 0.4]])
    w, b = np.array([1.5, -0.5]), -0.6
    embedded = np.array([np.sum([codes[code] for code in visit], axis=0) for visit in visits])
    context = (alpha[:, None] * beta * embedded).sum(axis=0)
    shares = [
        (j + 1, code, alpha[j] * (w @ (beta[j] * codes[code])))
        for j, visit in enumerate(visits)
        for code in visit
    ]
    total = sum(share for _, _, share in shares)
    assert np.isclose(total, w @ context)
    assert_states(
        ATTENTION,
        "$(0.5, 0.2)$ for hypertension, $(-0.2, 0.3)$ for a cold and $(1, -0.4)$ for chest pain",
        r"$e = (1, 0, 2)$, the variable-level weights are $\beta_1 = (0.5, 0.1)$, "
        r"$\beta_2 = (0.2, -0.3)$ and $\beta_3 = (0.9, 0.4)$, and the output layer has "
        "$w = (1.5, -0.5)$ and $b = -0.6$",
        rf"$\alpha = {tuple_of(alpha)}$",
        f"$c = {tuple_of(context)}$",
        f"${total:.4f} - 0.6 = {total + b:.4f}$, so the risk is "
        rf"$\sigma({total + b:.4f}) = {sigmoid(total + b):.4f}$",
        *[f"| {visit} | {code} | {share:.4f} |" for visit, code, share in shares],
        f"The four contributions add up to {total:.4f}.",
        f"Hypertension contributes {shares[2][2] / shares[0][2]:.1f} times as much",
    )


def test_shapley_values_average_over_orders() -> None:
    """Adding the features in every order gives the two values and their sum."""
    predicts = {"": 0.1, "A": 0.3, "B": 0.2, "AB": 0.6}
    gains: dict[str, list[float]] = {"A": [], "B": []}
    for order in permutations("AB"):
        for place, feature in enumerate(order):
            before = "".join(sorted(order[:place]))
            after = "".join(sorted(order[: place + 1]))
            gains[feature].append(predicts[after] - predicts[before])
    a, b = np.mean(gains["A"]), np.mean(gains["B"])
    assert_states(
        ATTENTION,
        "predicts 0.1 with no feature known, 0.3 with feature A, 0.2 with feature B and 0.6",
        rf"$0.5 \times (0.3 - 0.1) + 0.5 \times (0.6 - 0.2) = {a:.1f}$",
        rf"$0.5 \times (0.2 - 0.1) + 0.5 \times (0.6 - 0.3) = {b:.1f}$",
        f"which is $0.6 - 0.1 = {a + b:.1f}$ here",
    )
