"""Search by words: BM25 over words as they stand, and which of a passage's a query matched."""

import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from tutor.documents.document import Span

Scores = npt.NDArray[np.float32]


class LexicalIndex:
    """BM25 scores of every passage (Lucene's variant, k1 = 1.5, b = 0.75), computed by bm25s.

    Words count in the form in which they stand, stop words too: what stems can tell is in the
    coverage of a query's terms already, and "in" or "was" beside the right name tells one
    passage from its neighbour.
    """

    def __init__(self, bm25: Any) -> None:
        self._bm25 = bm25

    @classmethod
    def build(cls, texts: Sequence[str]) -> "LexicalIndex":
        """Index texts, at least one."""
        import bm25s
        from bm25s.tokenization import Tokenized

        # A text without words would leave bm25s nothing to divide by: it counts as one empty word.
        words = [exact_words(text) or ("",) for text in texts]
        vocabulary = {
            word: i for i, word in enumerate(sorted({"", *(w for t in words for w in t)}))
        }
        bm25 = bm25s.BM25(method="lucene", k1=1.5, b=0.75)
        ids = [[vocabulary[word] for word in text] for text in words]
        bm25.index(Tokenized(ids=ids, vocab=vocabulary), show_progress=False)
        return cls(bm25)

    @classmethod
    def load(cls, folder: Path) -> "LexicalIndex":
        """Read what `save` wrote.

        Raises:
            ValueError: The files are not such an index.
        """
        import bm25s

        try:
            return cls(bm25s.BM25.load(folder, backend="numpy"))
        except (KeyError, TypeError, AttributeError, EOFError, json.JSONDecodeError) as error:
            raise ValueError("not a BM25 index") from error

    def save(self, folder: Path) -> None:
        """Write the index as files of a folder, which is made."""
        self._bm25.save(folder, show_progress=False)

    def __len__(self) -> int:
        return int(self._bm25.scores["num_docs"])

    def scores(self, query: str) -> Scores:
        """BM25 of every passage, float32 [n]; 0 where no word of the query occurs."""
        known = [word for word in exact_words(query) if word in self._bm25.vocab_dict]
        if not known:
            return np.zeros(len(self), dtype=np.float32)
        return np.asarray(self._bm25.get_scores(known), dtype=np.float32)


def highlight(query: str, text: str) -> tuple[Span, ...]:
    """The words of a text that a query matches, as offsets into it, in order, not overlapping."""
    wanted = set(stem_terms(query))
    found: list[Span] = []
    for stem, start, end in _stems(text):
        if stem not in wanted:
            continue
        if found and start < found[-1].end:  # neighbouring pairs of characters
            found[-1] = Span(found[-1].start, end)
        else:
            found.append(Span(start, end))
    return tuple(found)


def stem_terms(text: str) -> tuple[str, ...]:
    """The stems of a text's words in their order, stop words left out."""
    return tuple(stem for stem, _, _ in _stems(text))


def exact_words(text: str) -> tuple[str, ...]:
    """A text's words in lower case in their order, with their endings and the stop words."""
    return tuple(part for word, _, _ in _words(text) for part in _folded(word).split("'"))


def has_words(text: str) -> bool:
    """Whether there is a letter or a digit in the text."""
    return _word_pattern().search(text) is not None


def _stems(text: str) -> Iterator[tuple[str, int, int]]:
    """Each word's stem with its start and end, English stop words left out."""
    for word, start, end in _words(text):
        if stem := _stem(word):
            yield stem, start, end


def _words(text: str) -> Iterator[tuple[str, int, int]]:
    """Each word as it stands, with its start and end.

    Scripts that put no spaces between words are cut into overlapping pairs of characters, which is
    how Lucene's CJK analyser does without a dictionary.
    """
    for match in _word_pattern().finditer(text):
        start, end = match.span()
        width = end - start if match.lastgroup == "word" else min(2, end - start)
        for i in range(start, end - width + 1):
            yield text[i : i + width], i, i + width


@cache
def _word_pattern() -> re.Pattern[str]:
    """One match a word, or a run of a script that is written without spaces.

    Python's `\\w` lacks combining marks, so a decomposed "é" and most Indic words would fall apart;
    the marks of the Basic Multilingual Plane are added to what a word may go on with.
    """
    codes = (c for c in range(0x300, 0x10000) if unicodedata.category(chr(c)) in ("Mn", "Mc"))
    runs = groupby(enumerate(codes), key=lambda pair: pair[1] - pair[0])
    marks = ""
    for _, run in runs:
        members = [code for _, code in run]
        marks += f"{chr(members[0])}-{chr(members[-1])}"
    unspaced = (
        "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
    )
    letter = rf"[^\W_{unspaced}]"
    inner = rf"(?:{letter}|[{marks}])*"
    return re.compile(
        rf"(?P<unspaced>[{unspaced}]+)|(?P<word>{letter}{inner}(?:['\u2019]{letter}{inner})*)"
    )


@cache
def _stop_words() -> frozenset[str]:
    from bm25s.stopwords import STOPWORDS_EN_PLUS

    return frozenset(STOPWORDS_EN_PLUS)


@lru_cache(maxsize=1 << 16)  # bounded: a server sees the words of everybody's questions
def _stem(word: str) -> str:
    """The word's stem, or nothing for a stop word."""
    import Stemmer

    folded = _folded(word)
    if folded in _stop_words():
        return ""
    # A stemmer is not safe between threads, and making one takes less than a microsecond.
    return str(Stemmer.Stemmer("english").stemWord(folded))


@lru_cache(maxsize=1 << 16)
def _folded(word: str) -> str:
    """The word in one spelling, in lower case."""
    return unicodedata.normalize("NFKC", word).casefold().replace("\u2019", "'")
