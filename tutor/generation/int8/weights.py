"""The file of weights that CTranslate2 reads, mapped into memory.

Its layout (version 6): a version, the kind of model and its revision, then each variable with its
name, shape, type, length and bytes, then names that stand for other ones. Little-endian.
"""

import struct
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from math import prod
from mmap import ACCESS_COPY, PAGESIZE, mmap
from pathlib import Path
from typing import BinaryIO

import torch
from torch import Tensor

if sys.platform != "win32":
    from mmap import MADV_DONTNEED

_VERSION = 6
_SPEC = "TransformerDecoderSpec"
_TYPES = {
    0: torch.float32,
    1: torch.int8,
    2: torch.int16,
    3: torch.int32,
    4: torch.float16,
    5: torch.bfloat16,
}


class UnsupportedError(Exception):
    """The model is not one that this decoder can run; the text says why."""


@dataclass(frozen=True, slots=True)
class _Place:
    shape: tuple[int, ...]
    type: int
    offset: int
    bytes: int


class Weights:
    """The variables of one model by name."""

    def __init__(self, path: Path) -> None:
        """Read where each variable is; of the weights nothing is read before it is used.

        Args:
            path: `model.bin`.

        Raises:
            UnsupportedError: Another kind of model, or another layout.
            OSError, ValueError: The file can't be read or is cut short.
        """
        with path.open("rb") as file:
            try:
                self._places = _places(file)
            except struct.error as error:
                raise ValueError(f"{path.name} is cut short") from error
            # Private, though nothing is written: PyTorch warns of memory that it may not change.
            self._map = mmap(file.fileno(), 0, access=ACCESS_COPY)
        self._bytes = torch.frombuffer(self._map, dtype=torch.int8)

    def __contains__(self, name: str) -> bool:
        return name in self._places

    def names(self) -> Iterator[str]:
        """The names of all variables."""
        return iter(self._places)

    def levels(self, name: str) -> Tensor:
        """An int8 matrix, where it lies in the file."""
        place = self._find(name)
        if _TYPES.get(place.type) != torch.int8 or len(place.shape) != 2:
            raise UnsupportedError(f"{name} is no matrix of int8")
        return self._slice(place).view(place.shape)

    def release(self, name: str) -> None:
        """Give the memory of a matrix back; whoever uses it again reads it from the file again.

        Windows does so by itself.
        """
        place = self._find(name)
        first = -(-place.offset // PAGESIZE) * PAGESIZE  # whole pages only
        length = (place.offset + place.bytes) // PAGESIZE * PAGESIZE - first
        if sys.platform != "win32" and length > 0:
            self._map.madvise(MADV_DONTNEED, first, length)

    def vector(self, name: str) -> Tensor:
        """A vector in float32, copied."""
        place = self._find(name)
        if place.type not in _TYPES:
            raise UnsupportedError(f"{name} has a type that is not known")
        # The copy begins where a number may begin; in the file it need not.
        values = self._slice(place).clone().view(_TYPES[place.type])
        return values.view(place.shape).to(torch.float32)

    def number(self, name: str, default: float = 0.0) -> float:
        """A setting, or the default where the model has none of that name."""
        return self.vector(name).reshape(-1)[0].item() if name in self else default

    def _find(self, name: str) -> _Place:
        if name not in self._places:
            raise UnsupportedError(f"{name} is missing")
        return self._places[name]

    def _slice(self, place: _Place) -> Tensor:
        part = self._bytes[place.offset : place.offset + place.bytes]
        if len(part) != place.bytes or prod(place.shape) * _size(place.type) != place.bytes:
            raise ValueError("model.bin is cut short")
        return part


def _size(kind: int) -> int:
    return _TYPES[kind].itemsize


def _places(file: BinaryIO) -> dict[str, _Place]:
    (version,) = _read(file, "I")
    if version != _VERSION:
        raise UnsupportedError(f"its layout is version {version}")
    if (spec := _text(file)) != _SPEC:
        raise UnsupportedError(f"it is a {spec}")
    _read(file, "I")  # the revision of the kind
    places = {}
    (count,) = _read(file, "I")
    for _ in range(count):
        name = _text(file)
        (rank,) = _read(file, "B")
        shape = tuple(_read(file, f"{rank}I"))
        kind, length = _read(file, "BI")
        places[name] = _Place(shape, kind, file.tell(), length)
        file.seek(length, 1)
    (count,) = _read(file, "I")
    for _ in range(count):
        name, stands_for = _text(file), _text(file)
        places[name] = places[stands_for]
    return places


def _read(file: BinaryIO, form: str) -> tuple[int, ...]:
    form = f"<{form}"  # without gaps between the numbers
    return struct.unpack(form, file.read(struct.calcsize(form)))


def _text(file: BinaryIO) -> str:
    (length,) = _read(file, "H")
    return file.read(length).rstrip(b"\0").decode("utf-8")
