"""Follow-ups that say what to do with the last answer: put it more simply, give an example.

"Explain it more simply" has no subject of its own: searched for as it stands it finds passages
about explaining. What it means is the question before it, asked in another way. Grammar only, and
a narrow one: whatever says more than this is a question like any other.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from enum import Enum

from tutor.answering.evidence import Candidate, Evidence
from tutor.answering.untrusted.material import subject_of

_IT = r"(?:it|this|that|(?:the|your)\s+(?:last\s+)?answer)"
_ME = r"(?:\s+(?:to|for)\s+me|\s+me)?"
_CAN = (
    r"(?:(?:please|now|ok(?:ay)?|and)[\s,]+)*(?:(?:can|could|would|will)\s+you\s+(?:please\s+)?)?"
)
_SIMPLY = (
    r"(?:(?:more|a\s+(?:bit|little)\s+more|much\s+more)\s+)?(?:simply|simple)|simpler|"
    r"(?:a\s+(?:bit|little)\s+)?(?:simpler|easier)|in\s+(?:simple|simpler|easy|easier|plain)\s+"
    r"(?:words|terms|language|english)|like\s+i(?:['\u2019]?m|\s+am)\s+(?:five|5|a\s+beginner)|"
    r"for\s+(?:a\s+)?beginners?"
)
_EXAMPLE = r"(?:an?|one|some|another|a\s+(?:concrete|simple|short|quick))\s+examples?"
_OF = rf"(?:\s+(?:of|for)\s+{_IT})?"
_END = r"(?:[\s,]+(?:please|thanks|thank\s+you))?[\s.!?\u2026]*"


class FollowUp(Enum):
    """What is wanted of the last answer."""

    SIMPLER = "simpler"
    EXAMPLE = "example"


_FORMS = {
    FollowUp.SIMPLER: (
        rf"{_CAN}(?:explain|say|put|tell){_ME}(?:\s+{_IT})?{_ME}(?:\s+again)?\s+(?:{_SIMPLY})",
        rf"{_CAN}simplify(?:\s+{_IT})?",
        rf"{_CAN}make\s+{_IT}\s+(?:{_SIMPLY})",
        rf"(?:{_SIMPLY})",
        r"eli5",
    ),
    FollowUp.EXAMPLE: (
        rf"{_CAN}(?:give|show|tell)(?:\s+me|\s+us)?\s+{_EXAMPLE}{_OF}",
        rf"(?:what(?:['\u2019]s|\s+is|\s+would\s+be)\s+|is\s+there\s+|and\s+)?{_EXAMPLE}{_OF}",
        r"(?:like\s+what|for\s+example|such\s+as)",
    ),
}
_PATTERNS = {
    kind: re.compile(rf"\s*(?:{'|'.join(forms)}){_END}", re.IGNORECASE)
    for kind, forms in _FORMS.items()
}
_TELLS_ONE = re.compile(
    r"\b(?:for\s+(?:example|instance)|e\.\s?g\.|examples?|such\s+as|imagine|suppose|"
    r"(?:let\s+us|let['\u2019]s)\s+(?:say|take|consider)|consider|to\s+illustrate)(?!\w)",
    re.IGNORECASE,
)
# Share of the nearest sentence's closeness that an example has to come to; one that lies further
# off is an example of something else in the same passage.
_NEAR = 0.55


def follow_up_of(question: str) -> FollowUp | None:
    """What a question wants of the last answer; None where it asks something of its own."""
    return next((kind for kind, form in _PATTERNS.items() if form.fullmatch(question)), None)


def examples_in(evidence: Evidence) -> Evidence:
    """The evidence with those sentences only that tell an example, and the ones they go on from.

    Where there are none, no candidate is left: an example that the notes don't give is not made up.
    """
    by_place = {(each.n, each.index): each for each in evidence.candidates}
    kept: dict[tuple[int, int], Candidate] = {}
    for each in _examples(evidence):
        kept[each.n, each.index] = each
        before = by_place.get((each.n, each.index - 1))
        if before is not None:
            # As near as the example, so that the two are read together.
            kept.setdefault((before.n, before.index), replace(before, closeness=each.closeness))
    ordered = sorted(kept.values(), key=lambda each: each.handicap - each.closeness)
    return replace(evidence, candidates=tuple(ordered))


def _examples(evidence: Evidence) -> Iterator[Candidate]:
    nearest = max((each.closeness for each in evidence.candidates), default=0.0)
    for each in evidence.candidates:
        if each.closeness < _NEAR * nearest:
            continue
        heading = subject_of(evidence.hits[each.n - 1].chunk)
        if _TELLS_ONE.search(evidence.text_of(each)) or _TELLS_ONE.search(heading):
            yield each
