"""Chapter 6's examples, worked out from their inputs."""

from __future__ import annotations

import numpy as np
from course import assert_states

NETWORKS = "06-convolutional-networks.md"
SUMMARY = "06-convolutional-networks-summary.md"
IMAGE = np.array([[0, 0, 1, 2], [0, 1, 2, 1], [1, 2, 1, 0], [2, 1, 0, 0]])
KERNEL = np.array([[-1, 0, 1]] * 3)


def output_size(n: int, kernel: int, *, padding: int = 0, stride: int = 1) -> int:
    """Count the places at which the kernel fits."""
    return len(range(0, n + 2 * padding - kernel + 1, stride))


def parameters(kernel: int, channels: int, filters: int) -> int:
    """Count the weights and biases of a two-dimensional convolutional layer."""
    return np.zeros((filters, channels, kernel, kernel)).size + filters


def receptive_fields(layers: list[tuple[int, int]]) -> list[int]:
    """Count the inputs between the first and the last that a unit of each layer depends on."""
    sizes = []
    for depth in range(1, len(layers) + 1):
        first = last = 0
        for kernel, stride in reversed(layers[:depth]):
            first, last = first * stride, last * stride + kernel - 1
        sizes.append(last - first + 1)
    return sizes


def test_convolution_relu_and_pooling() -> None:
    """Every patch of the image, then ReLU, then the two kinds of pooling."""
    patches = [[IMAGE[i : i + 3, j : j + 3] for j in range(2)] for i in range(2)]
    y = np.array([[(KERNEL * patch).sum() for patch in row] for row in patches])
    relu = np.maximum(y, 0)
    rows = [f"$({', '.join(map(str, row))})$" for row in IMAGE.tolist()]
    assert y[0, 1] == y[1, 0]
    assert_states(
        NETWORKS,
        f"image rows {rows[0]}, {rows[1]}, {rows[2]} and {rows[3]}",
        f"whose three rows are all $({', '.join(map(str, KERNEL[0].tolist()))})$",
        f"Top left: $(1 - 0) + (2 - 0) + (1 - 1) = {y[0, 0]}$",
        f"Top right and bottom left: $(2 - 0) + (1 - 1) + (0 - 2) = {y[0, 1]}$",
        f"Bottom right: $(1 - 1) + (0 - 2) + (0 - 1) = {y[1, 1]}$",
        f"ReLU changes the {y.min()} to 0, then 2 by 2 max pooling gives {relu.max()} and average "
        f"pooling gives {relu.mean():.2f}",
    )


