"""Of many passages only the likeliest are compared sentence by sentence, and the same are found."""

from pathlib import Path

import numpy as np
import pytest
from fakes_search import WordsEncoder, write_course

from tutor.retrieval.builder import build
from tutor.retrieval.filters import Filters
from tutor.retrieval.finding import find
from tutor.retrieval.retriever import Retriever, SearchHit
from tutor.retrieval.scoring import FusionWeights, Stages
from tutor.retrieval.store import Generation, open_generation

QUERIES = ["gradient rule", "XOR problem", "learning rate", "What is dropout?"]
TWO = Stages(above=20, candidates=15, sample=12)
ONE = Stages(above=10_000)


@pytest.fixture(scope="module")
def generation(tmp_path_factory: pytest.TempPathFactory) -> Generation:
    folder: Path = tmp_path_factory.mktemp("stages")
    build([write_course(folder / "notes")], folder / "index", WordsEncoder())
    return open_generation(folder / "index")


def searching(generation: Generation, stages: Stages | None) -> Retriever:
    return Retriever(generation, WordsEncoder(), stages=stages)


def names(hits: list[SearchHit]) -> list[str]:
    return [hit.chunk.id for hit in hits]


def test_up_to_a_size_every_sentence_counts(generation: Generation) -> None:
    assert len(generation.chunks) < Stages().above
    for query in QUERIES:
        usual = searching(generation, None).search(query)
        assert usual == searching(generation, ONE).search(query)
        scores = searching(generation, None)._scores(((1.0, query),), FusionWeights())
        every = np.arange(len(generation.chunks))
        assert scores.candidates(every, every, FusionWeights()) is every
        assert scores.fused(every, every, FusionWeights())[1].rows.tolist() == every.tolist()


@pytest.mark.parametrize("query", QUERIES)
def test_two_stages_find_the_same_passages_first(generation: Generation, query: str) -> None:
    one = searching(generation, ONE).search(query, 3)
    two = searching(generation, TWO).search(query, 3)
    assert names(two)[0] == names(one)[0]
    same = {hit.chunk.id: hit for hit in one}
    for hit in two:
        if (exact := same.get(hit.chunk.id)) is not None:
            assert hit.closest == exact.closest
            assert (hit.dense, hit.lexical, hit.sentence, hit.closeness, hit.coverage) == (
                exact.dense,
                exact.lexical,
                exact.sentence,
                exact.closeness,
                exact.coverage,
            )


def test_only_candidates_and_the_sample_are_compared(generation: Generation) -> None:
    retriever = searching(generation, TWO)
    scores = retriever._scores(((1.0, QUERIES[0]),), FusionWeights())
    every = np.arange(len(generation.chunks))
    rows = scores.candidates(every, every, FusionWeights())
    assert len(rows) == TWO.candidates
    assert rows.tolist() == sorted(set(rows.tolist()))
    fused, compared = scores.fused(every, rows, FusionWeights())
    assert len(fused) == len(rows)
    assert set(rows) <= set(compared.rows)
    assert len(compared.rows) <= TWO.candidates + TWO.sample


def test_filters_come_before_candidates(generation: Generation) -> None:
    one, two = searching(generation, ONE), searching(generation, TWO)
    for document in sorted({chunk.document_id for chunk in generation.chunks}):
        own = Filters(documents=frozenset({document}))
        few = sum(chunk.document_id == document for chunk in generation.chunks) <= TWO.candidates
        for query in QUERIES:
            found = names(two.search(query, 5, filters=own))
            assert found or not names(one.search(query, 5, filters=own))
            if few:
                assert set(found) == set(names(one.search(query, 5, filters=own)))


def test_notes_that_are_left_out_leave_a_small_collection(generation: Generation) -> None:
    excluded = {chunk.document_id for chunk in generation.chunks} - {"rules.md"}
    few = Stages(above=50, candidates=15, sample=12)
    for query in QUERIES:
        one = searching(generation, ONE).search(query, 9, exclude_documents=excluded)
        two = searching(generation, few).search(query, 9, exclude_documents=excluded)
        assert two == one
    everything = {chunk.document_id for chunk in generation.chunks}
    assert searching(generation, TWO).search("XOR", exclude_documents=everything) == []


def test_what_is_near_enough_is_counted_over_all_passages(generation: Generation) -> None:
    one, two = searching(generation, ONE), searching(generation, TWO)
    for query in QUERIES:
        exact, found = find(one, query, 5), find(two, query, 5)
        assert (found.total, found.elsewhere) == (exact.total, exact.elsewhere)
        assert two.closeness(query).tolist() == one.closeness(query).tolist()


def test_a_passage_is_as_relevant_as_in_one_stage(generation: Generation) -> None:
    one, two = searching(generation, ONE), searching(generation, TWO)
    best = one.search(QUERIES[1], 1)[0].chunk.id
    assert two.relevance(QUERIES[1], best) == pytest.approx(1.0)
    for chunk in generation.chunks[::7]:
        exact = one.relevance(QUERIES[1], chunk.id)
        assert two.relevance(QUERIES[1], chunk.id) == pytest.approx(exact, abs=0.25)
        assert two.relevance(QUERIES[1], chunk.id) <= 1
