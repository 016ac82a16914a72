"""Packed weights to int8, a few rows at a time, exactly as by way of the whole model in bfloat16.

Rounding to bfloat16 first loses nothing that int8 keeps, and gives the same file, byte for byte, as
unpacking the model with transformers and converting it.
"""

import numpy as np
import numpy.typing as npt

from tutor.models.gguf_file import PackedTensor

SCALE = 4  # bytes of the float32 behind each quantised row
_TOGETHER = (
    1 << 17
)  # values that are worked on at a time, so that they stay in the processor's cache


def quantised(tensor: PackedTensor) -> npt.NDArray[np.int8]:
    """The rows of a matrix in int8, and behind each, in its last four bytes, its scale (float32).

    The scale is what a weight was multiplied by. Rows that carry it can be joined and reordered.
    """
    count, width = tensor.shape
    result = np.empty((count, width + SCALE), np.int8)
    step = max(1, _TOGETHER // width)
    for start in range(0, count, step):
        stop = min(start + step, count)
        values = _rounded(tensor, start, stop)
        largest = np.abs(values).max(axis=1)
        largest[largest == 0] = 127.0
        np.maximum(largest, np.float32(127) / np.finfo(np.float32).max, out=largest)
        scale = np.float32(127.0) / largest
        values *= scale[:, None]
        np.rint(values, out=values)
        result[start:stop, :width] = values.astype(np.int8)
        result[start:stop, width:] = scale.view(np.int8).reshape(-1, SCALE)
    return result


def split(rows: npt.NDArray[np.int8]) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.float32]]:
    """The weights of quantised rows, and the scale of each row."""
    return rows[:, :-SCALE], np.ascontiguousarray(rows[:, -SCALE:]).view(np.float32).ravel()


def bfloat16_bits(tensor: PackedTensor) -> npt.NDArray[np.uint16]:
    """A vector in bfloat16, as the 16 bits of each value."""
    return (_rounded(tensor, 0, 1).ravel().view(np.uint32) >> 16).astype(np.uint16)


def _rounded(tensor: PackedTensor, start: int, stop: int) -> npt.NDArray[np.float32]:
    """Rows in float32, rounded to what bfloat16 holds, halves to even."""
    from gguf import GGMLQuantizationType, dequantize

    packed = tensor.rows(start, stop)
    values: npt.NDArray[np.float32] = dequantize(packed, GGMLQuantizationType(tensor.kind))
    bits = values.view(np.uint32)
    bits += np.uint32(0x7FFF) + ((bits >> np.uint32(16)) & np.uint32(1))
    bits &= np.uint32(0xFFFF0000)
    return values
