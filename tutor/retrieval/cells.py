"""Approximate nearest neighbours for collections that are too large to compare with as a whole."""

from typing import Any

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int64]

_SAMPLE = 64  # vectors for each cell that the centres are found from
_ROUNDS = 8  # of k-means
_PROBED = 1 / 16  # of the cells, that a search looks into
_SPARE = 4  # times as many as are wanted are compared exactly


class Cells:
    """Vectors in cells around centres, in 8 bits for each number (FAISS's `IVF`, `SQ8`).

    A search looks into the cells whose centres are nearest, and compares the best found there with
    the vectors themselves. `python -m benchmarks.search_scale` measures how often that misses one.
    """

    def __init__(self, index: Any) -> None:
        self._index = index

    @classmethod
    def build(cls, vectors: Vectors) -> "Cells":
        """Find centres, and put each vector into the cell of the nearest one.

        The same vectors give the same cells: the sample and the first centres are drawn with fixed
        seeds.

        Args:
            vectors: float32 [n, dim], unit length; a row is a vector's number.
        """
        import faiss

        size, dim = vectors.shape
        cells = min(2 * int(size**0.5), size)
        centres: Any = faiss.IndexFlatIP(dim)
        index: Any = faiss.IndexIVFScalarQuantizer(
            centres, dim, cells, faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT
        )
        index.cp.niter = _ROUNDS
        index.cp.spherical = True
        index.cp.max_points_per_centroid = _SAMPLE
        chosen = np.random.default_rng(0).choice(size, min(size, _SAMPLE * cells), replace=False)
        index.train(vectors[np.sort(chosen)])
        index.add(vectors)
        return cls(index)

    @classmethod
    def from_bytes(cls, data: bytes) -> "Cells":
        """Read what `to_bytes` wrote.

        Raises:
            ValueError: The bytes are not such an index.
        """
        return cls(read_index(data, "IndexIVFScalarQuantizer"))

    def to_bytes(self) -> bytes:
        """The index as FAISS's own file format."""
        import faiss

        return bytes(faiss.serialize_index(self._index).tobytes())

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def nearest(self, vectors: Vectors, vector: Vectors, k: int, among: Rows | None) -> Rows:
        """Rows with the greatest cosine, as far as the cells that are looked into hold them.

        Args:
            vectors: Those that were indexed.
            vector: float32 [dim], unit length.
            k: How many; fewer come back where the cells hold fewer.
            among: The rows that may be found, ascending; all of them without it.

        Returns:
            int64 [k], the nearest first.
        """
        import faiss

        probed = max(1, round(_PROBED * self._index.nlist))
        parameters: Any = faiss.SearchParametersIVF()
        parameters.nprobe = probed
        if among is not None:
            # FAISS keeps pointers only: mask and selector have to live until the search is over.
            mask = np.zeros(len(self), dtype=bool)
            mask[among] = True
            bits = np.packbits(mask, bitorder="little")
            make: Any = faiss.IDSelectorBitmap  # its stub doesn't know what its wrapper takes
            selector = make(bits)
            parameters.sel = selector
        _, found = self._index.search(vector[None, :], _SPARE * k, params=parameters)
        rows = np.sort(found[0][found[0] >= 0])  # ties go to the first row
        exact = np.einsum("ij,j->i", vectors[rows], vector)
        best: Rows = rows[np.argsort(-exact, kind="stable")[:k]]
        return best


def read_index(data: bytes, kind: str) -> Any:
    """An index in FAISS's own file format.

    Args:
        data: The file.
        kind: The name of its class.

    Raises:
        ValueError: The bytes are no FAISS index, or one of another class.
    """
    import faiss

    try:
        index = faiss.deserialize_index(np.frombuffer(data, dtype=np.uint8))
    except RuntimeError as error:
        raise ValueError("not a FAISS index") from error
    if type(index).__name__ != kind:
        raise ValueError(f"a FAISS index of another type: {type(index).__name__}")
    return index
