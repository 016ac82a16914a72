"""Words are found in any script, and those of a passage that a query matches can be shown."""

import io
import math
import unicodedata

import bm25s
import numpy as np
import pytest
from bm25s.tokenization import Tokenized
from hypothesis import given
from hypothesis import strategies as st

from tutor.retrieval.lexical import LexicalIndex, exact_words, has_words, highlight, stem_terms

TEXTS = [
    "Gradient descent follows the gradient downhill.",
    "The learning rate scales the step.",
    "Momentum averages gradients; the rate of descent grows.",
    "",
    "It is.",
]


def marked(query: str, text: str) -> list[str]:
    return [text[span.start : span.end] for span in highlight(query, text)]


def test_scores_follow_the_formula_of_bm25() -> None:
    lists = [list(exact_words(text)) or [""] for text in TEXTS]
    mean = sum(map(len, lists)) / len(lists)

    def expected(words: list[str], query: list[str]) -> float:
        total = 0.0
        for word in query:
            holding = sum(word in other for other in lists)
            idf = math.log(1 + (len(lists) - holding + 0.5) / (holding + 0.5))
            count = words.count(word)
            total += idf * count / (count + 1.5 * (1 - 0.75 + 0.75 * len(words) / mean))
        return total

    found = LexicalIndex.build(TEXTS).scores("the Rate of gradients' descent")
    query = ["the", "rate", "of", "gradients", "descent"]
    assert found == pytest.approx([expected(words, query) for words in lists], rel=1e-5)
    assert found[2] > found[1] > found[0] > found[3] == 0


def test_a_word_in_another_form_is_another_word() -> None:
    assert np.count_nonzero(LexicalIndex.build(TEXTS).scores("gradient")) == 1
    assert np.count_nonzero(LexicalIndex.build(TEXTS).scores("gradients")) == 1


@pytest.mark.parametrize("query", ["", "?!", "zebra", "zebra with"])
def test_a_query_without_a_known_word_matches_nothing(query: str) -> None:
    assert LexicalIndex.build(TEXTS).scores(query).tolist() == [0] * len(TEXTS)


def test_texts_without_words_can_be_indexed() -> None:
    assert LexicalIndex.build(["", "…"]).scores("word").tolist() == [0, 0]


def test_what_is_read_back_gives_the_same_scores() -> None:
    built = LexicalIndex.build(TEXTS)
    read = LexicalIndex.from_bytes(built.to_bytes())
    assert len(read) == len(TEXTS)
    assert read.scores("gradient rate").tolist() == built.scores("gradient rate").tolist()
    assert LexicalIndex.build(TEXTS).to_bytes() == built.to_bytes()


def test_scores_are_those_of_bm25s() -> None:
    words = [list(exact_words(text)) or [""] for text in TEXTS]
    vocabulary = {word: i for i, word in enumerate(sorted({w for own in words for w in own}))}
    ids = [[vocabulary[word] for word in own] for own in words]
    peer = bm25s.BM25(method="lucene", k1=1.5, b=0.75)
    peer.index(Tokenized(ids=ids, vocab=vocabulary), show_progress=False)
    query = ["the", "rate", "of", "gradients", "the"]
    found = LexicalIndex.build(TEXTS).scores(" ".join(query))
    assert found == pytest.approx(peer.get_scores(query), rel=1e-6)


def test_a_file_that_is_something_else_is_refused() -> None:
    stream = io.BytesIO()
    np.savez(stream, colour=np.zeros(3))
    for data in (b"", b"PK\3\4 cut", stream.getvalue(), LexicalIndex.build(TEXTS).to_bytes()[:-40]):
        with pytest.raises(ValueError, match=r"."):
            LexicalIndex.from_bytes(data)


@pytest.mark.parametrize(
    ("text", "stems"),
    [
        ("Running the networks' gradients", ["run", "network", "gradient"]),
        ("Newton\u2019s and Newton's method", ["newton", "newton", "method"]),
        ("max_pool2d(nn.Linear)", ["max", "pool2d", "nn", "linear"]),
        ("R² = 0.93", ["r2", "0", "93"]),
        ("na\u00efve nai\u0308ve", ["naïv", "naïv"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("STRASSE straße", ["strass", "strass"]),
        ("深層学習", ["深層", "層学", "学習"]),
        ("猫 and 犬", ["猫", "犬"]),
        ("GPUで計算", ["gpu", "で計", "計算"]),
        ("it is what it is", []),
    ],
)
def test_words_are_reduced_to_their_stems(text: str, stems: list[str]) -> None:
    assert list(stem_terms(text)) == stems


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Running the networks' gradients", ["running", "the", "networks", "gradients"]),
        ("Newton\u2019s and Newton's", ["newton", "s", "and", "newton", "s"]),
        ("R\u00b2 = 0.93", ["r2", "0", "93"]),
        ("na\u00efve nai\u0308ve", ["na\u00efve", "na\u00efve"]),
        ("GPU\u3067\u8a08\u7b97", ["gpu", "\u3067\u8a08", "\u8a08\u7b97"]),
    ],
)
def test_words_as_they_stand_keep_endings_and_stop_words(text: str, words: list[str]) -> None:
    assert list(exact_words(text)) == words


@pytest.mark.parametrize(
    ("query", "text", "words"),
    [
        ("regularised networks", "A network is regularised.", ["network", "regularised"]),
        ("what is the loss", "The loss is what is minimised.", ["loss"]),
        ("深層学習", "この深層学習モデル", ["深層学習"]),
        ("cafe\u0301", "Le caf\u00e9.", ["caf\u00e9"]),
        ("nothing of it", "Something else.", []),
        ("", "Something else.", []),
    ],
)
def test_matching_words_are_marked(query: str, text: str, words: list[str]) -> None:
    assert marked(query, text) == words


@given(st.text(max_size=60), st.text(max_size=20))
def test_marks_lie_in_the_text_in_order_without_overlap(text: str, query: str) -> None:
    end = 0
    for span in highlight(query, text):
        assert end <= span.start < span.end <= len(text)
        end = span.end


@given(st.text(max_size=60))
def test_a_word_is_found_by_itself(text: str) -> None:
    assert bool(highlight(text, text)) is bool(stem_terms(text))
    assert set(stem_terms(text)) == {
        stem for span in highlight(text, text) for stem in stem_terms(text[span.start : span.end])
    }


@given(st.text(st.characters(codec="ascii"), max_size=60))
def test_the_words_of_ascii_are_found_as_those_of_any_text_are(text: str) -> None:
    assert exact_words(text) == exact_words(f"{text} \u00e9")[:-1]


@given(st.text(st.characters(codec="utf-8", categories=["L", "Nd"]), min_size=1, max_size=5))
def test_letters_and_digits_of_any_script_are_words(text: str) -> None:
    assert has_words(text)


@pytest.mark.parametrize(
    "text", ["", " \n", "?!…", "_", "∑ ∂", "🙂", unicodedata.lookup("COMBINING ACUTE ACCENT")]
)
def test_signs_alone_are_no_words(text: str) -> None:
    assert not has_words(text)
