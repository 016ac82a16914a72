"""Whether two sentences say yes and no to the same thing.

A sentence says no by a word ("not", "never", "no longer"), by a prefix ("non-convex"), or by the
opposite of the other's word ("lowers" for "raises"). Two of these undo each other: "a larger k
lowers it" and "a smaller k raises it" agree.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from tutor.answering.contradictions.statement import Token, stem_of, stems

_NEGATORS = frozenset(
    "not no never none neither nor cannot non lack lacks fails fail false untrue wrong "
    "incorrect impossible".split()
)
# Half a no, or one about something else than the predicate.
_WEAKENED = frozenset(
    "only necessarily always every all both just merely entirely fully completely exactly yet "
    "usually often generally much very".split()
)
_HEDGES = frozenset("except unless apart besides rarely seldom hardly sometimes may might".split())
_PREFIXES = ("un", "in", "im", "dis", "non", "ir")
_NO_PREFIX = frozenset("inform improv import discov discount impress indic disclos".split())
_LEAST_STEM = 4
_ENDING = 3  # letters in which two stems of one word may differ

# Opposite words: what something does, and (behind a form of "be") what it is.
_DEEDS = (
    ("increase raise grow rise enlarge boost", "decrease reduce lower shrink fall drop diminish"),
    ("maximise maximize", "minimise minimize"),
    ("enable allow permit activate", "disable forbid prohibit ban prevent deactivate"),
    ("include", "exclude omit"),
    ("speed accelerate", "slow decelerate"),
    ("improve help", "worsen harm hurt impair"),
    ("accept", "reject"),
    ("strengthen", "weaken"),
    ("keep retain preserve", "discard remove delete"),
    ("succeed", "fail"),
    ("overfit", "underfit"),
    ("overestimate", "underestimate"),
)  # fmt: skip
_TRAITS = (
    ("large larger big bigger great greater high higher long longer more most",
     "small smaller low lower short shorter less fewer little least"),
    ("fast faster quick quicker", "slow slower"),
    ("easy easier", "hard harder difficult"),
    ("good better", "bad worse poor"),
    ("strong stronger", "weak weaker"),
    ("required mandatory compulsory obligatory", "optional voluntary"),
    ("active on", "inactive off"),
    ("deterministic", "stochastic random"),
    ("convex", "concave"),
    ("open public", "closed private"),
    ("present", "absent"),
    ("safe", "dangerous unsafe"),
    ("early earlier", "late later"),
    ("positive", "negative"),
    ("true right correct", "false wrong incorrect"),
    ("linear", "nonlinear"),
    ("fixed constant", "variable"),
    ("allowed permitted", "forbidden prohibited banned"),
)  # fmt: skip
_ORDER = (("before", "after"), ("precede", "follow"))
_BE = frozenset(
    "is are was were be been being becomes become gets get stays stay remains remain makes make "
    "switched turned set kept isn't aren't wasn't weren't".split()
)


@dataclass(frozen=True, slots=True)
class Stand:
    """Where in two sentences they part, as tokens."""

    a: int
    b: int


def opposed(a: Sequence[Token], b: Sequence[Token], asked: Sequence[Token]) -> Stand | None:
    """The place where two sentences about the same say yes and no, else None.

    That the sentences are about the same is for the caller to see to.

    Args:
        a: One sentence.
        b: The other.
        asked: The question; an order ("before", "after") counts only where it was asked for.
    """
    turns = [
        *(Stand(i, j) for i, j in _denied_elsewhere(a, b)),
        *(Stand(i, j) for j, i in _denied_elsewhere(b, a)),
        *_opposites(a, b, asked),
    ]
    return turns[0] if len(turns) % 2 else None


def _denied_elsewhere(a: Sequence[Token], b: Sequence[Token]) -> list[tuple[int, int]]:
    """Where `a` denies what `b` says without a denial of its own, as tokens of the two."""
    stems_a, stems_b = stems(a), stems(b)
    found = []
    for i, token in enumerate(a):
        prefixed = _without_prefix(token.stem, stems_b)
        if not prefixed and not is_negator(token):
            continue
        places = [
            place
            for stem in ([prefixed] if prefixed else _denied(a, i))
            if (place := _place(b, stem, stems_a)) is not None
        ]
        if places and not any(_is_denied(b, place, stems_a) for place in places):
            found.append((i, places[0]))
    return found


def _place(tokens: Sequence[Token], stem: str, others: frozenset[str]) -> int | None:
    """Where a stem is, with or without a prefix that denies it."""
    return next(
        (i for i, t in enumerate(tokens) if stem in (t.stem, _without_prefix(t.stem, others))), None
    )


def is_negator(token: Token) -> bool:
    """Whether a word says no."""
    return token.text in _NEGATORS or token.text.endswith("n't")


def weak(tokens: Sequence[Token], other: Sequence[Token]) -> bool:
    """Whether a denial is only a half one: "not always", "not only", "except at night".

    "Not always" is a whole one where the other sentence says "always".
    """
    words = {token.text for token in other}
    return any(token.text in _HEDGES for token in tokens) or any(
        is_negator(first) and second.text in _WEAKENED - words for first, second in pairwise(tokens)
    )


def _denied(tokens: Sequence[Token], at: int) -> list[str]:
    """The first two content words behind a place, within its clause."""
    stems: list[str] = []
    for token in tokens[at + 1 :]:
        if token.text in ",;:." or len(stems) == 2:
            break
        if token.stem and not is_negator(token):
            stems.append(token.stem)
    return stems


def _is_denied(tokens: Sequence[Token], place: int, others: frozenset[str]) -> bool:
    """Whether this word is denied: by its own prefix, or a negator before it in its clause."""
    if _without_prefix(tokens[place].stem, others):
        return True
    for token in reversed(tokens[:place]):
        if token.text in ",;:.":
            return False
        if is_negator(token):
            return True
    return False


def _without_prefix(stem: str, others: frozenset[str]) -> str:
    """What a prefix denies, where the other sentence has the word without it; else nothing."""
    for prefix in _PREFIXES:
        rest = stem.removeprefix(prefix)
        if rest == stem or len(rest) < _LEAST_STEM or stem in _NO_PREFIX:
            continue
        for other in others:  # "ungrad" and "grade"
            longer, shorter = (other, rest) if len(other) > len(rest) else (rest, other)
            if (
                len(shorter) >= _LEAST_STEM
                and longer.startswith(shorter)
                and len(longer) - len(shorter) <= _ENDING
            ):
                return other
    return ""


def _signs(pairs: Sequence[tuple[str, str]]) -> dict[str, tuple[int, int]]:
    """Each word's stem with its pair and its side."""
    return {
        stem_of(word) or word: (number, side)
        for number, words in enumerate(pairs)
        for sign, side in zip((0, 1), (1, -1), strict=True)
        for word in words[sign].split()
    }


