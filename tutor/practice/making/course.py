"""The course as a question maker knows it: its terms, and which of them could be taken for others.

Made once for an index; a question's wrong options come from here.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from tutor.documents.document import Span
from tutor.practice.making.passage import Passage, passages_of
from tutor.practice.making.terms import Term, key_of, terms_of
from tutor.practice.outline import Outline
from tutor.retrieval.encoding import Vectors
from tutor.retrieval.retriever import Retriever

_WORD = re.compile(r"[^\W_]+(?:['’/-][^\W_]+)*")
_FORMULA = re.compile(r"\$[^$]*\$|`[^`]*`")
_LONGEST = 5  # words of a term


@dataclass(frozen=True, slots=True)
class Mention:
    """A term where a sentence has it."""

    term: Term
    span: Span  # offsets into the sentence
    text: str  # as it stands there


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another term that might be taken for one."""

    term: Term
    closeness: float  # cosine of the two, -1 to 1


class Course:
    """The terms of an index with their vectors. May be used from several threads."""

    def __init__(self, retriever: Retriever, outline: Outline) -> None:
        """Read all passages; takes some seconds for a course."""
        self.retriever = retriever
        self.outline = outline
        chunks = [chunk for chapter in outline.chapters for chunk in chapter.chunks]
        self.passages: tuple[Passage, ...] = tuple(passages_of(chunks, retriever))
        headings = dict.fromkeys(name for chunk in chunks for name in chunk.heading_path)
        self.terms: tuple[Term, ...] = tuple(terms_of(self.passages, headings))
        self._by_key = {term.key: i for i, term in enumerate(self.terms)}
        self._vectors = self._encode([term.text for term in self.terms])

    def find(self, text: str) -> Term | None:
        """The term that a phrase names, in whatever number."""
        i = self._by_key.get(key_of(text))
        return None if i is None else self.terms[i]

    def mentions(self, sentence: str) -> list[Mention]:
        """The terms in a sentence, the longest at each place, in order, not overlapping."""
        plain = _FORMULA.sub(lambda match: "\n" * len(match[0]), sentence)
        words = list(_WORD.finditer(plain))
        found: list[Mention] = []
        i = 0
        while i < len(words):
            taken = 1
            for n in range(min(_LONGEST, len(words) - i), 0, -1):
                start, end = words[i].start(), words[i + n - 1].end()
                text = plain[start:end]
                if re.search(r"[^\w\s'’/-]|\n", text) or not self._may_end(words, i, n):
                    continue
                term = self.find(text)
                if term:
                    found.append(Mention(term, Span(start, end), text))
                    taken = n
                    break
            i += taken
        return found

    def neighbours(self, term: Term, *, exclude: Collection[str] = ()) -> list[Neighbour]:
        """Terms of the same kind and form that are near and not the same, nearest first.

        Args:
            term: One of the course's.
            exclude: Texts; a term that shares all its words with one of them is left out.
        """
        own = self._by_key[term.key]
        cosines = self._vectors @ self._vectors[own]
        barred = [frozenset(key_of(text).split()) for text in (term.text, *exclude)]
        found = [
            Neighbour(other, float(cosines[i]))
            for i, other in enumerate(self.terms)
            if i != own and _same_form(term, other) and not _overlap(other, barred)
        ]
        return sorted(found, key=lambda neighbour: -neighbour.closeness)

    def closeness(self, a: str, b: str) -> float:
        """Cosine of two texts."""
        return float(self.retriever.encode(a) @ self.retriever.encode(b))

    def _may_end(self, words: Sequence["re.Match[str]"], i: int, n: int) -> bool:
        """A term neither begins nor ends with a word that carries nothing."""
        return bool(key_of(words[i][0])) and bool(key_of(words[i + n - 1][0]))

    def _encode(self, texts: Sequence[str]) -> Vectors:
        """The mean of each text's token vectors, float32 [n, dim], unit length."""
        if not texts:
            return np.zeros((0, 1), dtype=np.float32)
        means = [tokens.vectors.mean(axis=0) for tokens in self.retriever.encode_tokens(texts)]
        stacked = np.stack(means).astype(np.float32)
        unit: Vectors = stacked / np.linalg.norm(stacked, axis=1, keepdims=True)
        return unit


def _same_form(a: Term, b: Term) -> bool:
    return (
        a.kind == b.kind
        and a.is_plural == b.is_plural
        and abs(len(a.text.split()) - len(b.text.split())) <= 1
        and 0.4 <= len(a.text) / len(b.text) <= 2.5
    )


def _overlap(other: Term, barred: Sequence[frozenset[str]]) -> bool:
    """Whether one of two terms is the other with a word more, or in other words the same."""
    own = frozenset(other.key.split())
    return any(own <= stems or stems <= own for stems in barred if stems)
