"""Chapter 7's examples, worked out from their inputs."""

from __future__ import annotations

import numpy as np
from course import assert_states, sigmoid

NETWORKS = "07-recurrent-networks.md"
SUMMARY = "07-recurrent-networks-summary.md"


def hidden_states(inputs: list[float], start: float = 0.0) -> list[float]:
    """Run the chapter's RNN of one unit."""
    states = [start]
    for x in inputs:
        states.append(float(np.tanh(0.5 * x + 0.8 * states[-1])))
    return states


def test_three_steps_of_an_rnn() -> None:
    """Every hidden state of the small RNN."""
    _, h1, h2, h3 = hidden_states([1, 0, 1])
    assert_states(
        NETWORKS,
        "$W_x = 0.5$, $W_h = 0.8$, $b = 0$, $h_0 = 0$ and the inputs 1, 0 and 1",
        r"h_t = \tanh(W_x x_t + W_h h_{t-1} + b)",
        rf"$h_1 = \tanh(0.5) = {h1:.4f}$",
        rf"$h_2 = \tanh(0.8 \times {h1:.4f}) = {h2:.4f}$",
        rf"$h_3 = \tanh(0.5 + 0.8 \times {h2:.4f}) = {h3:.4f}$",
    )


def test_gradient_through_time() -> None:
    """The product over steps is the slope of the last state along the first."""
    _, h1, h2, h3 = hidden_states([1, 0, 1])
    product = 0.8**2 * (1 - h3**2) * (1 - h2**2)
    step = 1e-6
    nudged = [hidden_states([0, 1], start)[-1] for start in (h1 + step, h1 - step)]
    assert np.isclose(product, (nudged[0] - nudged[1]) / (2 * step))
    assert_states(
        NETWORKS,
        rf"0.8^2 \times (1 - {h3:.4f}^2) \times (1 - {h2:.4f}^2) = {product:.4f}$",
        f"$0.9^{{50}} = {0.9**50:.4f}$ and $1.1^{{50}} = {1.1**50:.1f}$",
    )


def test_gradient_clipping() -> None:
    """A gradient beyond the threshold gets the threshold's length and keeps its direction."""
    gradient = np.array([3, 4])
    norm = np.linalg.norm(gradient)
    clipped = gradient / norm
    assert_states(
        NETWORKS,
        rf"With $\tau = 1$, the gradient $(3, 4)$ of norm {norm:.0f} becomes "
        f"$({clipped[0]:.1f}, {clipped[1]:.1f})$",
    )


def test_lstm_step() -> None:
    """Gates, candidate, cell state and hidden state of one LSTM unit."""
    f, i, o = sigmoid(1), sigmoid(0), sigmoid(0.5)
    candidate = np.tanh(0.5)
    cell = f * 2 + i * candidate
    hidden = o * np.tanh(cell)
    assert_states(
        NETWORKS,
        "Take one unit with $c_{t-1} = 2$ and weighted sums of 1 for the forget gate, 0 for the "
        "input gate, 0.5 for the output gate and 0.5 for the candidate.",
        r"c_t &= f_t \odot c_{t-1} + i_t \odot \tilde{c}_t",
        rf"$f = \sigma(1) = {f:.4f}$, $i = \sigma(0) = {i:.4f}$ and $o = \sigma(0.5) = {o:.4f}$",
        rf"$\tilde{{c}} = \tanh(0.5) = {candidate:.4f}$",
        rf"$c = {f:.4f} \times 2 + {i:.1f} \times {candidate:.4f} = {cell:.4f}$",
        rf"$h = \sigma(0.5) \times \tanh({cell:.4f}) = {hidden:.4f}$",
    )
    assert_states(SUMMARY, r"$c_t = f_t \odot c_{t-1} + i_t \odot \tilde{c}_t$")


def test_gru_step() -> None:
    """Gates, candidate and hidden state of one GRU unit."""
    before, x = 0.5, 1.0
    z, r = sigmoid(1), sigmoid(0)
    candidate = np.tanh(0.5 * x + 1 * (r * before))
    after = (1 - z) * before + z * candidate
    assert_states(
        NETWORKS,
        "Take one unit with $h_{t-1} = 0.5$, input 1, gate sums of 1 for the update gate and 0 for "
        "the reset gate, and candidate weights $W = 0.5$, $U = 1$ and $b = 0$.",
        r"h_t &= (1 - z_t) \odot h_{t-1} + z_t \odot \tilde{h}_t",
        rf"$z = \sigma(1) = {z:.4f}$ and $r = \sigma(0) = {r:.4f}$",
        rf"$\tilde{{h}} = \tanh(0.5 + {r:.1f} \times 0.5) = {candidate:.4f}$",
        rf"$h = {1 - z:.4f} \times 0.5 + {z:.4f} \times {candidate:.4f} = {after:.4f}$",
    )


def test_parameters_of_recurrent_layers() -> None:
    """Input weights, hidden weights and a bias for each block of gates."""
    inputs, hidden = 200, 128
    block = np.zeros((hidden, inputs)).size + np.zeros((hidden, hidden)).size + hidden
    assert block == hidden * (inputs + hidden + 1)
    assert_states(
        NETWORKS,
        "the recurrence has $H(D + H + 1)$ parameters",
        f"With {inputs} inputs, {hidden} hidden units and one bias vector per gate, "
        f"a simple RNN has {block:,} parameters, a GRU has {3 * block:,} and an LSTM has "
        f"{4 * block:,}.",
        f"so {hidden} units each give {2 * hidden} features per step",
    )


def test_padding_and_masked_loss() -> None:
    """How many padded steps are real, and what they do to a mean that counts them all."""
    visits = np.array([2, 5, 3])
    mask = np.arange(visits.max()) < visits[:, None]
    losses = np.array([0.2, 0.4, 0, 0, 0])
    assert_states(
        NETWORKS,
        f"with {visits[0]}, {visits[1]} and {visits[2]} visits, padding gives {mask.size} steps, "
        f"of which {mask.sum()} are real",
        "a patient with two visits has losses 0.2 and 0.4 and three padded zeros, "
        f"the masked mean is {losses[mask[0]].mean():.2f}, while the unmasked mean is a wrong "
        f"{losses.mean():.2f}",
    )


def test_recall_of_the_next_visit() -> None:
    """The share of the true codes that the ranking holds."""
    assert_states(
        NETWORKS,
        "260,000 patients over 8 years and reached up to 79 percent recall@30",  # Choi et al. 2016
        f"finding 4 of 5 true codes gives {4 / 5:.1f}.",
    )


def test_gru_d_decay() -> None:
    """A missing lactate between its last value and the mean."""
    last, mean = 4.0, 2.0
    decay = np.exp(-max(0.0, 0.2 * 3 + 0))
    filled = decay * last + (1 - decay) * mean
    assert_states(
        NETWORKS,
        r"\gamma_t = e^{-\max(0,\ w \delta_t + b)}",
        r"m_t x_t + (1 - m_t)\left(\gamma_t x' + (1 - \gamma_t)\tilde{x}\right)",
        f"With $w = 0.2$, $b = 0$, a gap of 3 hours, last lactate {last} and mean {mean}, the "
        f"decay is $e^{{-0.6}} = {decay:.4f}$ and GRU-D fills in {filled:.2f}.",
    )
