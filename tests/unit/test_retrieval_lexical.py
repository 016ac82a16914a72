"""Words are found in any script, and those of a passage that a query matches can be shown."""

import math
import unicodedata
from pathlib import Path

import numpy as np
import pytest
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


def test_a_saved_index_gives_the_same_scores(tmp_path: Path) -> None:
    built = LexicalIndex.build(TEXTS)
    built.save(tmp_path / "lexical")
    loaded = LexicalIndex.load(tmp_path / "lexical")
    assert len(loaded) == len(TEXTS)
    assert loaded.scores("gradient rate").tolist() == built.scores("gradient rate").tolist()


def test_the_same_texts_are_saved_as_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        LexicalIndex.build(TEXTS).save(tmp_path / name)
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()


def test_a_file_that_is_something_else_is_refused(tmp_path: Path) -> None:
    LexicalIndex.build(TEXTS).save(tmp_path)
    (tmp_path / "params.index.json").write_text('{"colour": "red"}', encoding="utf-8")
    with pytest.raises(ValueError, match="BM25"):
        LexicalIndex.load(tmp_path)


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


@given(st.text(st.characters(codec="utf-8", categories=["L", "Nd"]), min_size=1, max_size=5))
def test_letters_and_digits_of_any_script_are_words(text: str) -> None:
    assert has_words(text)


@pytest.mark.parametrize(
    "text", ["", " \n", "?!…", "_", "∑ ∂", "🙂", unicodedata.lookup("COMBINING ACUTE ACCENT")]
)
def test_signs_alone_are_no_words(text: str) -> None:
    assert not has_words(text)
