"""Very many passages are searched in cells, which find nearly what an exact search finds."""

from pathlib import Path

import numpy as np
import pytest
from fakes_search import WordsEncoder, write_course

from tutor.retrieval import dense
from tutor.retrieval.builder import build
from tutor.retrieval.cells import Cells
from tutor.retrieval.dense import DenseIndex
from tutor.retrieval.errors import IndexDamagedError
from tutor.retrieval.filters import Filters
from tutor.retrieval.finding import find
from tutor.retrieval.retriever import Retriever
from tutor.retrieval.scoring import Stages
from tutor.retrieval.store import open_generation

N, DIM = 2000, 16


def unit(vectors: np.ndarray) -> np.ndarray:
    made = vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)
    return made.astype(np.float32)


@pytest.fixture(scope="module")
def vectors() -> np.ndarray:
    """Forty passages around each of fifty centres."""
    generator = np.random.default_rng(3)
    centres = np.repeat(generator.standard_normal((N // 40, DIM)), 40, axis=0)
    return unit(centres + 0.4 * generator.standard_normal((N, DIM)))


@pytest.fixture(scope="module")
def cells(vectors: np.ndarray) -> Cells:
    return Cells.build(vectors)


def test_nearly_all_neighbours_are_found_nearest_first(cells: Cells, vectors: np.ndarray) -> None:
    found = 0
    for row in range(0, N, 50):
        rows = cells.nearest(vectors, vectors[row], 10, None)
        scores = vectors @ vectors[row]
        assert rows[0] == row
        assert (np.diff(scores[rows]) <= 1e-6).all()
        found += len(set(rows.tolist()) & set(np.argsort(-scores)[:10].tolist()))
    assert found >= 0.95 * 10 * (N / 50)


def test_only_what_is_admitted_is_found(cells: Cells, vectors: np.ndarray) -> None:
    among = np.arange(1, N, 2)
    rows = cells.nearest(vectors, vectors[0], 10, among)
    assert len(rows) == 10
    assert set(rows.tolist()) <= set(among.tolist())
    assert cells.nearest(vectors, vectors[0], 10, np.array([0])).tolist() == [0]


def test_the_same_vectors_give_the_same_cells(cells: Cells, vectors: np.ndarray) -> None:
    again = Cells.from_bytes(Cells.build(vectors).to_bytes())
    assert len(again) == N
    for vector in vectors[::200]:
        one = cells.nearest(vectors, vector, 10, None)
        assert again.nearest(vectors, vector, 10, None).tolist() == one.tolist()


def test_bytes_that_are_something_else_are_refused(cells: Cells, vectors: np.ndarray) -> None:
    flat = DenseIndex.build(vectors[:3], ["a", "b", "c"]).to_bytes()
    for data in (b"", cells.to_bytes()[:100], flat):
        with pytest.raises(ValueError, match="FAISS index"):
            Cells.from_bytes(data)
    with pytest.raises(ValueError, match="other vectors"):
        DenseIndex.from_bytes(flat, cells)


def test_few_passages_are_compared_one_and_all(vectors: np.ndarray) -> None:
    index = DenseIndex.build(vectors[:100], [str(i) for i in range(100)])
    assert index.cells is None
    expected = np.argsort(-(vectors[:100] @ vectors[7]))
    assert index.nearest(vectors[7], 5).tolist() == expected[:5].tolist()
    odd = np.arange(1, 100, 2)
    assert index.nearest(vectors[7], 3, odd).tolist() == [i for i in expected if i % 2][:3]


def test_an_index_with_cells_finds_and_filters(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notes = write_course(tmp_path / "notes")
    build([notes], tmp_path / "few", WordsEncoder())
    few = Retriever(open_generation(tmp_path / "few"), WordsEncoder())
    monkeypatch.setattr(dense, "EXACT", 20)
    build([notes], tmp_path / "many", WordsEncoder())
    generation = open_generation(tmp_path / "many")
    assert generation.dense.cells is not None
    assert "cells.faiss" in generation.manifest.files
    many = Retriever(generation, WordsEncoder(), stages=Stages(20, 15, 12))
    for query in ("XOR problem", "gradient rule"):
        one, two = few.search(query, 3)[0], many.search(query, 3)[0]
        assert (two.chunk, two.closest) == (one.chunk, one.closest)
        assert two.closeness == pytest.approx(one.closeness)
        assert many.relevance(query, two.chunk.id) == pytest.approx(1)
    found = find(many, "XOR problem", 20)
    assert (found.total, len(found.hits)) == (2, 1)
    here = find(many, "XOR problem", 20, Filters(kinds=frozenset({"summary"})))
    assert (here.total, here.elsewhere) == (1, 1)
    cells = tmp_path / "many/generations/000001/cells.faiss"
    cells.write_bytes(cells.read_bytes()[:-1])
    with pytest.raises(IndexDamagedError, match="cells"):
        open_generation(tmp_path / "many")
