"""An index that takes over what an earlier one found is the one that is made from nothing."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from retrieval_fakes import chunk

from tutor.documents.document import Chunk, Span
from tutor.retrieval.lexical import LexicalIndex
from tutor.retrieval.postings import GONE
from tutor.retrieval.reuse import moved
from tutor.retrieval.term_index import TermIndex


def chunks_of(texts: Sequence[tuple[str, str]]) -> list[Chunk]:
    """Each text with its heading, cut into sentences after every full stop."""
    made = []
    for i, (heading, text) in enumerate(texts):
        ends = [at + 1 for at, sign in enumerate(text) if sign == "."] or [len(text)]
        spans = tuple(Span(a, b) for a, b in zip([0, *ends], ends, strict=False))
        made.append(
            replace(chunk(str(i), text, text), heading_path=(heading,), sentences=spans, title="")
        )
    return made


TEXTS = st.lists(
    st.tuples(
        st.sampled_from(["Units", "Learning rates", ""]),
        st.lists(st.sampled_from(["alpha", "beta.", "the", "Gamma", "学習", "?"]), max_size=5).map(
            " ".join
        ),
    ),
    min_size=1,
    max_size=7,
)


@given(TEXTS, TEXTS)
def test_what_is_taken_over_changes_nothing(
    before: list[tuple[str, str]], now: list[tuple[str, str]]
) -> None:
    old, new = chunks_of(before), chunks_of(now)
    there = moved(old, new)
    terms = TermIndex.build(new, (TermIndex.build(old), there))
    assert terms.to_bytes() == TermIndex.build(new).to_bytes()
    old_texts, texts = ([f"{c.context}\n{c.text}" for c in own] for own in (old, new))
    words = LexicalIndex.build(texts, (LexicalIndex.build(old_texts), there))
    assert words.to_bytes() == LexicalIndex.build(texts).to_bytes()


def test_only_chunks_that_are_new_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    old = chunks_of([("A", "One."), ("A", "Two. Three."), ("B", "Two. Three."), ("A", "One.")])
    new = chunks_of([("B", "Two. Three."), ("A", "Four."), ("A", "One.")])
    there = moved(old, new)
    assert there.new == (1,)
    assert there.chunks.tolist() == [2, GONE, 0, GONE]
    assert there.sentences.tolist() == [3, GONE, GONE, 0, 1, GONE]
    read: list[str] = []
    before = TermIndex.build(old)

    def stems(text: str) -> tuple[str, ...]:
        read.append(text)
        return ()

    monkeypatch.setattr("tutor.retrieval.term_index.stem_terms", stems)
    TermIndex.build(new, (before, there))
    assert read == ["A", "Four.", "Four."]


def test_a_chunk_whose_sentences_are_cut_elsewhere_is_new() -> None:
    (one,) = chunks_of([("A", "One. Two.")])
    other = replace(one, sentences=(Span(0, 9),))
    assert moved([one], [other]).new == (0,)
    assert moved([one], [replace(one, id="x", document_id="y.md")]).new == ()
