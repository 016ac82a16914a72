"""Why a question was not kept: a closed list, so that rejections can be counted by reason."""

from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

Reason: TypeAlias = Literal[
    "nothing to ask",  # the passage states no fact that stands by itself
    "malformed reply",  # the model gave no usable JSON, twice
    "answer not in passage",  # what is called right isn't said there
    "not supported",  # the cited sentences don't support the answer to this question
    "off the passage",  # the question brings in what the passage doesn't say
    "too few distractors",  # the course has no three that are alike, near and wrong
    "options not alike",  # same option twice, or one stands out by its form or length
    "several right",  # another option may be right too
    "model disagrees",  # asked with the passage, the model chooses another answer
    "model wavers",  # with the options in another order, it does not choose the same
    "does not stand alone",  # it speaks of "the text", "this method", "figure 2"
    "answered by its wording",  # the question gives the answer away
    "not a question",  # malformed language: no question mark, too long, cut off
    "duplicate",  # another question asks the same
]
REASONS: tuple[Reason, ...] = get_args(Reason)


@dataclass(frozen=True, slots=True)
class Rejected:
    """A question that was not kept."""

    reason: Reason
    detail: str = ""  # what was looked at, for whoever reads the counts
