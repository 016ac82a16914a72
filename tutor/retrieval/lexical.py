"""Search by words: BM25 over words as they stand, and which of a passage's a query matched."""

import io
import re
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import groupby
from math import log

import numpy as np
import numpy.typing as npt

from tutor.documents.document import Span
from tutor.retrieval.postings import GONE, Pairs, Postings, TermTable, taken_over
from tutor.retrieval.reuse import Moved

Scores = npt.NDArray[np.float32]
Lengths = npt.NDArray[np.int32]  # words of each text

# What `_word_pattern` finds in ASCII, in half the time.
_ASCII_WORD = re.compile("(?P<word>[A-Za-z0-9]+(?:'[A-Za-z0-9]+)*)")
_K1, _B = 1.5, 0.75  # BM25: how soon repetition stops counting, and how much length counts


class LexicalIndex:
    """BM25 scores of every passage (Lucene's variant, k1 = 1.5, b = 0.75).

    Words count in the form in which they stand, stop words too: what stems can tell is in the
    coverage of a query's terms already, and "in" or "was" beside the right name tells one
    passage from its neighbour.

    What is kept is how often each word stands in each passage, and not the words' scores, which
    change with every passage that comes or goes: for a query they are worked out in a moment.
    """

    def __init__(self, words: Sequence[str], postings: Postings, lengths: Lengths) -> None:
        """Take what `build` found: the words in order, where they are, and passages' lengths."""
        self._words = tuple(words)
        self._number = {word: i for i, word in enumerate(words)}
        self._postings = postings
        self._lengths = lengths
        # A passage without words counts as one empty word, so that there is a mean.
        counted = np.maximum(lengths, 1)
        self._norms = (_K1 * (1 - _B + _B * counted / counted.mean())).astype(np.float32)

    @classmethod
    def build(
        cls, texts: Sequence[str], before: "tuple[LexicalIndex, Moved] | None" = None
    ) -> "LexicalIndex":
        """Index texts, at least one.

        Args:
            texts: All of them.
            before: An earlier index and where its texts are now: what it says of them is taken
                over.
        """
        table, pairs = TermTable(), list[Pairs]()
        lengths = np.zeros(len(texts), dtype=np.int32)
        new: Sequence[int] = range(len(texts))
        if before is not None:
            old, moved = before
            table = TermTable(old._words)
            pairs.append(taken_over(old._postings, moved.chunks))
            kept = moved.chunks != GONE
            lengths[moved.chunks[kept]] = old._lengths[kept]
            new = moved.new
        counts = [(row, Counter(exact_words(texts[row]))) for row in new]
        for row, own in counts:
            lengths[row] = own.total()
        words, (postings,) = table.postings([([*pairs, table.pairs(counts)], len(texts))])
        return cls(words, postings, lengths)

    @classmethod
    def from_bytes(cls, data: bytes) -> "LexicalIndex":
        """Read what `to_bytes` wrote.

        Raises:
            ValueError: The bytes are not such an index.
        """
        try:
            with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
                text = arrays["words"].tobytes().decode("utf-8")
                lengths = arrays["lengths"]
                postings = Postings(
                    arrays["offsets"], arrays["rows"], arrays["counts"], len(lengths)
                )
        except (KeyError, TypeError, AttributeError, EOFError, zipfile.BadZipFile) as error:
            raise ValueError("not an index of words") from error
        words = text.split("\n") if text else []
        if len(postings.offsets) != len(words) + 1 or not len(lengths):
            raise ValueError("not an index of words")
        return cls(words, postings, lengths)

    def to_bytes(self) -> bytes:
        """The index as an archive of NumPy arrays."""
        stream = io.BytesIO()
        np.savez(
            stream,
            words=np.frombuffer("\n".join(self._words).encode("utf-8"), dtype=np.uint8),
            offsets=self._postings.offsets,
            rows=self._postings.rows,
            counts=self._postings.counts,
            lengths=self._lengths,
        )
        return stream.getvalue()

    def __len__(self) -> int:
        return len(self._lengths)

    def scores(self, query: str) -> Scores:
        """BM25 of every passage, float32 [n]; 0 where no word of the query occurs."""
        total = np.zeros(len(self), dtype=np.float32)
        for word, times in Counter(exact_words(query)).items():
            number = self._number.get(word)
            if number is not None:
                rows = self._postings.of(number)
                counts = self._postings.counts_of(number).astype(np.float32)
                rarity = log(1 + (len(self) - len(rows) + 0.5) / (len(rows) + 0.5))
                total[rows] += np.float32(times * rarity) * (counts / (counts + self._norms[rows]))
        return total


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
    pattern = _ASCII_WORD if text.isascii() else _word_pattern()
    for match in pattern.finditer(text):
        start, end = match.span()
        if match.lastgroup == "word" or end - start < 2:
            yield match[0], start, end
            continue
        for i in range(start, end - 1):
            yield text[i : i + 2], i, i + 2


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
