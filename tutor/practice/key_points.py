"""What a full answer to a question says, point by point, and what in each point counts.

A point's words that the question has already earn nothing: who repeats them has said nothing yet.
What is left is weighted by its rarity in the notes, so that "vanishing" counts for more than
"large".
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tutor.answering.contradictions.statement import tokens
from tutor.answering.terms import content_terms
from tutor.documents.sentences import split_sentences
from tutor.practice.question import Question

Rarity = Callable[[str], float]

_LEAST_WEIGHT = 0.5  # of a point, as a share of the mean: none is for nothing
_NO_NUMBERS = {0.0, 1.0}  # said in words as often: "sets to zero", "switches off"
_THAN = re.compile(r"\bthan\b.*")
_PLAIN = re.compile(r"[*`]+")


@dataclass(frozen=True, slots=True)
class KeyPoint:
    """One thing that a full answer says."""

    text: str
    terms: frozenset[str]  # stems of what it says beyond the question; all where nothing is left
    numbers: tuple[float, ...]  # that it says and the question doesn't
    subject: frozenset[str]  # stems that tell what it is about from what the other points are
    rivals: frozenset[str]  # the other points' subjects
    weight: float  # share of the score; those of a question's points add up to 1


def key_texts(question: Question) -> tuple[str, ...]:
    """What a full answer says: the question's own key points, else those that are derived.

    Without key points they are the sentences of the model answer; without words in that, the
    sentences of the passage that support it.
    """
    if question.key_points:
        return question.key_points
    if isinstance(question.answer, str) and question.answer.strip():
        return _sentences(question.answer)
    return tuple(
        " ".join(citation.text[span.start : span.end].split())
        for citation in question.citations
        for span in citation.evidence
    )


def key_points(question: Question, rarity: Rarity) -> tuple[KeyPoint, ...]:
    """A question's key points with their weights.

    Args:
        question: A short answer or a flashcard.
        rarity: How rare a stem is in the notes, at least 0.
    """
    texts = key_texts(question)
    asked = content_terms(question.question)
    all_terms = [content_terms(text) for text in texts]
    own = [terms - asked or terms for terms in all_terms]
    subjects = _subjects(texts, all_terms, asked)
    raw = [sum(rarity(term) for term in sorted(terms)) ** 0.5 for terms in own]
    mean = sum(raw) / len(raw) if raw else 0.0
    weights = [max(weight, _LEAST_WEIGHT * mean) or 1.0 for weight in raw]
    asked_numbers = set(numbers_in(question.question))
    return tuple(
        KeyPoint(
            text=text,
            terms=own[i],
            numbers=tuple(n for n in numbers_in(text) if n not in asked_numbers | _NO_NUMBERS),
            subject=subjects[i],
            rivals=frozenset().union(*subjects[:i], *subjects[i + 1 :]) - subjects[i],
            weight=weights[i] / sum(weights),
        )
        for i, text in enumerate(texts)
    )


_MULTIPLES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9}
_SHORT = re.compile(r"(?<=\d) ?k\b", re.IGNORECASE)


def numbers_in(text: str) -> tuple[float, ...]:
    """The numbers of a text in their order: "700k", "seven hundred thousand" are 700000."""
    found: list[float] = []
    previous = ""
    for token in tokens(_SHORT.sub(" thousand", text)):
        if token.text in _MULTIPLES:
            if previous == "number" and found:
                found[-1] *= _MULTIPLES[token.text]
                continue
        elif token.kind == "number":
            found += token.values
            previous = "number"
            continue
        elif digits := re.fullmatch(r"(\d+(?:\.\d+)?)\D*|\D*?(\d+)", token.text):
            found.append(float(digits[1] or digits[2]))  # "3-layer", "x2"
        previous = token.kind
    return tuple(found)


def _subjects(
    texts: Sequence[str], terms: Sequence[frozenset[str]], asked: frozenset[str]
) -> list[frozenset[str]]:
    """Of each point, the question's words at its head that not all points have.

    A question that asks about two things at once ("L1 and L2") names both, and each of its points
    opens with the one that it is about.
    """
    heads = [_head(text) & own & asked for text, own in zip(texts, terms, strict=True)]
    common = frozenset.intersection(*heads) if heads else frozenset()
    # What other points only mention is nothing that they are told from it by.
    spoken = [content_terms(_THAN.sub("", text)) for text in texts]
    named = [
        frozenset(
            term
            for term in head - common
            if not any(term in spoken[j] - heads[j] for j in range(len(texts)) if j != i)
        )
        for i, head in enumerate(heads)
    ]
    return named if sum(bool(head) for head in named) > 1 else [frozenset() for _ in named]


def _head(text: str) -> frozenset[str]:
    """Stems of the words with which a point opens."""
    return content_terms(" ".join(text.replace("-", " ").split()[:3]))


def _sentences(text: str) -> tuple[str, ...]:
    plain = " ".join(_PLAIN.sub("", text).split())
    return tuple(plain[span.start : span.end] for span in split_sentences(plain))
