"""What the search says of whether the notes hold an answer, without asking the model.

Four numbers, each of which falls when the answer is missing although its subject is there:

- closeness: of the best sentence to the question, by meaning and by its terms;
- lead: how far that sentence stands out from the other passages' sentences. Where the notes only
  circle the subject, many sentences are as near as the best;
- words covered: how near the question's content words come to words of the best sentences, token
  by token, so that one missing idea shows even where the rest is there in other words;
- passage covered: the same for the whole best passage.
"""

import re
from dataclasses import dataclass

from tutor.answering.evidence import Evidence
from tutor.answering.terms import content_terms
from tutor.retrieval.retriever import Retriever
from tutor.retrieval.token_vectors import TokenVectors, Vectors, soft_coverage
from tutor.tracing import step

_BEST = 3  # sentences that the question's words are looked for in
_RIVAL = 5  # the lead is over the sentence this many places after the best
_WORD = re.compile(r"\w+(?:[-'\u2019]\w+)*")


@dataclass(frozen=True, slots=True)
class Signals:
    """What the search says, each higher where the answer is more likely there."""

    closeness: float  # cosine plus half the coverage, 0 to 1.5
    lead: float  # in closeness
    words_covered: float  # mean cosine, at most 1
    passage_covered: float  # mean cosine, at most 1


def read_signals(question: str, evidence: Evidence, retriever: Retriever) -> Signals:
    """Measure how well a turn's evidence meets the question.

    Args:
        question: What is searched for, complete in itself.
        evidence: At least one candidate.
        retriever: Knows the encoder.
    """
    candidates = evidence.candidates
    best = [evidence.text_of(candidate) for candidate in candidates[:_BEST]]
    first = evidence.hits[candidates[0].n - 1].chunk
    with step("encode their tokens"):
        asked, *sentences = retriever.encode_tokens([question, *best])
        # By itself: beside the short texts it would have them padded to its length.
        (whole,) = retriever.encode_tokens([f"{first.context}: {first.text}"])
    wanted = _content(question, asked)
    rival = candidates[min(_RIVAL, len(candidates) - 1)]
    return Signals(
        closeness=candidates[0].closeness,
        lead=candidates[0].closeness - rival.closeness,
        words_covered=soft_coverage(wanted, sentences),
        passage_covered=soft_coverage(wanted, [whole]),
    )


def _content(question: str, tokens: TokenVectors) -> Vectors:
    """The question's tokens that belong to its content words, float32 [tokens, dim]."""
    words = [match.span() for match in _WORD.finditer(question) if content_terms(match[0])]
    kept = [
        i
        for i, span in enumerate(tokens.spans)
        if any(start <= span.start < end for start, end in words)
    ]
    return tokens.vectors[kept]