_DEED_SIGNS = _signs(_DEEDS)
_TRAIT_SIGNS = _signs(_TRAITS)
_ORDER_SIGNS = _signs(_ORDER)


def _opposites(a: Sequence[Token], b: Sequence[Token], asked: Sequence[Token]) -> list[Stand]:
    found = []
    for signs, behind_be in ((_DEED_SIGNS, False), (_TRAIT_SIGNS, True), (_ORDER_SIGNS, False)):
        if signs is _ORDER_SIGNS and not any(_key(t) in signs or t.text == "when" for t in asked):
            continue
        in_a, in_b = _signed(a, signs, behind_be), _signed(b, signs, behind_be)
        for pair in in_a.keys() & in_b.keys():
            aligned = _aligned(a, in_a[pair], b, in_b[pair])
            found += [Stand(i, j) for (i, x), (j, y) in aligned if x != y]
    return found


def _aligned(
    a: Sequence[Token], in_a: list[tuple[int, int]], b: Sequence[Token], in_b: list[tuple[int, int]]
) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Words of one pair in two sentences that are about the same: the only ones, or by object."""
    if len(in_a) == len(in_b) == 1:
        return [(in_a[0], in_b[0])]
    return [
        (x, y)
        for x in in_a
        for y in in_b
        if (denied := _denied(a, x[0])) and denied[0] in _denied(b, y[0])[:1]
    ]


def _signed(
    tokens: Sequence[Token], signs: dict[str, tuple[int, int]], behind_be: bool
) -> dict[int, list[tuple[int, int]]]:
    found: dict[int, list[tuple[int, int]]] = {}
    for i, token in enumerate(tokens):
        if (sign := signs.get(_key(token))) is None:
            continue
        near = {t.text for t in tokens[max(0, i - 3) : i]} & _BE
        compared = i + 1 < len(tokens) and tokens[i + 1].text == "than"
        if behind_be and not (near or compared):
            continue
        found.setdefault(sign[0], []).append((i, sign[1]))
    return found


def _key(token: Token) -> str:
    return token.stem or token.text
