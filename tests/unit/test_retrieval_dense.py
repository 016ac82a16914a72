"""Nearest neighbours are exact, and the file can be read back."""

import numpy as np
import pytest

from tutor.retrieval.dense import DenseIndex, stable_keys

N, DIM = 50, 8


@pytest.fixture
def vectors() -> np.ndarray:
    drawn = np.random.default_rng(7).standard_normal((N, DIM))
    return (drawn / np.linalg.norm(drawn, axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture
def index(vectors: np.ndarray) -> DenseIndex:
    return DenseIndex.build(vectors, [f"chunk {i}" for i in range(N)])


def test_search_finds_what_comparing_with_every_vector_finds(
    index: DenseIndex, vectors: np.ndarray
) -> None:
    query = vectors[3]
    found, rows = index.search(query, 10)
    assert rows.tolist() == np.argsort(-(vectors @ query))[:10].tolist()
    assert found == pytest.approx(index.scores(query)[rows], abs=1e-6)
    assert rows[0] == 3


def test_excluded_rows_are_passed_over(index: DenseIndex, vectors: np.ndarray) -> None:
    _, all_rows = index.search(vectors[3], N)
    _, rows = index.search(vectors[3], 5, exclude=all_rows[:4].tolist())
    assert rows.tolist() == all_rows[4:9].tolist()


def test_fewer_come_back_where_there_are_fewer(index: DenseIndex, vectors: np.ndarray) -> None:
    assert len(index.search(vectors[0], N + 10)[1]) == N
    assert len(index.search(vectors[0], 5, exclude=range(2, N))[1]) == 2
    assert len(index.search(vectors[0], 5, exclude=range(N))[1]) == 0


def test_the_file_holds_the_whole_index(index: DenseIndex, vectors: np.ndarray) -> None:
    again = DenseIndex.from_bytes(index.to_bytes())
    assert np.array_equal(again.vectors, vectors)
    assert again.keys_match([f"chunk {i}" for i in range(N)])
    assert not again.keys_match([f"chunk {i}" for i in reversed(range(N))])
    assert again.to_bytes() == index.to_bytes()


@pytest.mark.parametrize("cut", [0, 3, 100, -1])
def test_a_damaged_file_is_refused(index: DenseIndex, cut: int) -> None:
    with pytest.raises(ValueError, match="FAISS"):
        DenseIndex.from_bytes(index.to_bytes()[:cut])


def test_an_index_of_another_type_is_refused() -> None:
    import faiss

    other = faiss.serialize_index(faiss.IndexFlatL2(4)).tobytes()
    with pytest.raises(ValueError, match="IndexFlatL2"):
        DenseIndex.from_bytes(other)


def test_two_passages_with_one_id_are_refused(vectors: np.ndarray) -> None:
    with pytest.raises(ValueError, match="differ"):
        DenseIndex.build(vectors[:2], ["same", "same"])


def test_keys_stay_the_same_between_versions() -> None:

    assert stable_keys(["a"]).tolist() == [5385491284112807882]
