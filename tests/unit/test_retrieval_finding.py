"""Whether a search found anything is told by how near the closest sentence is."""

import pytest
from fakes_search import WordsEncoder, write_course

from tutor.retrieval.builder import build
from tutor.retrieval.errors import EmptyQueryError
from tutor.retrieval.filters import Filters
from tutor.retrieval.finding import find
from tutor.retrieval.retriever import Retriever


@pytest.fixture(scope="module")
def retriever(tmp_path_factory: pytest.TempPathFactory) -> Retriever:
    folder = tmp_path_factory.mktemp("finding")
    build([write_course(folder / "notes")], folder / "index", WordsEncoder())
    return Retriever.open(folder / "index", WordsEncoder())


@pytest.mark.parametrize("query", ["qwzx vbrtk", "sourdough", "zzzz", "深層学習"])
def test_nothing_is_found_where_the_notes_say_nothing_like_it(
    retriever: Retriever, query: str
) -> None:
    found = find(retriever, query, 20)
    assert (found.hits, found.total, found.elsewhere) == ((), 0, 0)


def test_a_word_of_the_notes_finds_the_passages_that_have_it(retriever: Retriever) -> None:
    found = find(retriever, "gradient rule", 20)
    assert found.total == 45
    assert len(found.hits) == 20
    assert {hit.document for hit in found.hits} == {"rules.md"}
    assert len(find(retriever, "gradient rule", 100).hits) == 45


def test_filters_leave_out_what_was_found_and_tell_how_much(retriever: Retriever) -> None:
    found = find(retriever, "XOR problem", 20)
    assert (found.total, len(found.hits)) == (2, 1)  # one says what the other says
    here = find(retriever, "XOR problem", 20, Filters(kinds=frozenset({"summary"})))
    assert (here.total, here.elsewhere) == (1, 1)
    nowhere = find(retriever, "XOR problem", 20, Filters(chapters=frozenset({"3"})))
    assert (nowhere.hits, nowhere.total, nowhere.elsewhere) == ((), 0, 2)


def test_a_query_without_a_word_is_refused(retriever: Retriever) -> None:
    with pytest.raises(EmptyQueryError):
        find(retriever, "?!", 20)
