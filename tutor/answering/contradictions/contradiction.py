"""Do two notes disagree about what the student asked?

Looked for among the sentences of the turn's passages that come close to the question, without the
language model: two sentences of different documents that say the same but for a number of the same
thing, or but for a "not" or an opposite word. Anything that may make them speak of different things
(another subject, condition, unit, year, an example) lets the pair go: a student who is told of a
disagreement that is none stops reading.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from tutor.answering.contradictions.disagreement import Kind, disagree
from tutor.answering.contradictions.statement import Token, tokens
from tutor.answering.events import Sentence
from tutor.answering.terms import content_terms, coverage
from tutor.answering.untrusted.characters import script_of
from tutor.answering.untrusted.material import evidence_of
from tutor.documents.document import Span
from tutor.retrieval.encoding import Vectors
from tutor.retrieval.retriever import Retriever, SearchHit

# A sentence with one of these may have its subject in the one before it.
_LEANS_BACK = re.compile(
    r"\b(it|its|this|these|that|those|they|their|such|he|she|here)\b", re.IGNORECASE
)
_LONGEST = 60  # tokens of a sentence that is compared
_QUOTED = 300  # characters of a quote


@dataclass(frozen=True, slots=True)
class ContradictionLimits:
    """How alike two sentences must be, and how close to the question."""

    closeness: float = 0.7  # to the question: cosine plus half its coverage
    below_best: float = 0.5  # most that a sentence's closeness is below the closest one's
    coverage: float = 0.55  # least share of the question's terms that both sentences have
    similarity: float = 0.5  # least cosine of the two sentences


@dataclass(frozen=True, slots=True)
class Side:
    """What one of the two notes says."""

    n: int  # the passage's number in the turn
    span: Span  # of the sentence in the passage's text
    quote: str


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two notes that disagree."""

    kind: Kind
    sides: tuple[Side, Side]  # in the order of the passages' numbers

    def sentences(self) -> tuple[Sentence, Sentence]:
        """What the answer says about it: one line, each quote with its own citation."""
        first, second = self.sides
        opening = f"The notes disagree: \u201c{first.quote}\u201d"
        return (
            Sentence("\n\n", opening, (first.n,), supported=True, quoted=True),
            Sentence(
                ", but ", f"\u201c{second.quote}\u201d", (second.n,), supported=True, quoted=True
            ),
        )


def find_contradiction(
    question: str,
    hits: Sequence[SearchHit],
    retriever: Retriever,
    limits: ContradictionLimits = ContradictionLimits(),
) -> Contradiction | None:
    """The two sentences, closest to the question, in which two documents disagree.

    Args:
        question: What was searched for, complete in itself.
        hits: The passages in the order of their numbers, from 1.
        retriever: Knows the sentence vectors and how rare a term is.
        limits: How alike, and how close.
    """
    asked = content_terms(question)
    statements = list(_statements(question, hits, retriever, limits))
    pairs = sorted(
        (pair for pair in combinations(statements, 2) if pair[0].document != pair[1].document),
        key=lambda pair: -(pair[0].closeness + pair[1].closeness),
    )
    for a, b in pairs:
        if float(a.vector @ b.vector) < limits.similarity:
            continue
        if coverage(asked, a.terms & b.terms, retriever.rarity) < limits.coverage:
            continue
        if kind := disagree(a.tokens, b.tokens, tokens(question)):
            first, second = sorted((a, b), key=lambda s: (s.n, s.span))
            return Contradiction(kind, (first.side(), second.side()))
    return None


@dataclass(frozen=True, slots=True)
class _Statement:
    """One sentence that comes close to the question."""

    n: int
    document: str
    span: Span
    text: str
    tokens: tuple[Token, ...]
    terms: frozenset[str]  # with the heading's, and the sentence's before one that leans back
    vector: Vectors
    closeness: float

    def side(self) -> Side:
        return Side(self.n, self.span, _quote(self.text))


def _statements(
    question: str, hits: Sequence[SearchHit], retriever: Retriever, limits: ContradictionLimits
) -> Iterator[_Statement]:
    query = retriever.encode(question)
    asked = content_terms(question)
    script = script_of(question)
    found: list[_Statement] = []
    for n, hit in enumerate(hits, start=1):
        chunk = hit.chunk
        spans, vectors = retriever.sentences(chunk.id)
        similarity = vectors @ query
        material = evidence_of(chunk, script, retriever.encode)
        before = ""
        for i, span in enumerate(spans):
            text = chunk.text[span.start : span.end]
            read = tokens(text)
            whole = f"{before} {text}" if before and _LEANS_BACK.search(text) else text
            before = text
            if i not in material:
                continue
            if len(read) > _LONGEST or text.endswith("?") or text.startswith(("|", "```", "~~~")):
                continue
            terms = content_terms(whole) | content_terms(chunk.context)
            closeness = float(similarity[i]) + coverage(asked, terms, retriever.rarity) / 2
            found.append(
                _Statement(n, chunk.document_id, span, text, read, terms, vectors[i], closeness)
            )
    least = max(
        limits.closeness, max((s.closeness for s in found), default=0.0) - limits.below_best
    )
    return (s for s in found if s.closeness >= least)


def _quote(sentence: str) -> str:
    """A sentence on one line, without emphasis, the end of a long one left out."""
    plain = " ".join(sentence.replace("**", "").split())
    if len(plain) <= _QUOTED:
        return plain
    return plain[:_QUOTED].rsplit(" ", 1)[0] + " \u2026"
