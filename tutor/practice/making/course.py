"""The course as a question maker knows it: its facts, its terms, and which could be confused.

Made once for an index; the wrong options of questions come from here.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from tutor.answering.terms import content_terms
from tutor.documents.document import Span
from tutor.practice.making.acronyms import expansions
from tutor.practice.making.formulas import without_formulas
from tutor.practice.making.passage import Passage, passages_of
from tutor.practice.making.terms import Term, is_plural, key_of, phrases_in, terms_of
from tutor.practice.outline import Outline
from tutor.retrieval.encoding import Vectors
from tutor.retrieval.retriever import Retriever

_LETTER = re.compile(r"[\W_]")
# Words that tell a thing from nothing of its kind: "deep neural network", "medical code".
_TELLS_NOTHING = content_terms(
    "neural network networks model models deep method algorithm layer medical clinical health "
    "simple basic ordinary"
)
_SAME = 0.8  # cosine from which two terms are taken for one thing


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
    text: str  # in the form that was asked for, singular or plural


@dataclass(frozen=True, slots=True)
class Fact:
    """A sentence of the course that states something by itself."""

    passage: Passage
    span: Span
    text: str


class Course:
    """The facts and terms of an index, with their vectors. May be used from several threads."""

    def __init__(self, retriever: Retriever, outline: Outline) -> None:
        """Read all passages; takes a few seconds for a course."""
        self.retriever = retriever
        self.outline = outline
        chunks = [chunk for chapter in outline.chapters for chunk in chapter.chunks]
        self.passages: tuple[Passage, ...] = tuple(passages_of(chunks))
        self.facts: tuple[Fact, ...] = tuple(
            Fact(passage, span, passage.read(span))
            for passage in self.passages
            for span in passage.facts
        )
        headings = dict.fromkeys(name for chunk in chunks for name in chunk.heading_path)
        sentences = [(fact.passage.chapter, without_formulas(fact.text)) for fact in self.facts]
        self.terms: tuple[Term, ...] = tuple(terms_of(sentences, headings))
        self._by_key = {term.key: i for i, term in enumerate(self.terms)}

    def passage(self, chunk_id: str) -> Passage | None:
        """The passage that a chunk is; None where nothing can be asked of it."""
        return self._by_chunk.get(chunk_id)

    def find(self, text: str) -> Term | None:
        """The term that a phrase names, in whatever number."""
        i = self._by_key.get(key_of(text))
        return None if i is None else self.terms[i]

    def mentions(self, sentence: str) -> list[Mention]:
        """The terms in a sentence, the longest at each place, in order, not overlapping."""
        plain = without_formulas(sentence)
        found: list[Mention] = []
        for start, end, key in sorted(phrases_in(plain), key=lambda p: (p[0], -p[1])):
            free = not found or start >= found[-1].span.end
            if free and key in self._by_key:
                term = self.terms[self._by_key[key]]
                found.append(Mention(term, Span(start, end), sentence[start:end]))
        return found

    def neighbours(
        self, term: Term, *, text: str = "", exclude: Collection[str] = ()
    ) -> list[Neighbour]:
        """Terms of the same kind and form that are near and not the same, nearest first.

        Args:
            term: One of the course's.
            text: Its form where it is asked for, such as its plural; its own without.
            exclude: Texts; a term that shares all its words with one of them is left out.
        """
        own = self._by_key[term.key]
        cosines = self._term_vectors @ self._term_vectors[own]
        barred = [frozenset(key_of(text).split()) for text in (term.text, *exclude)]
        wanted = text or term.text
        found = []
        for i, other in enumerate(self.terms):
            if i == own or cosines[i] >= _SAME or other.kind != term.kind:
                continue
            form = other.form(plural=is_plural(wanted))
            if form and _like(wanted, form) and not _overlap(other, barred):
                found.append(Neighbour(other, float(cosines[i]), form))
        return sorted(found, key=lambda neighbour: -neighbour.closeness)

    def related(self, a: Term, b: Term) -> bool:
        """Whether one of two terms is a kind of the other, or a name of it, as the notes say."""
        return bool(
            _same_letters(a, b)
            or self._is_kind(a, b)
            or self._is_kind(b, a)
            or (a.definition and (a.definition == b.definition or _named_in(a.definition, b.key)))
            or (b.definition and _named_in(b.definition, a.key))
        )

    def overlap(self, a: Term, b: Term) -> bool:
        """Whether two terms are the same but for a word more, or nearly the same in meaning."""
        i, j = self._by_key[a.key], self._by_key[b.key]
        cosine = float(self._term_vectors[i] @ self._term_vectors[j])
        return cosine >= _SAME or _same_letters(a, b) or _overlap(a, [frozenset(b.key.split())])

    def nearest_fact(self, term: Term, question: Vectors) -> float:
        """Cosine of a question with the nearest fact that names a term; 0 where none does.

        A term about which something as near to the question is said may well be its answer, too.
        """
        rows = self._facts_with.get(term.key)
        return float((self._fact_vectors[rows] @ question).max()) if rows else 0.0

    def _is_kind(self, narrow: Term, wide: Term) -> bool:
        """Whether what tells one term from any network or model is part of what another is.

        A GAT (graph attention network) is a GNN (graph neural network).
        """
        words = key_of(self._in_full(wide)).split()
        told = set(words) - _TELLS_NOTHING or set(words[-1:])
        known = content_terms(f"{self._in_full(narrow)} {narrow.definition}")
        return told <= known

    def _in_full(self, term: Term) -> str:
        return self._expansions.get(term.text, term.text)

    @cached_property
    def _expansions(self) -> dict[str, str]:
        return expansions(fact.text for fact in self.facts)

    @cached_property
    def _by_chunk(self) -> dict[str, Passage]:
        return {passage.chunk.id: passage for passage in self.passages}

    @cached_property
    def _facts_with(self) -> dict[str, list[int]]:
        """The facts that name each term, as rows."""
        found: dict[str, list[int]] = {}
        for row, fact in enumerate(self.facts):
            keys = {key for _, _, key in phrases_in(without_formulas(fact.text))}
            for key in keys & self._by_key.keys():
                found.setdefault(key, []).append(row)
        return found

    @cached_property
    def _fact_vectors(self) -> Vectors:
        """Of each fact's sentence, float32 [facts, dim], unit length."""
        rows = []
        for passage in self.passages:
            spans, vectors = self.retriever.sentences(passage.chunk.id)
            rows.append(vectors[[spans.index(span) for span in passage.facts]])
        stacked: Vectors = np.concatenate(rows) if rows else np.zeros((0, 1), dtype=np.float32)
        return stacked

    @cached_property
    def _term_vectors(self) -> Vectors:
        """Of each term, float32 [terms, dim], unit length.

        The mean of its words' vectors and of the facts that name it: an encoder knows little of
        an acronym, whose company tells what it is.
        """
        encoded = self.retriever.encode_tokens([term.text for term in self.terms])
        words = _unit(np.stack([tokens.vectors.mean(axis=0) for tokens in encoded]))
        company = _unit(
            np.stack(
                [self._fact_vectors[self._facts_with[term.key]].mean(axis=0) for term in self.terms]
            )
        )
        return _unit(words + company)


def _unit(vectors: Vectors) -> Vectors:
    unit: Vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    return unit


def _like(text: str, other: str) -> bool:
    """Whether two phrases are of like length, in words and characters."""
    return abs(len(text.split()) - len(other.split())) <= 1 and 0.4 <= len(text) / len(other) <= 2.5


def _named_in(definition: str, key: str) -> bool:
    return any(key == found for _, _, found in phrases_in(without_formulas(definition)))


def _same_letters(a: Term, b: Term) -> bool:
    """Whether an acronym is in another: "GAN" in "MedGAN", "clinical BERT" is "ClinicalBERT"."""
    if a.kind != "acronym" or b.kind != "acronym":
        return False
    shorter, longer = sorted((a.text, b.text), key=len)
    return _LETTER.sub("", shorter).lower() in _LETTER.sub("", longer).lower()


def _overlap(other: Term, barred: Sequence[frozenset[str]]) -> bool:
    """Whether one of two terms is the other with a word more, or in other words the same."""
    own = frozenset(other.key.split())
    return any(own <= stems or stems <= own for stems in barred if stems)
