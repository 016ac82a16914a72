"""Do two sentences that come close to a question answer it differently?

They are taken apart as far as their words go: a number of the same thing that differs, or a "no"
against a "yes"; and they are let go when each has a subject or a condition that the other hasn't.
"""

import re
from collections.abc import Sequence
from itertools import product
from typing import Literal

from tutor.answering.contradictions.polarity import opposed, weak
from tutor.answering.contradictions.quantity import Quantity, differ, quantities, same_kind
from tutor.answering.contradictions.sameness import Clause, apart
from tutor.answering.contradictions.statement import Token, stems

Kind = Literal["number", "yes or no"]

_EXAMPLE = re.compile(
    r"\b(for example|for instance|e \. g|such as|suppose|assume|imagine|let us|let's|if we|say ,)\b"
)
_QUIZ = re.compile(r"\btrue or false\b|^\W*(true|false) :")
_DATED = re.compile(
    r"\b(?:as of|until|till|since|before|after|from|in)(?: the)? (?:1[89]|20)\d\d\b"
)
# Least share of the words of the shorter clause. A number of the same thing is a sign of its own.
_SHARED_NUMBER = 0.5
_SHARED_YES_NO = 0.6
_NO_NUMBER = frozenset("why who whom whose where".split())
_UNIT_WORDS = {
    "time": "long time duration length old often fast window last take",
    "months": "long time duration old age often last take",
    "bytes": "large big size memory space storage",
    "share": "percent percentage share rate accuracy much many proportion fraction probability "
    "likely chance prevalence risk",
    "frequency": "frequency rate often fast",
    "length": "long large tall size wide far length width distance thick",
    "mass": "heavy weight dose much mass",
    "volume": "much volume large",
    "pressure": "pressure high",
    "date": "when date day due deadline",
}


def disagree(a: Sequence[Token], b: Sequence[Token], asked: Sequence[Token]) -> Kind | None:
    """How two sentences about a question disagree, or None where they may well agree.

    Args:
        a: One sentence.
        b: The other, of another document.
        asked: The question.
    """
    words_a, words_b = _words(a), _words(b)
    if _QUIZ.search(words_a) or _QUIZ.search(words_b):
        return None
    if not (stems(a) & stems(b) & stems(asked) - {""}):
        return None
    if not (_EXAMPLE.search(words_a) or _EXAMPLE.search(words_b)) and _numbers(a, b, asked):
        return "number"
    return "yes or no" if _yes_no(a, b, asked) else None


def _words(tokens: Sequence[Token]) -> str:
    return " ".join(token.text for token in tokens)


def _numbers(a: Sequence[Token], b: Sequence[Token], asked: Sequence[Token]) -> bool:
    words = {token.text for token in asked}
    if words & _NO_NUMBER and "how" not in words:
        return False
    pairs = [
        (x, y)
        for x, y in product(quantities(a), quantities(b))
        if same_kind(x, y) and _is_asked(x, asked) and _is_asked(y, asked)
    ]
    if not pairs or not all(differ(x, y) for x, y in pairs):
        return False
    nearness = [_nearness(x, y) for x, y in pairs]
    if nearness.count(max(nearness)) > 1:
        return False  # which of them is meant is a guess
    x, y = pairs[nearness.index(max(nearness))]
    if not (x.year or y.year) and _dated_alone(a, b):
        return False
    return not apart(Clause(a, x.at, x.end), Clause(b, y.at, y.end), asked, _SHARED_NUMBER)


def _nearness(x: Quantity, y: Quantity) -> int:
    """How much the words next to two numbers have in common."""
    return len(set(x.noun) & set(y.noun)) + len(set(x.before[-2:]) & set(y.before[-2:]))


def _dated_alone(a: Sequence[Token], b: Sequence[Token]) -> bool:
    """Whether one of the two says when it holds, and the other doesn't or says another time."""
    return _DATED.findall(_words(a)) != _DATED.findall(_words(b))


def _is_asked(quantity: Quantity, asked: Sequence[Token]) -> bool:
    """Whether the question is about what a number counts or measures."""
    words = {token.text for token in asked}
    stems = {token.stem[:6] for token in asked if token.stem}
    if quantity.year:
        return bool(words & {"when", "year", "date", "since", "old"})
    own = [*quantity.noun, *quantity.before[-3:]]
    if any(stem[:6] in stems for stem in own):
        return True
    return bool(words & set(_UNIT_WORDS.get(quantity.dimension, "").split()))


def _yes_no(a: Sequence[Token], b: Sequence[Token], asked: Sequence[Token]) -> bool:
    if weak(a, b) or weak(b, a) or _dated_alone(a, b):
        return False
    stand = opposed(a, b, asked)
    if stand is None:
        return False
    return not apart(
        Clause(a, stand.a, stand.a + 1), Clause(b, stand.b, stand.b + 1), asked, _SHARED_YES_NO
    )
