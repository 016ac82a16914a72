"""Whether a student's claim says the opposite of a key point.

Three ways are known: what `tutor.answering.contradictions` finds between notes (a "not", an
opposite deed or trait), an opposite word in the place of the point's own, and two things that
changed places ("the centre from its context" for "the context from the centre").
"""

import re
from collections.abc import Sequence

from tutor.answering.contradictions.polarity import is_negator, opposed, weak
from tutor.answering.contradictions.statement import Token, stem_of, stems, tokens

_OPPOSITES = (
    ("more many most much", "less few fewer least little"),
    ("high higher highest large larger largest big bigger great greater",
     "low lower lowest small smaller smallest"),
    ("increase rise grow raise", "decrease fall shrink drop reduce"),
    ("strong strongly", "weak weakly"),
    ("fast faster quick quicker quickly", "slow slower slowly"),
    ("hard harder difficult", "easy easier simple simpler"),
    ("same alike similar identical equal", "different dissimilar unequal differently"),
    ("always", "never"),
    ("with", "without"),
    ("true", "false"),
)  # fmt: skip
_SIDES = {
    word: (number, side)
    for number, pair in enumerate(_OPPOSITES)
    for side, words in enumerate(pair)
    for word in words.split()
}
_NEGATED = ("not", "no", "never", "without", "cannot", "nothing", "neither", "nor")
_NO_DENIAL = re.compile(r"\bno matter\b|\bnot only\b|\bno longer than\b", re.IGNORECASE)
_STILL = re.compile(r"\b(?:still|remains?)\b", re.IGNORECASE)  # "is still a problem": not solved
_FROM = re.compile(r"\bfrom\b(?P<source>.+?)(?:\bto\b|->|\u2192)(?P<target>.+)", re.IGNORECASE)
_ARROW = re.compile(r"(?P<source>.+?)(?:->|\u2192|=>)(?P<target>.+)")
_BACK = re.compile(
    r"(?P<target>.+?)\b(?:from|given|based on|out of)\b(?P<source>.+)", re.IGNORECASE
)
_THAN = re.compile(r"(?P<first>.+?)\bthan\b(?P<second>.+)", re.IGNORECASE)


def denies(claim: str, point: str, question: str) -> bool:
    """Whether a claim that is about a point says the opposite of it.

    That they are about the same is for the caller to see to.
    """
    claim = _NO_DENIAL.sub(" ", claim)
    said, meant, asked = tokens(claim), tokens(point), tokens(question)
    still = _STILL.search(claim) is not None
    if (
        not still
        and not weak(said, meant)
        and not weak(meant, said)
        and opposed(said, meant, asked)
    ):
        return True
    return (
        _opposite_word(said, meant) or _changed_places(claim, point) or _other_first(claim, point)
    )


def _opposite_word(said: Sequence[Token], meant: Sequence[Token]) -> bool:
    """Whether a word of the point is missing, and its opposite stands where neither is denied."""
    mine, theirs = _sides(said), _sides(meant)
    flips = [
        pair
        for pair, sides in theirs.items()
        if len(sides) == 1 and len(mine.get(pair, ())) == 1 and mine[pair] != sides
    ]
    denials = sum(map(_denies, said)) + sum(map(_denies, meant))
    return (len(flips) + denials) % 2 == 1 if flips else False


def _sides(found: Sequence[Token]) -> dict[int, set[int]]:
    sides: dict[int, set[int]] = {}
    for token in found:
        if token.text in _SIDES:
            pair, side = _SIDES[token.text]
            sides.setdefault(pair, set()).add(side)
    return sides


def _denies(token: Token) -> bool:
    return is_negator(token) or token.text in _NEGATED


def _changed_places(claim: str, point: str) -> bool:
    """Whether what comes from what is the other way round."""
    said, meant = _direction(claim), _direction(point)
    if said is None or meant is None:
        return False
    (a, b), (x, y) = said, meant
    only_x, only_y = x - y, y - x
    return bool(only_x & b and only_y & a) and not only_x & a


def _direction(text: str) -> tuple[frozenset[str], frozenset[str]] | None:
    """Stems of the source and of the target of a sentence that has both."""
    for form in (_FROM, _ARROW, _BACK):
        if match := form.search(text):
            return stems(tokens(match["source"])), stems(tokens(match["target"]))
    return None


def _other_first(claim: str, point: str) -> bool:
    """Whether of two things that are compared the claim puts the other one first."""
    compared = _THAN.search(point)
    if not compared:
        return False
    first, second = stems(tokens(compared["first"])), stems(tokens(compared["second"]))
    said = tokens(claim)
    places = {token.stem: i for i, token in reversed(list(enumerate(said))) if token.stem}
    ones = [places[stem] for stem in first - second if stem in places]
    others = [places[stem] for stem in second - first if stem in places]
    subject = {stem_of(word) for word in compared["first"].lower().split()[:2]} - {""}
    return bool(others) and not subject & places.keys() and (not ones or min(others) < min(ones))
