"""The notes' own words under an answer: the sentence that says most of what was asked.

A small model paraphrases, and now and then misreads. The sentence that it was meant to read,
word for word and with its source, lets the reader see for themselves and costs no time. What the
answer already says is not quoted again.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from tutor.answering.evidence import Candidate, Evidence
from tutor.answering.terms import content_terms, coverage
from tutor.answering.untrusted.characters import visible
from tutor.documents.document import Span
from tutor.retrieval.retriever import Retriever

# What can't stand within a line: code and tables.
_BLOCK = re.compile(r"```|~~~|^\s*\|", re.MULTILINE)
_DISPLAY = re.compile(r"\$\$.*?\$\$|\\\[.*?\\\]|\\begin\{.*\\end\{\w+\*?\}", re.DOTALL)
_ITEM = re.compile(r"^\s*(?:[-*+>#]+|\d+[.)])\s+")


@dataclass(frozen=True, slots=True)
class QuotationLimits:
    """How much is quoted."""

    sentences: int = 2
    words: int = 70  # in all; a longer first sentence is quoted whole up to `longest`
    longest: int = 90  # words of one sentence
    said: float = 0.85  # share of a sentence's terms in the answer from which it isn't repeated
    behind: float = 0.22  # in closeness, that a further sentence may lie behind the best
    ahead: float = 0.15  # in closeness, of what is cited, with which another passage is quoted


@dataclass(frozen=True, slots=True)
class Quotation:
    """A sentence of the notes."""

    n: int  # the passage's number
    span: Span  # offsets into the passage's text
    text: str  # on one line, without a list's mark


def quotations(
    evidence: Evidence,
    answer: Sequence[str],
    cited: Collection[int],
    retriever: Retriever,
    limits: QuotationLimits,
) -> list[Quotation]:
    """The sentences to quote under an answer, nearest to the question first; maybe none.

    Args:
        evidence: The turn's sentences.
        answer: The answer's sentences; empty to quote in place of an answer.
        cited: Numbers of the passages that the answer cites: what is quoted stands in them, unless
            the nearest sentence of all is far ahead of anything there, so that the answer may have
            been taken from the wrong place. In place of an answer it is always quoted.
        retriever: Knows how rare a term is.
        limits: How much.
    """
    said = frozenset().union(*(content_terms(sentence) for sentence in answer))
    near = _near(evidence.candidates, cited, limits)
    chosen: list[Quotation] = []
    words = 0
    for candidate in near:
        far = near[0].closeness - candidate.closeness > limits.behind
        if far or len(chosen) == limits.sentences:
            break
        text = _line(evidence.text_of(candidate))
        terms = content_terms(text) if text else frozenset()
        length = len(text.split())
        if not terms or length > limits.longest or (chosen and words + length > limits.words):
            continue
        if said and coverage(terms, said, retriever.rarity) >= limits.said:
            continue
        chosen.append(Quotation(candidate.n, _span(evidence, candidate), text))
        words += length
        said |= terms  # a summary may say the same as its chapter
    return chosen


def _near(
    candidates: Sequence[Candidate], cited: Collection[int], limits: QuotationLimits
) -> list[Candidate]:
    """What may be quoted, nearest to the question first."""
    if not candidates:
        return []
    nearest = candidates[0]
    best_cited = max((c.closeness for c in candidates if c.n in cited), default=float("-inf"))
    passages = set(cited)
    if nearest.closeness - best_cited > limits.ahead:
        passages.add(nearest.n)
    return [candidate for candidate in candidates if candidate.n in passages]


def _span(evidence: Evidence, candidate: Candidate) -> Span:
    return evidence.hits[candidate.n - 1].chunk.sentences[candidate.index]


def _line(sentence: str) -> str:
    """The sentence on one line; empty for what is no prose, or asks instead of saying something."""
    if sentence.rstrip().endswith("?"):
        return ""
    # Prose was put on one line when it was read: what has several is code cut out of its block.
    if _BLOCK.search(sentence) or "\n" in _DISPLAY.sub("", sentence).strip():
        return ""
    return " ".join(_ITEM.sub("", visible(sentence)).split())
