"""Each chunk and each sentence gets its vector, and nothing is encoded twice."""

from dataclasses import replace

import numpy as np
import pytest
from retrieval_fakes import FakeEncoder, chunk

from tutor.documents.document import Span
from tutor.retrieval.encoding import SentenceVectors, encode_chunks, vector_key

CHUNKS = [
    chunk("a", "One thing. Another thing.", "One thing.", "Another thing."),
    chunk("b", "A third thing.", "A third thing."),
    chunk("c", "One thing. Another thing.", "One thing.", "Another thing."),
]


@pytest.mark.parametrize("way", ["late", "separate"])
def test_every_sentence_has_a_row_after_those_of_the_chunks_before(way: SentenceVectors) -> None:
    encoder = FakeEncoder()
    vectors = encode_chunks(encoder, CHUNKS, sentence_vectors=way)
    assert vectors.sentence_offsets.tolist() == [0, 2, 3, 5]
    assert np.array_equal(
        vectors.chunks[0], encoder.encode_query("Notes > Part\n" + CHUNKS[0].text)
    )
    for row, sentences in enumerate((("One thing.", "Another thing."), ("A third thing.",))):
        expected = [encoder.encode_query(sentence) for sentence in sentences]
        assert np.array_equal(vectors.of_sentences(row), expected)


@pytest.mark.parametrize("way", ["late", "separate"])
def test_texts_that_are_the_same_are_encoded_once(way: SentenceVectors) -> None:
    encoder = FakeEncoder()
    vectors = encode_chunks(encoder, CHUNKS, sentence_vectors=way)
    assert len(encoder.encoded) == len(set(encoder.encoded)) == (2 if way == "late" else 5)
    assert np.array_equal(vectors.chunks[0], vectors.chunks[2])
    assert np.array_equal(vectors.of_sentences(0), vectors.of_sentences(2))


def test_late_sentences_are_looked_for_behind_the_context() -> None:
    asked: list[str] = []

    class Remembering(FakeEncoder):
        def encode_with_sentences(self, texts, spans, progress=None):  # type: ignore[no-untyped-def]
            asked.extend(
                t[s.start : s.end] for t, own in zip(texts, spans, strict=True) for s in own
            )
            return super().encode_with_sentences(texts, spans)

    encode_chunks(Remembering(), CHUNKS[:2])
    assert asked == ["One thing.", "Another thing.", "A third thing."]


def test_the_key_changes_with_the_text_the_context_and_the_sentences() -> None:
    same = replace(CHUNKS[0], id="other", document_id="other.md", span=Span(9, 34))
    assert vector_key(same) == vector_key(CHUNKS[0])
    others = [
        replace(CHUNKS[0], text="One thing. Another thong."),
        replace(CHUNKS[0], heading_path=("Elsewhere",)),
        replace(CHUNKS[0], sentences=(Span(0, 25),)),
    ]
    assert len({vector_key(each) for each in [CHUNKS[0], *others]}) == 4
