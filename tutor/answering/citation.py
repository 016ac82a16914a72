"""Which passage supports this sentence? The check that gives every sentence its citation.

The model is not asked for citations: small models give them in half of their answers and often
wrongly. Each finished sentence is compared with every sentence of every passage of the turn, by
meaning (cosine of the sentence vectors) and by content (the share of its terms, weighted by
rarity, that the passage has, and all of its numbers and formulas). What passes is cited with the
sentences that made it pass; what doesn't is marked as unsupported. A yes to what a passage denies,
or a no to what it says, is not supported by it, however alike the words.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tutor.answering.contradictions.disagreement import disagree
from tutor.answering.contradictions.statement import Token, tokens
from tutor.answering.terms import (
    content_terms,
    coverage,
    formulas,
    numbers,
    proper_terms,
    squeeze,
)
from tutor.answering.untrusted.characters import script_of
from tutor.answering.untrusted.material import context_of, evidence_of
from tutor.documents.document import Span
from tutor.retrieval.encoding import Vectors
from tutor.retrieval.retriever import Retriever, SearchHit
from tutor.tracing import step

_FEW_TERMS = 3
_VERDICT = re.compile(r"\W*(?:yes|no)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SupportThresholds:
    """What a passage must have of a sentence to support it."""

    coverage: float = 0.45  # least share of the sentence's terms, by rarity
    joint: float = 0.8  # least coverage plus half the cosine with the nearest sentence
    gain: float = 0.15  # of coverage, for a further sentence to be evidence too
    rival: float = 0.95  # of the best passage's score, for a second passage to be cited
    question_weight: float = 0.2  # of a term that the sentence only repeats from the question
    common_word: float = 3.0  # most rarity of a word that is no name: paraphrase is no invention


@dataclass(frozen=True, slots=True)
class Support:
    """The passages that support a sentence: their numbers, each with its spans."""

    citations: tuple[tuple[int, tuple[Span, ...]], ...]

    @property
    def supported(self) -> bool:
        """Whether any passage does."""
        return bool(self.citations)


@dataclass(frozen=True, slots=True)
class _Claim:
    """What a sentence says, in the forms in which a passage can be asked for it."""

    vector: Vectors  # float32 [dim], unit length
    terms: frozenset[str]
    names: frozenset[str]  # those of the terms that are names or acronyms
    numbers: frozenset[str]  # in digits, those of the question left out
    formulas: frozenset[str]  # TeX without white space
    asked: frozenset[str]  # terms of the question
    script: str  # of the question
    verdict: tuple[Sequence[Token], Sequence[Token]] | None  # a yes or no, and the question


@dataclass(frozen=True, slots=True)
class _Match:
    """How well one passage supports a claim."""

    n: int
    score: float
    supports: bool
    spans: tuple[Span, ...]
    denies: bool = False  # it would support the claim if it did not say the opposite


def find_support(
    sentence: str,
    question: str,
    hits: Sequence[SearchHit],
    retriever: Retriever,
    thresholds: SupportThresholds,
) -> Support:
    """Check one sentence of an answer against the passages of its turn.

    Args:
        sentence: Markdown, without citation marks.
        question: What was asked. A very short answer ("308.") is understood through it.
        hits: The passages in the order of their numbers, from 1.
        retriever: Knows the passages' sentence vectors and how rare a term is.
        thresholds: What counts as support.
    """
    terms = content_terms(sentence)
    own_numbers = numbers(sentence)
    if not terms and not own_numbers:
        return Support(())
    with step("encode it"):
        said = f"{question} {sentence}" if len(terms) <= _FEW_TERMS else sentence
        vector = retriever.encode(said)
    claim = _Claim(
        vector=vector,
        terms=terms,
        names=proper_terms(sentence),
        numbers=own_numbers - numbers(question),
        formulas=formulas(sentence),
        asked=content_terms(question),
        script=script_of(question),
        verdict=(tokens(sentence), tokens(question)) if _VERDICT.match(sentence) else None,
    )
    matches = [_match(n, hit, claim, retriever, thresholds) for n, hit in enumerate(hits, start=1)]
    supporting = sorted((m for m in matches if m.supports), key=lambda m: -m.score)
    denied = max((m.score for m in matches if m.denies), default=0.0)
    if not supporting or denied > supporting[0].score:
        return Support(())
    enough = supporting[0].score * thresholds.rival
    return Support(tuple(sorted((m.n, m.spans) for m in supporting[:2] if m.score >= enough)))


def _match(
    n: int, hit: SearchHit, claim: _Claim, retriever: Retriever, thresholds: SupportThresholds
) -> _Match:
    """Find the fewest sentences of one passage that cover the claim best."""
    chunk = hit.chunk
    known, vectors = retriever.sentences(chunk.id)
    material = sorted(evidence_of(chunk, claim.script, retriever.encode))
    if not material:
        return _Match(n, score=0.0, supports=False, spans=())
    context = context_of(chunk)
    spans = [known[i] for i in material]
    similarity = vectors[material] @ claim.vector
    texts = [chunk.text[span.start : span.end] for span in spans]
    terms = [content_terms(text) for text in texts]
    heading = content_terms(context)
    passage_terms = heading.union(*terms)

    def rarity(term: str) -> float:
        weight = retriever.rarity(term)
        if term not in claim.names:
            weight = min(weight, thresholds.common_word)
        repeated = term in claim.asked and term not in passage_terms
        return weight * (thresholds.question_weight if repeated else 1.0)

    def covered(indices: Sequence[int]) -> float:
        return coverage(claim.terms, heading.union(*(terms[i] for i in indices)), rarity)

    singly = [covered([i]) for i in range(len(spans))]
    chosen = [max(range(len(spans)), key=lambda i: float(similarity[i]) + singly[i])]
    best_similarity = float(similarity[chosen[0]])
    reached = singly[chosen[0]]
    while len(chosen) < len(spans):
        rest = [i for i in range(len(spans)) if i not in chosen]
        further = max(rest, key=lambda i: covered([*chosen, i]))
        if covered([*chosen, further]) - reached < thresholds.gain:
            break
        chosen.append(further)
        reached = covered(chosen)
    missing = claim.numbers - numbers(" ".join(texts[i] for i in chosen)) - numbers(context)
    for i, text in enumerate(texts):
        if i not in chosen and missing & numbers(text):
            chosen.append(i)
            missing -= numbers(text)
    tex = squeeze("\n".join(texts))
    supports = (
        not missing
        and all(formula in tex for formula in claim.formulas)
        and reached >= thresholds.coverage
        and reached + best_similarity / 2 >= thresholds.joint
    )
    denies = supports and any(_denies(texts[i], claim) for i in chosen)
    return _Match(
        n,
        score=best_similarity + reached,
        supports=supports and not denies,
        spans=tuple(spans[i] for i in sorted(chosen)),
        denies=denies,
    )


def _denies(text: str, claim: _Claim) -> bool:
    """Whether a passage's sentence says no where the claim says yes, or the other way round."""
    if claim.verdict is None or text.rstrip().endswith("?"):
        return False
    said, asked = claim.verdict
    return disagree(said, tokens(text), asked) == "yes or no"
