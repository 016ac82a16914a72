"""How much of a key point a student's answer says, in numbers and before any model is asked.

- words: the share of the point's own terms that the answer has, rare ones counting more;
- near: the same by meaning, the cosine of each of the point's own tokens with the nearest token of
  the answer (late interaction; see `tutor.retrieval.token_vectors`);
- near_clause: that in the single clause which comes closest. What is true of the whole answer only
  may be words that belong to different things;
- cosine: of the point with the closest sentence of the answer;
- numbers: the share of the point's numbers that the answer lacks;
- denied: whether the clause that is about the point says the opposite.
"""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

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

    words: float
    near: float
    near_clause: float
    cosine: float
    numbers: float  # share that is lacking
    denied: bool


def read_point_signals(
    claims: Claims,
    points: Sequence[KeyPoint],
    question: str,
    aliases: tuple[Alias, ...],
    retriever: Retriever,
) -> tuple[PointSignals, ...]:
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
    sentences = [with_names(sentence, key, aliases) for sentence in claims.sentences]
    encoded = retriever.encode_tokens([*(p.text for p in points), *parts])
    tokens, part_tokens = encoded[: len(points)], encoded[len(points) :]
    texts = [*sentences, " ".join(sentences)] if len(sentences) > 1 else sentences
    vectors = np.stack([retriever.encode(text) for text in texts])
    found = []
    for point, own in zip(points, tokens, strict=True):
        kept = _about(point, parts)
        heard = [parts[i] for i in kept]
        terms = [content_terms(part) for part in heard]
        near, near_clause = _nearness(point, own, [part_tokens[i] for i in kept], retriever.rarity)
        lacking = _lacking(point.numbers, [n for part in heard for n in numbers_in(part)])
        found.append(
            PointSignals(
                words=share(point.terms, frozenset().union(*terms), retriever.rarity),
                near=near,
                near_clause=near_clause,
                cosine=max(0.0, float((vectors @ retriever.encode(point.text)).max())),
                numbers=lacking / len(point.numbers) if point.numbers else 0.0,
                denied=_is_denied(point, heard, terms, question, retriever.rarity),
            )
        )
    return tuple(found)


def _about(point: KeyPoint, parts: Sequence[str]) -> list[int]:
    """The clauses that may be about a point: not those about what another point is about.

    A clause without a subject of its own goes on with that of the one before it.
    """
    kept, elsewhere = [], False
    for i, part in enumerate(parts):
        terms = content_terms(part.replace("-", " "))
        own = any(mentions(term, terms) for term in point.subject)
        rival = any(mentions(term, terms) for term in point.rivals)
        if own or rival:
            elsewhere = bool(point.subject) and rival and not own
        if not elsewhere:
            kept.append(i)
    return kept


def _nearness(
    point: KeyPoint,
    own: TokenVectors,
    parts: Sequence[TokenVectors],
    rarity: Callable[[str], float],
) -> tuple[float, float]:
    """Weighted mean cosine of a point's own tokens with the nearest of all clauses, and of one."""
    weights = _weights(point, own, rarity)
    parts = [part for part in parts if len(part.vectors)]
    if not parts or not weights.any():
        return 0.0, 0.0
    best = np.stack([(own.vectors @ part.vectors.T).max(axis=1) for part in parts])
    total = float(weights.sum())
    near = float(best.max(axis=0) @ weights) / total
    return max(0.0, near), max(0.0, float((best @ weights).max()) / total)


def _weights(
    point: KeyPoint, own: TokenVectors, rarity: Callable[[str], float]
) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
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
    point: KeyPoint,
    parts: Sequence[str],
    terms: Sequence[frozenset[str]],
    question: str,
    rarity: Callable[[str], float],
) -> bool:
    """Whether the clauses that come closest to a point deny it, and none says it plainly."""
    shares = [share(point.terms, own, rarity) for own in terms]
    best = max(shares, default=0.0)
    if best < _ABOUT:
        # With nothing of the point's own words but an opposite one, its subject must be named.
        close = [p for p, t in zip(parts, terms, strict=True) if point.subject & t]
    else:
        close = [p for p, s in zip(parts, shares, strict=True) if s >= best - 1e-9]
    return bool(close) and all(denies(part, point.text, question) for part in close)
