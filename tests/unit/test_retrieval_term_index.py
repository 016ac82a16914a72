"""Which stems stand where: rarity, and the coverage of every sentence and chunk at once."""

import io
import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from retrieval_fakes import chunk

from tutor.documents.document import Span
from tutor.retrieval.lexical import stem_terms
from tutor.retrieval.term_index import TermIndex
from tutor.retrieval.terms import coverage

CHUNKS = [
    chunk("a", "Dropout switches units off. Weights stay.", "Dropout switches", "Weights stay."),
    chunk("b", "Weights decay.", "Weights decay."),
    replace(chunk("c", "It is. Units learn!", "It is.", "Units learn!"), heading_path=("Dropout",)),
]


def of(wanted: set[str], index: TermIndex) -> tuple[list[float], list[float]]:
    chunks, sentences = index.coverage([(1.0, wanted)])
    assert chunks.dtype == sentences.dtype == np.float32
    return chunks.tolist(), sentences.tolist()


def test_rarer_stems_weigh_more() -> None:
    index = TermIndex.build(CHUNKS)
    assert index.rarity("zebra") > index.rarity("decay") > index.rarity("weight") > 0
    assert index.rarity("decay") == pytest.approx(math.log(1 + 2.5 / 1.5))
    assert index.rarity("dropout") == index.rarity("weight")  # a heading's words count


def test_a_sentence_has_its_own_words_and_its_headings() -> None:
    assert of({"dropout"}, TermIndex.build(CHUNKS)) == ([1, 0, 1], [1, 0, 0, 1, 1])
    assert of({"weight"}, TermIndex.build(CHUNKS)) == ([1, 1, 0], [0, 1, 1, 0, 0])


def test_a_word_between_the_sentences_is_the_chunks() -> None:
    index = TermIndex.build([chunk("a", "Units outside.", "Units")])
    assert of({"outsid"}, index) == ([1], [0])


@pytest.mark.parametrize("wanted", [[], [(1.0, set())], [(1.0, {"zebra"})]])
def test_nothing_is_covered_where_nothing_is_wanted_or_known(wanted: list) -> None:
    chunks, sentences = TermIndex.build(CHUNKS).coverage(wanted)
    assert chunks.tolist() == [0] * 3
    assert sentences.tolist() == [0] * 5


def test_several_texts_are_averaged_and_those_without_terms_left_out() -> None:
    index = TermIndex.build(CHUNKS)
    wanted: list[tuple[float, set[str]]] = [(3.0, {"dropout"}), (1.0, {"decay"}), (5.0, set())]
    chunks, _ = index.coverage(wanted)
    assert chunks.tolist() == [0.75, 0.25, 0.75]


WORDS = st.lists(st.sampled_from("alpha beta gamma delta epsilon zeta".split()), max_size=5)


@given(st.lists(st.tuples(WORDS, WORDS, WORDS), min_size=1, max_size=6), WORDS)
def test_coverage_is_the_share_counted_one_by_one(
    texts: Sequence[tuple[list[str], list[str], list[str]]], query: list[str]
) -> None:
    chunks = []
    for i, (heading, one, two) in enumerate(texts):
        first, second = " ".join([*one, "and."]), " ".join(["The", *two])
        made = chunk(str(i), f"{first} {second}", first)
        spans = (*made.sentences, Span(len(first) + 1, len(made.text)))
        chunks.append(replace(made, heading_path=(" ".join(heading),), sentences=spans))
    index = TermIndex.build(chunks)
    wanted = set(stem_terms(" ".join(query)))
    found, found_in = index.coverage([(1.0, wanted)])
    row = 0
    for i, each in enumerate(chunks):
        heading = set(stem_terms(each.context))
        expected = coverage(wanted, heading.union(stem_terms(each.text)), index.rarity)
        assert found[i] == pytest.approx(expected if wanted else 0, abs=1e-6)
        for start, end in each.sentences:
            said = heading.union(stem_terms(each.text[start:end]))
            expected = coverage(wanted, said, index.rarity) if wanted else 0
            assert found_in[row] == pytest.approx(expected, abs=1e-6)
            row += 1


def test_what_is_read_back_is_what_was_written() -> None:
    written = TermIndex.build(CHUNKS)
    read = TermIndex.from_bytes(written.to_bytes())
    assert (read.chunks, read.sentences) == (3, 5)
    assert read.rarity("weight") == written.rarity("weight")
    assert of({"weight", "dropout"}, read) == of({"weight", "dropout"}, written)
    assert TermIndex.build(CHUNKS).to_bytes() == written.to_bytes()


def test_chunks_without_words_can_be_indexed() -> None:
    bare = replace(chunk("a", "?!", "?!"), title="", heading_path=())
    index = TermIndex.from_bytes(TermIndex.build([bare]).to_bytes())
    assert of({"weight"}, index) == ([0], [0])


def without_offsets() -> bytes:
    stream = io.BytesIO()
    np.savez(stream, stems=np.zeros(0, dtype=np.uint8))
    return stream.getvalue()


@pytest.mark.parametrize(
    "data", [b"", b"PK\3\4 cut", TermIndex.build(CHUNKS).to_bytes()[:-40], without_offsets()]
)
def test_bytes_that_are_something_else_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        TermIndex.from_bytes(data)
