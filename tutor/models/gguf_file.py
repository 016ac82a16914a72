"""What a GGUF file says of itself and where its tensors are, without reading them.

The format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md. The `gguf` package has a
reader too, which makes an array of each of a vocabulary's several hundred thousand strings.
"""

import mmap
import struct
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

_SCALARS = {
    0: "B",
    1: "b",
    2: "H",
    3: "h",
    4: "I",
    5: "i",
    6: "f",
    7: "?",
    10: "Q",
    11: "q",
    12: "d",
}
_STRING, _ARRAY = 8, 9
_VERSIONS = (2, 3)
_ALIGNMENT = 32  # where the file names none


@dataclass(frozen=True, slots=True)
class PackedTensor:
    """One tensor as it lies in the file, in blocks that hold several values each."""

    file: Path
    offset: int  # bytes from the start of the file
    shape: tuple[int, ...]  # of the values; the last axis is the one that is contiguous
    kind: int  # how it is packed: a ggml type's number
    row_bytes: int  # of one row, that is of the last axis

    def rows(self, start: int, stop: int) -> npt.NDArray[np.uint8]:
        """Rows of a tensor (a vector is one row), still packed: rows by bytes.

        Raises:
            ValueError: The file ends before.
        """
        with self.file.open("rb") as file:
            file.seek(self.offset + start * self.row_bytes)
            flat = np.fromfile(file, np.uint8, (stop - start) * self.row_bytes)
        if flat.size < (stop - start) * self.row_bytes:
            raise ValueError(f"{self.file.name} is cut")
        return flat.reshape(stop - start, self.row_bytes)


@dataclass(frozen=True, slots=True)
class GGUFFile:
    """A file's metadata and its tensors by name."""

    metadata: dict[str, Any]  # an array of strings is only counted
    tensors: dict[str, PackedTensor]


def read_gguf(path: Path) -> GGUFFile:
    """Read the head of a GGUF file.

    Raises:
        ValueError: It is no GGUF file, or of a version or with a type that isn't known here.
    """
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        try:
            return _Head(data).read(path)
        except (struct.error, UnicodeDecodeError) as error:
            raise ValueError(f"{path.name} is cut or damaged ({error})") from error


class _Head:
    """A place in the file, and what is read from there on."""

    def __init__(self, data: mmap.mmap) -> None:
        self._data, self._at = data, 0

    def read(self, path: Path) -> GGUFFile:
        if self._data[:4] != b"GGUF":
            raise ValueError(f"{path.name} is no GGUF file")
        self._at = 4
        version = self._number("I")
        if version not in _VERSIONS:
            raise ValueError(f"{path.name} is of GGUF version {version}")
        count, keys = self._number("Q"), self._number("Q")
        metadata = {self._string(): self._value(self._number("I")) for _ in range(keys)}
        rows = [self._tensor() for _ in range(count)]
        alignment = metadata.get("general.alignment", _ALIGNMENT)
        start = -(-self._at // alignment) * alignment
        return GGUFFile(
            metadata,
            {
                name: PackedTensor(path, start + offset, shape, kind, _row_bytes(kind, shape))
                for name, shape, kind, offset in rows
            },
        )

    def _number(self, code: str) -> Any:
        (value,) = struct.unpack_from(f"<{code}", self._data, self._at)
        self._at += struct.calcsize(f"<{code}")
        return value

    def _string(self) -> str:
        length = self._number("Q")
        self._at += length
        return self._data[self._at - length : self._at].decode()

    def _value(self, kind: int) -> Any:
        if kind == _STRING:
            return self._string()
        if kind != _ARRAY:
            return self._number(_code(kind))
        inner, count = self._number("I"), self._number("Q")
        if inner != _STRING:
            size = struct.calcsize(f"<{count}{_code(inner)}")
            self._at += size
            return struct.unpack_from(f"<{count}{_code(inner)}", self._data, self._at - size)
        for _ in range(count):
            length = self._number("Q")  # which moves the place itself
            self._at += length
        return count

    def _tensor(self) -> tuple[str, tuple[int, ...], int, int]:
        name, axes = self._string(), self._number("I")
        shape = tuple(reversed([self._number("Q") for _ in range(axes)]))
        return name, shape, self._number("I"), self._number("Q")


def _code(kind: int) -> str:
    if kind not in _SCALARS:
        raise ValueError(f"GGUF values of type {kind} are not known")
    return _SCALARS[kind]


def _row_bytes(kind: int, shape: tuple[int, ...]) -> int:
    from gguf import GGML_QUANT_SIZES, GGMLQuantizationType

    values, size = GGML_QUANT_SIZES[GGMLQuantizationType(kind)]  # an unknown kind is a ValueError
    if prod(shape[-1:]) % values:
        raise ValueError(f"rows of {shape[-1]} values can't be packed in blocks of {values}")
    return int(shape[-1] // values * size)
