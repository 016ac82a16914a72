"""A topic is looked for in the notes, and one that they lack is told with what they have."""

from pathlib import Path

import pytest
from practice_fakes import open_course

from tutor.practice.subject import TopicMissingError, chunks_about
from tutor.retrieval.errors import EmptyQueryError
from tutor.retrieval.retriever import Retriever


@pytest.fixture
def retriever(tmp_path: Path) -> Retriever:
    return open_course(tmp_path)


def headings(topic: str, retriever: Retriever) -> list[str]:
    return [chunk.heading_path[-1] for chunk in chunks_about(topic, retriever)]


def test_passage_under_a_heading_of_that_name_is_about_it(retriever: Retriever) -> None:
    assert headings("dropout", retriever)[0] == "Dropout"
    assert "Sourdough" not in headings("dropout", retriever)


def test_passage_with_all_the_words_is_about_it(retriever: Retriever) -> None:
    assert headings("reset gate", retriever) == ["GRU"]


@pytest.mark.parametrize("topic", ["GRUs", "GRU's", "the GRUs"])
def test_plural_of_an_acronym_means_the_acronym(topic: str, retriever: Retriever) -> None:
    assert headings(topic, retriever)[0] == "GRU"


@pytest.mark.parametrize("topic", ["sourdo", "Sourdoug", "about sourdo"])
def test_beginning_of_a_heading_s_word_means_the_word(topic: str, retriever: Retriever) -> None:
    assert headings(topic, retriever)[0] == "Sourdough"


def test_missing_topic_is_told_with_the_nearest_headings(retriever: Retriever) -> None:
    with pytest.raises(TopicMissingError) as told:
        chunks_about("volcanoes", retriever)
    assert str(told.value).startswith(
        "I didn't find 'volcanoes' in your notes; the nearest headings are: "
    )
    assert "Sourdough" in str(told.value)


def test_topic_without_a_word_is_no_topic(retriever: Retriever) -> None:
    with pytest.raises(EmptyQueryError):
        chunks_about("?!", retriever)
