"""Nearest neighbours by inner product, with FAISS: exact up to a size, approximate above it."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from tutor.retrieval.cells import Cells, read_index

Vectors = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int64]

EXACT = 50_000  # passages up to which a query is compared with every one


class DenseIndex:
    """Passage vectors that can be searched; a row is a passage's position in the index.

    FAISS keeps each vector under a number that depends on the passage's id alone, so the file
    can be read without the rest of the index. The search is exact (`IndexFlatIP`) at the size of a
    course, thousands of passages, where an approximate one saves no time that anybody would notice;
    above `EXACT` passages it looks into `Cells`.
    """

    def __init__(self, index: Any, cells: Cells | None = None) -> None:
        import faiss

        self.cells = cells

        self._index = index
        self._keys: npt.NDArray[np.int64] = faiss.vector_to_array(index.id_map)
        self._order = np.argsort(self._keys, kind="stable")
        flat: Any = faiss.downcast_index(index.index)
        # A view on FAISS's own memory: valid as long as `index`, which this object holds.
        self._vectors: Vectors = faiss.rev_swig_ptr(flat.get_xb(), flat.ntotal * flat.d).reshape(
            flat.ntotal, flat.d
        )

    @classmethod
    def build(cls, vectors: Vectors, ids: Sequence[str]) -> "DenseIndex":
        """Index vectors, in cells too where there are more than `EXACT`.

        Args:
            vectors: float32 [n, dim], unit length, n at least 1.
            ids: The passages' ids, all different.
        """
        import faiss

        keys = stable_keys(ids)
        if len(np.unique(keys)) != len(keys):
            raise ValueError("passage ids must differ")
        index = faiss.IndexIDMap2(faiss.IndexFlatIP(vectors.shape[1]))
        vectors = np.ascontiguousarray(vectors, dtype=np.float32)
        index.add_with_ids(vectors, keys)
        return cls(index, Cells.build(vectors) if len(vectors) > EXACT else None)

    @classmethod
    def from_bytes(cls, data: bytes, cells: Cells | None = None) -> "DenseIndex":
        """Read what `to_bytes` wrote; the cells have a file of their own.

        Raises:
            ValueError: The bytes are not such an index.
        """
        index = read_index(data, "IndexIDMap2")
        if cells is not None and len(cells) != index.ntotal:
            raise ValueError("cells of other vectors")
        return cls(index, cells)

    def to_bytes(self) -> bytes:
        """The index as FAISS's own file format."""
        import faiss

        return bytes(faiss.serialize_index(self._index).tobytes())

    def __len__(self) -> int:
        return len(self._keys)

    @property
    def vectors(self) -> Vectors:
        """float32 [n, dim], unit length; not to be written to."""
        return self._vectors

    def keys_match(self, ids: Sequence[str]) -> bool:
        """Whether the rows belong to these passages, in this order."""
        return np.array_equal(self._keys, stable_keys(ids))

    def scores(self, vector: Vectors) -> Vectors:
        """Cosine of every passage with a query of unit length, float32 [n]."""
        return cosines(self._vectors, vector)

    def nearest(self, vector: Vectors, k: int, among: Rows | None = None) -> Rows:
        """The k passages with the greatest cosine, or most of them where there are `cells`.

        Args:
            vector: float32 [dim], unit length.
            k: How many; fewer come back where there are fewer, or the cells hold fewer.
            among: The rows that may be found, ascending; all of them without it.

        Returns:
            Rows int64 [k], the nearest first.
        """
        if self.cells is not None:
            return self.cells.nearest(self._vectors, vector, k, among)
        rows = np.arange(len(self)) if among is None else among
        best: Rows = rows[np.argsort(-self.scores(vector)[rows], kind="stable")[:k]]
        return best

    def search(
        self, vector: Vectors, k: int, exclude: Iterable[int] = ()
    ) -> tuple[Vectors, npt.NDArray[np.int64]]:
        """The k passages with the greatest cosine.

        Args:
            vector: float32 [dim], unit length.
            k: How many; fewer come back where the index has fewer.
            exclude: Rows that are passed over.

        Returns:
            Scores float32 [k] in descending order, and rows int64 [k].
        """
        import faiss

        excluded = self._keys[np.fromiter(set(exclude), dtype=np.int64)]
        k = min(k, len(self) - len(excluded))
        if k <= 0:
            return np.empty(0, np.float32), np.empty(0, np.int64)
        parameters: Any = faiss.SearchParameters()
        # FAISS keeps pointers only: both selectors have to live until the search is over.
        batch: Any = faiss.IDSelectorBatch(excluded)
        selector: Any = faiss.IDSelectorNot(batch)
        parameters.sel = selector
        scores, keys = self._index.search(vector[None, :], k, params=parameters)
        rows = self._order[np.searchsorted(self._keys[self._order], keys[0])]
        return scores[0], rows


def cosines(vectors: Vectors, vector: Vectors) -> Vectors:
    """Inner products of float32 [n, dim] with float32 [dim], float32 [n].

    Reading the vectors from memory takes longer than multiplying them, so BLAS and its threads gain
    little here; on a processor with other work those threads wait for each other, and the slowest
    searches took six times as long as with this one loop.
    """
    products: Vectors = np.einsum("ij,j->i", vectors, vector)
    return products


def stable_keys(ids: Sequence[str]) -> npt.NDArray[np.int64]:
    """Numbers that depend on the ids alone: the first 63 bits of each one's SHA-256, int64 [n]."""
    digests = b"".join(hashlib.sha256(i.encode("utf-8", "surrogatepass")).digest()[:8] for i in ids)
    return np.frombuffer(digests, dtype="<u8").astype(np.uint64).view(np.int64) & np.int64(
        2**63 - 1
    )
