"""Products with int8 matrices: rows are rounded to int8 each by its own scale, sums are exact."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import torch
from torch import Tensor
from torch.nn import functional

_LEVELS = 127
_ZERO = 128  # what stands for 0 in unsigned levels
# Up to eight rows are multiplied as they are, more in multiples of eight: for each number of rows
# that oneDNN meets it makes code, which takes a millisecond and up to 0.6 MB for good.
_TILE = 8


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows in int8, with what a level of each is worth."""

    levels: Tensor  # (rows, width), int8; may end in rows that stand for nothing
    scale: Tensor  # (rows, 1), float32

    @classmethod
    def of(cls, values: Tensor) -> "Rows":
        """Round rows of float32 to 255 levels between the row's largest value and its negative."""
        scale = values.abs().amax(dim=1, keepdim=True)
        scale = scale.clamp_min_(torch.finfo(torch.float32).tiny).div_(_LEVELS)
        levels = values.div(scale).round_().to(torch.int8)
        if len(levels) > _TILE:
            levels = functional.pad(levels, (0, 0, 0, -len(levels) % _TILE))
        return cls(levels, scale)


class Linear:
    """A matrix of int8 weights, and a bias where there is one. Thread-safe.

    As it lies in the file, one row at a time is multiplied as fast as memory gives the weights, but
    a few rows take more than twice as long. Packed, up to about eight take no longer than one.
    Both give the same products to the last bit.
    """

    def __init__(
        self,
        levels: Tensor,
        scale: Tensor,
        bias: Tensor | None = None,
        release: Callable[[], None] = lambda: None,
    ) -> None:
        """Take the matrix.

        Args:
            levels: (outputs, inputs), int8.
            scale: (outputs,), float32: what a level of each row is worth.
            bias: (outputs,), float32.
            release: Called when `levels` is not needed any more.
        """
        self._release = release
        self._scale = scale
        self._bias = bias
        self._levels: Tensor | None = levels
        self._multiply: Callable[[Rows], Tensor] = partial(_plain, levels, scale)

    def __call__(self, rows: Rows) -> Tensor:
        """The products, (rows, outputs), float32."""
        product = self._multiply(rows)[: len(rows.scale)].mul_(rows.scale)
        return product if self._bias is None else product.add_(self._bias)

    def pack(self) -> None:
        """Arrange a copy of the weights as the processor takes them fastest."""
        if self._levels is not None:
            self._multiply = partial(_packed, _pack(self._levels), self._scale)
            self._levels = None
            self._release()


def exact_here() -> bool:
    """Whether this processor and this PyTorch have the kernels, and their sums are exact.

    Without instructions made for it, sums of int8 products can overflow on the way.
    """
    rows = Rows(torch.full((3, 256), -_LEVELS, dtype=torch.int8), torch.ones(3, 1))
    weights = torch.full((64, 256), -_LEVELS, dtype=torch.int8)
    expected = torch.full((3, 64), 256.0 * _LEVELS * _LEVELS)
    try:
        if not torch.cpu._is_vnni_supported():
            return False
        plain = _plain(weights, torch.ones(64), rows)
        packed = _packed(_pack(weights), torch.ones(64), rows)
    except (AttributeError, RuntimeError):  # this PyTorch has them under other names, or not at all
        return False
    return torch.equal(plain, expected) and torch.equal(packed, expected)


def _plain(levels: Tensor, scale: Tensor, rows: Rows) -> Tensor:
    return torch.mul(torch._int_mm(rows.levels, levels.t()), scale)


def _pack(levels: Tensor) -> Tensor:
    packed: Tensor = torch.ops.onednn.qlinear_prepack(levels, [1, levels.shape[1]])
    return packed


def _packed(packed: Tensor, scale: Tensor, rows: Rows) -> Tensor:
    product: Tensor = torch.ops.onednn.qlinear_pointwise(
        rows.levels.view(torch.uint8).bitwise_xor(_ZERO), 1.0, _ZERO, packed, scale,
        torch.zeros(len(scale), dtype=torch.int32), None, 1.0, 0, torch.float32, "none", [], "",
    )  # fmt: skip
    return product
