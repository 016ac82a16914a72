"""A search can be narrowed, and what is left keeps its order and its scores."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from retrieval_fakes import FakeEncoder, write_passages

from tutor.retrieval.builder import build
from tutor.retrieval.filters import NO_FILTERS, Facets, Filters
from tutor.retrieval.retriever import Retriever
from tutor.retrieval.store import open_generation

CHAPTERS = ("1", "2", None)
KINDS = ("notes", "summary", "thread")


@pytest.fixture(scope="module")
def retriever(tmp_path_factory: pytest.TempPathFactory) -> Retriever:
    """Thirty passages without repeats, of three chapters and kinds."""
    folder = tmp_path_factory.mktemp("filters")
    rows = [(f"d{i}", f"w{i} w{i % 7} w{i % 5}. Then v{i} u{i % 3}.") for i in range(30)]
    build([write_passages(folder / "p.jsonl", rows)], folder / "index", FakeEncoder())
    opened = open_generation(folder / "index")
    chunks = tuple(
        replace(
            chunk,
            metadata=replace(
                chunk.metadata,
                chapter=CHAPTERS[row % 3],
                kind=KINDS[row // 3 % 3],  # type: ignore[arg-type]
            ),
        )
        for row, chunk in enumerate(opened.chunks)
    )
    return Retriever(replace(opened, chunks=chunks), FakeEncoder())


def subsets(*values: str) -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(st.sampled_from(values), max_size=3)


FILTERS = st.builds(
    Filters,
    subsets("1", "2", "d2", "nowhere"),
    subsets("notes", "summary", "thread", "questions"),
    subsets(*(f"d{i}" for i in range(6)), "nowhere"),
)


@given(FILTERS, st.sampled_from(["w1 w2", "v3", "u0 then", "unknown"]), st.integers(0, 40))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_filtered_is_what_the_filters_admit_of_the_whole_ranking(
    retriever: Retriever, filters: Filters, query: str, k: int
) -> None:
    whole = retriever.search(query, 100)
    left = [hit for hit in whole if filters.admit(hit.chunk)][:k]
    found = retriever.search(query, k, filters=filters)
    assert [(hit.chunk.id, hit.score) for hit in found] == [
        (hit.chunk.id, hit.score) for hit in left
    ]
    assert [hit.rank for hit in found] == list(range(1, len(left) + 1))


@given(FILTERS, subsets("d0", "d1", "nowhere"))
def test_the_mask_says_of_each_passage_what_the_filters_say(
    retriever: Retriever, filters: Filters, excluded: frozenset[str]
) -> None:
    mask = Facets(retriever.chunks).mask(filters, excluded)
    expected = [
        filters.admit(chunk) and chunk.document_id not in excluded for chunk in retriever.chunks
    ]
    assert mask.tolist() == expected
    assert retriever.admitted(filters).tolist() == [filters.admit(c) for c in retriever.chunks]


def test_no_filters_are_all_passages(retriever: Retriever) -> None:
    assert not NO_FILTERS
    assert not Filters()
    assert Filters(kinds=frozenset({"notes"}))
    assert retriever.search("w1", 9, filters=NO_FILTERS) == retriever.search("w1", 9)


def test_a_passage_without_a_chapter_belongs_to_its_folder_or_its_document(
    retriever: Retriever,
) -> None:
    chunk = retriever.chunks[2]
    assert chunk.metadata.chapter is None
    assert chunk.chapter == "d2"
    assert replace(chunk, document_id="week 3/d2").chapter == "week 3"
    assert retriever.chunks[0].chapter == "1"


def test_a_passage_whose_better_twin_is_left_out_is_found(tmp_path: Path) -> None:
    text = "A dead unit gets no gradient, so it never learns again in the whole of its training."
    rows = [("first", text), ("copy", text), ("other", "Cells divide often.")]
    build([write_passages(tmp_path / "p.jsonl", rows)], tmp_path / "index", FakeEncoder())
    retriever = Retriever.open(tmp_path / "index", FakeEncoder())
    best = retriever.search("a dead unit", 1)[0]
    (twin,) = best.also_in
    (found,) = retriever.search("a dead unit", 1, filters=Filters(documents=frozenset({twin})))
    assert found.document == twin
    assert found.also_in == ()


def test_the_least_closeness_leaves_out_what_is_farther(retriever: Retriever) -> None:
    whole = retriever.search("w1 w2", 100)
    least = sorted(hit.closeness for hit in whole)[-5]
    found = retriever.search("w1 w2", 100, least=least)
    assert [hit.chunk.id for hit in found] == [
        hit.chunk.id for hit in whole if hit.closeness >= least
    ]
    assert len(found) >= 5


def test_the_closest_sentence_is_where_it_stands(retriever: Retriever) -> None:
    hit = retriever.search("v3", 1)[0]
    assert hit.closest is not None
    assert hit.text[hit.closest.start : hit.closest.end] == "Then v3 u0."
    assert hit.to_dict()["closest"] == list(hit.closest)
