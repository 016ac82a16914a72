"""How much of a key point a student's answer says, in numbers and before any model is asked.

- near: how near each of the point's own tokens comes to a token of the answer, the mean of their
  cosines, rare words counting more (late interaction; see `tutor.retrieval.token_vectors`);
- misplaced: by how much more the answer says the point of something else than of its subject;
- numbers: the share of the point's numbers that the answer lacks;
- denied: whether the clause that is about the point says the opposite.

The share of the point's terms and the cosine with the nearest sentence were measured beside these
and told nothing more.
"""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tutor.answering.terms import content_terms
from tutor.practice.aliases import Alias, with_names
from tutor.practice.claims import Claims, mentions, share
from tutor.practice.key_points import KeyPoint, numbers_in
from tutor.practice.opposition import denies
from tutor.retrieval.retriever import Retriever
from tutor.retrieval.token_vectors import TokenVectors

_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*")
_ABOUT = 0.34  # least share of a point's terms in a clause that is about it
_ROUNDED = 0.01  # relative; a student who says 0.77 knows the 0.773 of the notes


@dataclass(frozen=True, slots=True)
class PointSignals:
    """What is measured of one point, all between 0 and 1."""

    near: float
    misplaced: float
    numbers: float  # share that is lacking
    denied: bool


@dataclass(frozen=True, slots=True)
class PointReading:
    """A point's signals, and what of the answer may be about it."""

    signals: PointSignals
    text: str


def read_point_signals(
    claims: Claims,
    points: Sequence[KeyPoint],
    question: str,
    aliases: tuple[Alias, ...],
    retriever: Retriever,
) -> tuple[PointReading, ...]:
    """Measure each point of a question in an answer.

    Args:
        claims: The answer.
        points: What a full one says.
        question: What was asked.
        aliases: Second names that the passage gives.
        retriever: Knows the encoder and how rare a term is.
    """
    key = " ".join(point.text for point in points)
    parts = [with_names(part, key, aliases) for part in claims.parts]
    encoded = retriever.encode_tokens([*(p.text for p in points), *parts])
    tokens, part_tokens = encoded[: len(points)], encoded[len(points) :]
    found = []
    for point, own in zip(points, tokens, strict=True):
        kept = _about(point, parts)
        heard = [parts[i] for i in kept]
        weights = _weights(point, own, retriever.rarity)
        near = _nearness(own, weights, [part_tokens[i] for i in kept])
        others = [part for i, part in enumerate(part_tokens) if i not in kept]
        lacking = _lacking(point.numbers, [n for part in heard for n in numbers_in(part)])
        signals = PointSignals(
            near=near,
            misplaced=max(0.0, _nearness(own, weights, others) - near),
            numbers=lacking / len(point.numbers) if point.numbers else 0.0,
            denied=_is_denied(point, heard, question, retriever.rarity),
        )
        whole = len(kept) == len(parts)
        text = with_names(claims.text, key, aliases) if whole else "; ".join(heard)
        found.append(PointReading(signals, text))
    return tuple(found)


def _about(point: KeyPoint, parts: Sequence[str]) -> list[int]:
    """The clauses that may be about a point: not those about what another point is about.

    A clause is about the subject that it names first; without one it goes on with that of the one
    before it.
    """
    kept, elsewhere = [], False
    for i, part in enumerate(parts):
        for word in _WORD.findall(part):
            terms = content_terms(word)
            own = any(mentions(term, terms) for term in point.subject)
            if own or any(mentions(term, terms) for term in point.rivals):
                elsewhere = bool(point.subject) and not own
                break
        if not elsewhere:
            kept.append(i)
    return kept


def _nearness(
    own: TokenVectors, weights: npt.NDArray[np.float64], parts: Sequence[TokenVectors]
) -> float:
    """Weighted mean cosine of a point's own tokens with the nearest ones of some clauses."""
    found = [part.vectors for part in parts if len(part.vectors)]
    if not found or not weights.any():
        return 0.0
    best = (own.vectors @ np.concatenate(found).T).max(axis=1)
    return max(0.0, float(best @ weights) / float(weights.sum()))


def _weights(
    point: KeyPoint, own: TokenVectors, rarity: Callable[[str], float]
) -> npt.NDArray[np.float64]:
    """Of each token of a point: its word's rarity where the word counts, shared by its tokens."""
    weights = np.zeros(len(own.spans))
    for match in _WORD.finditer(point.text):
        counted = content_terms(match[0]) & point.terms
        inside = [i for i, s in enumerate(own.spans) if match.start() <= s.start < match.end()]
        if counted and inside:
            weights[inside] = max(map(rarity, counted)) / len(inside)
    return weights


def _lacking(wanted: Sequence[float], said: Sequence[float]) -> int:
    return sum(
        not any(math.isclose(number, other, rel_tol=_ROUNDED) for other in said)
        for number in wanted
    )


def _is_denied(
    point: KeyPoint, parts: Sequence[str], question: str, rarity: Callable[[str], float]
) -> bool:
    """Whether the clauses that come closest to a point deny it, and none says it plainly."""
    terms = [content_terms(part) for part in parts]
    shares = [share(point.terms, own, rarity) for own in terms]
    best = max(shares, default=0.0)
    if best < _ABOUT:
        # With nothing of the point's own words but an opposite one, its subject must be named.
        close = [p for p, t in zip(parts, terms, strict=True) if point.subject & t]
    else:
        close = [p for p, s in zip(parts, shares, strict=True) if s >= best - 1e-9]
    return bool(close) and all(denies(part, point.text, question) for part in close)
