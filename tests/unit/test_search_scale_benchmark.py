"""The measurement of large collections makes what it says, and reports it."""

import numpy as np

from benchmarks.search_scale import made_questions, made_vectors, vector_search, whole_search


def test_made_vectors_have_neighbours_at_several_distances() -> None:
    vectors = made_vectors(600, 1.0)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    scores = vectors @ vectors[0]
    section, topic, others = scores[1:8].mean(), scores[8:200].mean(), scores[200:].mean()
    assert section > topic + 0.1 > others + 0.3
    assert (made_vectors(600, 1.0) == vectors).all()
    assert made_questions(vectors, 3, 1.0).shape == (3, vectors.shape[1])


def test_the_search_of_vectors_is_reported() -> None:
    lines = vector_search(1200, 4, 1.0)
    assert lines[0] == "| **1,200 vectors, 1 times the usual noise** | 4 questions |"
    assert any(line.startswith("| recall@10 | mean ") for line in lines)


def test_the_whole_search_is_reported() -> None:
    lines = whole_search(60, 4)
    assert lines[0] == "| **60 chunks, 420 sentences** | |"
    assert "| the two agree on the first, on the best 10 | 1.000, 1.000 |" in lines
