"""Are four options distinct, and of like form and length, so that none stands out?"""

import re
from collections.abc import Sequence

from tutor.answering.terms import content_terms, numbers

_WORD = re.compile(r"[^\W_]+")
_CATCH_ALL = re.compile(
    r"\b(?:(?:all|none|any|both|neither) of (?:the|these|them|those)|(?:both|neither) [a-d]\b|"
    r"[a-d] and [a-d]\b|not (?:known|given|mentioned))",
    re.IGNORECASE,
)
_OPTIONS = 4
_LONGEST_RATIO = 5.0  # of the longest to the shortest, in characters
_SPARE = 14  # characters that short options may differ by in any case
_STANDS_OUT = 1.9  # of the key to the mean of the others, in characters


def are_alike(options: Sequence[str], key: int) -> bool:
    """Whether four options are distinct in words, catch nothing all, and are of like length.

    Args:
        options: Four texts.
        key: Index of the right one, which may not be told by its length.
    """
    folded = {" ".join(_WORD.findall(option.lower())) for option in options}
    if len(options) != _OPTIONS or len(folded) != _OPTIONS or "" in folded:
        return False
    if any(_CATCH_ALL.search(option) for option in options):
        return False
    lengths = [len(option) for option in options]
    others = [length for i, length in enumerate(lengths) if i != key]
    mean = sum(others) / len(others)
    tells = abs(lengths[key] - mean) > _SPARE and not (
        1 / _STANDS_OUT <= lengths[key] / mean <= _STANDS_OUT
    )
    ragged = max(lengths) - min(lengths) > _SPARE and max(lengths) > _LONGEST_RATIO * min(lengths)
    return not tells and not ragged and _one_form(options)


def same_content(a: str, b: str) -> bool:
    """Whether two options say the same, or one says what the other does and more."""
    terms_a, terms_b = content_terms(a), content_terms(b)
    if not terms_a or not terms_b:
        return numbers(a) == numbers(b)
    return (terms_a <= terms_b or terms_b <= terms_a) and numbers(a) == numbers(b)


def _one_form(options: Sequence[str]) -> bool:
    """Numbers among numbers, formulas among formulas, one way of capitals."""
    forms = {(option[:1].isdigit(), "$" in option, option.endswith(".")) for option in options}
    return len(forms) == 1
