"""Choosing the few sentences of the passages found that the model gets to read.

The time to an answer's first word is the time to read the prompt, so whole passages are too
dear: the sentences nearest the question, in their passages' order, hold the answer nearly as often
in a third of the tokens.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tutor.answering.terms import content_terms, coverage
from tutor.answering.untrusted.characters import script_of
from tutor.answering.untrusted.material import context_of, evidence_of
from tutor.documents.document import Span
from tutor.retrieval.retriever import Retriever, SearchHit

# A sentence that opens like this says little without the one before it.
_LEANS_BACK = re.compile(
    r"(it|its|this|these|that|those|they|their|such|he|she|here|however|therefore|thus|both)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")
_SHORT = 4  # words; "Yes." and "See below" may well stand in two places


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The sentences taken from one passage."""

    n: int  # the passage's number in the turn
    hit: SearchHit
    spans: tuple[Span, ...]  # offsets into the passage's text, in order

    @property
    def text(self) -> str:
        """The sentences in their order, with an ellipsis where something was left out."""
        known = self.hit.chunk.sentences
        parts: list[str] = []
        last = -1
        for span in self.spans:
            index = known.index(span)
            if parts and index != last + 1:
                parts.append("…")
            parts.append(self.hit.chunk.text[span.start : span.end].strip())
            last = index
        separator = (
            "\n" if any("\n" in part or part[:2] in ("- ", "* ", "| ") for part in parts) else " "
        )
        return separator.join(parts)


@dataclass(frozen=True, slots=True)
class EvidenceLimits:
    """How much the model reads."""

    passages: int = 5  # that sentences are taken from
    tokens: int = 220  # of the encoder, in all
    coverage_weight: float = 0.5  # of the question's terms, beside the cosine
    passage_weight: float = 0.067  # of the passage's own fused score, in standard deviations


@dataclass(frozen=True, slots=True)
class Candidate:
    """One sentence that may serve as evidence."""

    closeness: float  # cosine plus half the coverage
    handicap: float  # of a passage that was not found first
    n: int
    index: int  # of the sentence in its passage
    tokens: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """Every sentence of a turn's best passages, with how close it comes to the question."""

    hits: tuple[SearchHit, ...]
    candidates: tuple[Candidate, ...]  # best first

    def text_of(self, candidate: Candidate) -> str:
        """A candidate's sentence."""
        chunk = self.hits[candidate.n - 1].chunk
        span = chunk.sentences[candidate.index]
        return chunk.text[span.start : span.end]

    def within(self, tokens: int) -> tuple[Excerpt, ...]:
        """The best sentences in the order of their passages, up to a number of tokens.

        At least one is taken where there is any; tokens are the encoder's.
        """
        chosen = _fill(self.candidates, self.hits, tokens)
        return tuple(_excerpt(n, self.hits[n - 1], chosen[n]) for n in sorted(chosen))


def weigh_evidence(
    question: str, hits: Sequence[SearchHit], retriever: Retriever, limits: EvidenceLimits
) -> Evidence:
    """Compare every sentence of the best passages with the question.

    Args:
        question: What is searched for, complete in itself.
        hits: The passages found, best first; their order gives their numbers, from 1.
        retriever: Knows the sentence vectors and how rare a term is.
        limits: How many passages, and what counts how much.
    """
    query_vector = retriever.encode(question)
    wanted = content_terms(question)
    candidates: list[Candidate] = []
    best = hits[0].score if hits else 0.0
    script = script_of(question)
    for n, hit in enumerate(hits[: limits.passages], start=1):
        spans, vectors = retriever.sentences(hit.chunk.id)
        similarity = vectors @ query_vector
        heading = content_terms(context_of(hit.chunk))
        material = evidence_of(hit.chunk, script, retriever.encode)
        for index, span in enumerate(spans):
            if index not in material:
                continue
            text = hit.chunk.text[span.start : span.end]
            found = content_terms(text) | heading
            candidates.append(
                Candidate(
                    closeness=float(similarity[index])
                    + limits.coverage_weight * coverage(wanted, found, retriever.rarity),
                    handicap=limits.passage_weight * (best - hit.score),
                    n=n,
                    index=index,
                    tokens=retriever.count_tokens(text) + 1,
                )
            )
    candidates.sort(key=lambda c: c.handicap - c.closeness)
    return Evidence(tuple(hits), tuple(_told_once(candidates, hits)))


def _told_once(candidates: Sequence[Candidate], hits: Sequence[SearchHit]) -> Iterator[Candidate]:
    """The candidates without sentences that a better one says already, word for word.

    Notes repeat each other where somebody shares a copy or a summary takes a sentence over; read
    twice, such a sentence would weigh twice and take the room of another.
    """
    told: set[tuple[str, ...]] = set()
    for candidate in candidates:
        chunk = hits[candidate.n - 1].chunk
        span = chunk.sentences[candidate.index]
        words = tuple(_WORD.findall(chunk.text[span.start : span.end].lower()))
        if len(words) < _SHORT or words not in told:
            told.add(words)
            yield candidate


def _excerpt(n: int, hit: SearchHit, chosen: Sequence[Candidate]) -> Excerpt:
    indices = sorted({candidate.index for candidate in chosen})
    spans = tuple(hit.chunk.sentences[index] for index in indices)
    return Excerpt(n, hit, spans)


def _fill(
    candidates: Sequence[Candidate], hits: Sequence[SearchHit], budget: int
) -> dict[int, list[Candidate]]:
    """Best first until the budget is spent; what does not fit is passed over."""
    place = {(c.n, c.index): c for c in candidates}
    chosen: dict[int, list[Candidate]] = {}
    spent = 0
    for candidate in candidates:
        wanted = [candidate]
        chunk = hits[candidate.n - 1].chunk
        span = chunk.sentences[candidate.index]
        before = place.get((candidate.n, candidate.index - 1))
        if before and _LEANS_BACK.match(chunk.text[span.start : span.end].lstrip("-*# ")):
            wanted.append(before)
        new = [c for c in wanted if c not in chosen.get(c.n, ())]
        cost = sum(c.tokens for c in new)
        if spent and spent + cost > budget:
            continue
        for c in new:
            chosen.setdefault(c.n, []).append(c)
        spent += cost
    return chosen