def test_output_sizes() -> None:
    """The formula's example, same padding, and LeNet-5's shrinking maps."""
    assert all(output_size(50, k, padding=(k - 1) // 2) == 50 for k in (1, 3, 5, 7))
    sizes = [32]
    for kernel, stride in [(5, 1), (2, 2), (5, 1), (2, 2)]:
        sizes.append(output_size(sizes[-1], kernel, stride=stride))
    assert_states(
        NETWORKS,
        "Same padding for an odd kernel and stride 1 is $p = (k-1)/2$",
        "In LeNet-5, 5 by 5 convolutions and 2 by 2 subsampling",
        r"\left\lfloor \frac{n + 2p - k}{s} \right\rfloor + 1",
        "An input of 224 with kernel 7, padding 3 and stride 2 gives an output of "
        f"{output_size(224, 7, padding=3, stride=2)}.",
        f"shrink a {sizes[0]} by {sizes[0]} input to {sizes[1]}, {sizes[2]}, {sizes[3]} and "
        f"{sizes[4]}.",
    )
    assert_states(SUMMARY, r"$\lfloor (n + 2p - k)/s \rfloor + 1$")
    for n, k, p, s in [(224, 7, 3, 2), (32, 5, 0, 1), (7, 3, 0, 3)]:
        assert output_size(n, k, padding=p, stride=s) == (n + 2 * p - k) // s + 1


def test_parameters_of_layers() -> None:
    """Convolutional against fully connected, and an Inception module's reduction."""
    dense = 224 * 224 * 3 * 64 + 64
    direct = 5 * 5 * 192 * 32
    reduced = 192 * 16 + 5 * 5 * 16 * 32
    assert parameters(3, 3, 64) == (3**2 * 3 + 1) * 64
    assert_states(
        NETWORKS,
        r"(k^2 C_{in} + 1)\, C_{out}",
        "A layer of 64 filters of 3 by 3 on a colour image has "
        rf"$(9 \times 3 + 1) \times 64 = {parameters(3, 3, 64)}$",
        "A fully connected layer of 64 units on a 224 by 224 colour image would need "
        f"{dense:,} parameters",
        f"A 5 by 5 convolution from 192 to 32 channels has {direct:,} weights, but a 1 by 1 "
        f"reduction to 16 channels first cuts this to {reduced:,}.",
        f"with ${3 * 3 * 3}C^2$ weights instead of ${7 * 7}C^2$ for $C$ channels",
    )


def test_receptive_fields() -> None:
    """Stacked convolutions, and a pooling layer between two."""
    stacked = receptive_fields([(3, 1)] * 3)
    pooled = receptive_fields([(3, 1), (2, 2), (3, 1)])
    assert_states(
        NETWORKS,
        r"r_{\ell-1} + (k_\ell - 1) \prod_{i=1}^{\ell-1} s_i, \qquad r_0 = 1",
        "Three stacked 3 by 3 convolutions with "
        f"stride 1 have receptive fields of {stacked[0]}, {stacked[1]} and {stacked[2]}.",
        "A 3 by 3 convolution, a 2 by 2 pooling with stride 2 and another 3 by 3 convolution have "
        "receptive fields of "
        f"{pooled[0]}, {pooled[1]} and {pooled[2]}.",
        f"Three stacked 3 by 3 layers of VGG see {stacked[2]} by {stacked[2]} pixels",
    )


def test_dice_and_intersection_over_union() -> None:
    """Two regions of the stated sizes and overlap, pixel by pixel."""
    predicted, tumour = np.zeros(200, bool), np.zeros(200, bool)
    predicted[:80], tumour[8:108] = True, True
    overlap, union = (predicted & tumour).sum(), (predicted | tumour).sum()
    total = predicted.sum() + tumour.sum()
    precision, recall = overlap / predicted.sum(), overlap / tumour.sum()
    assert np.isclose(2 * overlap / total, 2 * precision * recall / (precision + recall))
    assert_states(
        NETWORKS,
        r"\frac{2 |A \cap B|}{|A| + |B|} = \frac{2TP}{2TP + FP + FN}",
        f"a prediction of {predicted.sum()} pixels, a tumour of {tumour.sum()} pixels and an "
        f"overlap of {overlap}, Dice is ${2 * overlap}/{total} = {2 * overlap / total:.3f}$",
        f"(IoU) is ${overlap}/{union} = {overlap / union:.3f}$",
    )


def test_one_dimensional_network_for_the_electrocardiogram() -> None:
    """Samples, outputs and parameters of a first layer over twelve leads."""
    samples = 10 * 500
    outputs = output_size(samples, 16, padding=7, stride=2)
    weights = np.zeros((32, 12, 16)).size + 32
    assert_states(
        NETWORKS,
        f"A 10-second ECG at 500 Hz has {samples:,} samples, so kernel 16, padding 7 and stride 2 "
        f"give {outputs:,} outputs",
        rf"and 32 such filters on 12 leads have $(16 \times 12 + 1) \times 32 = {weights}$",
    )


def test_residual_block_keeps_the_gradient() -> None:
    """The slope of a block with a skip connection is the slope of its layers plus one."""

    def layers(x: float) -> float:
        return float(0.01 * np.tanh(x))

    step = 1e-6
    slopes = [
        (f(0.3 + step) - f(0.3 - step)) / (2 * step) for f in (layers, lambda x: layers(x) + x)
    ]
    assert np.isclose(slopes[1], slopes[0] + 1)
    assert_states(NETWORKS, "$y = F(x) + x$", "derivative of a residual block is $F'(x) + 1$")
    assert_states(SUMMARY, "$y = F(x) + x$")


def test_figures_that_the_papers_report() -> None:
    """Sizes and results as their papers' abstracts give them."""
    assert_states(
        NETWORKS,
        "top-5 error of 3.57 percent",  # He et al. 2016
        "128,175 retinal photographs, each graded 3 to 7 times",  # Gulshan et al. 2016
        "0.991 on EyePACS-1 (9,963 images) and 0.990 on Messidor-2 (1,748 images)",
        "129,450 clinical images of 2,032 diseases, and it matched 21 dermatologists",  # Esteva
        "112,120 frontal X-rays of 30,805 patients with 14 labels",  # Rajpurkar et al. 2017
        "On 420 test images CheXNet reached an F1 of 0.435",
        "radiologist average of 0.387",
        "12 rhythm classes from 91,232 single-lead ECGs",  # Hannun et al. 2019
        "average F1 of 0.837, against 0.780 for cardiologists",
    )
    assert_states(
        SUMMARY,
        "with an ROC AUC of 0.991 on EyePACS-1",
        "matched 21 dermatologists",
        "an F1 of 0.435 for pneumonia against 0.387",
    )
