"""Several texts are searched for as one, and a passage's relevance to a text can be asked for."""

from pathlib import Path

import pytest
from retrieval_fakes import FakeEncoder, write_notes

from tutor.retrieval.builder import build
from tutor.retrieval.errors import EmptyQueryError
from tutor.retrieval.retriever import Retriever


@pytest.fixture
def retriever(tmp_path: Path) -> Retriever:
    build(
        [write_notes(tmp_path / "notes")],
        tmp_path / "index",
        FakeEncoder(),
    )
    return Retriever.open(tmp_path / "index", FakeEncoder())


def test_one_text_of_any_weight_is_searched_for_as_a_text(retriever: Retriever) -> None:
    assert retriever.search([(3.0, "ICD codes")], 10) == retriever.search("ICD codes", 10)


def test_the_heavier_text_decides_what_comes_first(retriever: Retriever) -> None:
    codes, network = "ICD codes name diagnoses", "recurrent network reads word after another"
    first = retriever.search([(9.0, codes), (1.0, network)], 1)[0]
    other = retriever.search([(1.0, codes), (9.0, network)], 1)[0]
    assert (first.document, other.document) == ("health.md", "sequences.md")


def test_words_of_every_text_are_highlighted(retriever: Retriever) -> None:
    hit = retriever.search([(1.0, "ICD"), (1.0, "diagnoses")], 1)[0]
    assert [hit.text[a:b] for a, b in hit.matches] == ["ICD", "diagnoses"]


def test_texts_without_a_word_are_refused(retriever: Retriever) -> None:
    with pytest.raises(EmptyQueryError):
        retriever.search([(1.0, "?!"), (1.0, "…")])


def test_relevance_is_a_share_of_the_best_passage(retriever: Retriever) -> None:
    hits = retriever.search("ICD codes", 10)
    shares = [retriever.relevance("ICD codes", hit.chunk.id) for hit in hits]
    assert shares[0] == 1.0
    assert shares == sorted(shares, reverse=True)
    assert shares == pytest.approx([hit.score / hits[0].score for hit in hits])


def test_relevance_is_judged_without_the_excluded_documents(retriever: Retriever) -> None:
    excluded = {"health.md"}
    best = retriever.search("ICD codes", 1, exclude_documents=excluded)[0]
    assert best.document not in excluded
    assert retriever.relevance("ICD codes", best.chunk.id) < 1.0
    assert retriever.relevance("ICD codes", best.chunk.id, exclude_documents=excluded) == 1.0


def test_a_search_is_not_changed_by_those_before_it(retriever: Retriever) -> None:
    before = retriever.search("ICD codes", 10)
    retriever.search([(1.0, "ICD codes"), (0.5, "network")], 10)
    retriever.relevance("ICD codes", before[0].chunk.id)
    assert retriever.search("ICD codes", 10) == before
