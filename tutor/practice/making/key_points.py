"""What a full answer says, in short points that are the notes' own words."""

import re
from collections.abc import Sequence

from tutor.answering.terms import content_terms
from tutor.practice.making.statement import is_clause, statement_of

MOST = 4
_LEAST_TERMS = 2  # of a point, for it to say something
# Where a clause begins that says something more. Formulas and brackets are not cut.
_JOINT = re.compile(
    r"(?:;\s+|:\s+|,\s+(?=(?:because|since|so|which|while|whereas|but|although|and|where|then|"
    r"whose|instead|rather|unlike)\b)|,?\s+(?=(?:because|whereas|while|although|so that)\b)|"
    r"\s+[\u2013\u2014]\s+)"
)
_UNCUT = re.compile(r"\$[^$]*\$|`[^`]*`|\([^()]*\)")
_OPENER = re.compile(
    r"^(?:and then|and|thus|therefore|but|so that|so|then|where|which|whose|while|whereas|"
    r"although|because)\s+",
    re.IGNORECASE,
)
_ENDS = " .,;:"


def key_points(sentences: Sequence[str], question: str = "") -> tuple[str, ...]:
    """The clauses of some sentences that say more than the question does, at most four.

    A clause with too little in it stays with the one before it.

    Args:
        sentences: Of the notes, that answer the question.
        question: What a point only repeats of it is no point.
    """
    asked = content_terms(question)
    points: list[str] = []
    seen: set[str] = set()
    for sentence in sentences:
        for clause in _clauses(statement_of(sentence) or sentence):
            terms = content_terms(clause)
            new = terms - asked - seen
            if len(new) >= _LEAST_TERMS or (new and len(terms) > _LEAST_TERMS):
                points.append(clause)
                seen |= terms
    return tuple(points[:MOST])


def _clauses(sentence: str) -> list[str]:
    plain = _UNCUT.sub(lambda match: "x" * len(match[0]), sentence)
    cuts = [0]
    for joint in _JOINT.finditer(plain):
        rest = content_terms(sentence[joint.end() :])
        if len(content_terms(sentence[cuts[-1] : joint.start()])) > _LEAST_TERMS < len(rest):
            following = plain[joint.end() :].split(",")[0]
            if following.startswith("and ") and not is_clause(following):
                continue  # the last of several things
            cuts.append(joint.end())
    ends = [*cuts[1:], len(sentence)]
    pieces = [sentence[a:b].strip(_ENDS) for a, b in zip(cuts, ends, strict=True)]
    return [_OPENER.sub("", piece) for piece in pieces if piece]
