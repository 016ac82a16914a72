"""What a sentence must share with a passage to be supported: terms, names, numbers, formulas."""

import re

from tutor.retrieval.terms import content_terms, coverage

__all__ = ["content_terms", "coverage", "formulas", "numbers", "proper_terms", "squeeze"]

_NUMBER = re.compile(r"\d+(?:[.,\s\u202f\u00a0]\d{3})*(?:\.\d+)?")
_PERCENT = re.compile(r"\s*(?:\\?%|per\s?cent\b)", re.IGNORECASE)
_PROPER = re.compile(r"(?<=[\w,;:)\"'\u2019\u201d] )[\"'(\u201c\u2018]?\w*[A-Z\d]\w*")
_FORMULA = re.compile(r"\${1,2}(?P<tex>[^$]+)\${1,2}")
_FRACTION = re.compile(r"\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}")
_FONT = re.compile(r"\\(?:text|mathrm|mathbf|mathit|operatorname)\s*\{([^{}]*)\}")
_DRESS = re.compile(r"[\s(){}\[\]]|\\[,;!: ]|\\(?:left|right|quad)(?![a-z])")
_NUMBER_WORDS = {
    word: str(value)
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen twenty".split()
    )
}


def proper_terms(text: str) -> frozenset[str]:
    """Stems of the names and acronyms: words with a capital or a digit, not opening a sentence."""
    return content_terms(" ".join(_PROPER.findall(text)))


def numbers(text: str) -> frozenset[str]:
    """The numbers in a text in one spelling: digits without separators, small words as digits.

    A percentage is there twice, as `18` and as `18%`: it is not meant by a mere 18.
    """
    found: set[str] = set()
    for match in _NUMBER.finditer(text):
        number = re.sub(r"[,\s\u202f\u00a0]", "", match[0])
        found |= {number, f"{number}%"} if _PERCENT.match(text, match.end()) else {number}
    words = re.findall(r"[a-z]+", text.lower())
    return frozenset(found | {_NUMBER_WORDS[word] for word in words if word in _NUMBER_WORDS})


def formulas(text: str) -> frozenset[str]:
    """The TeX between dollar signs, squeezed."""
    return frozenset(
        squeezed for match in _FORMULA.finditer(text) if (squeezed := squeeze(match["tex"]))
    )


def squeeze(tex: str) -> str:
    """TeX in one spelling, good for looking one formula up in a text.

    Fractions become quotients; white space, fonts, brackets and sizes go, and with them what
    tells `a/(b+c)` from `(a/b)+c`: a formula that differs only in that is taken for the same.
    """
    return _DRESS.sub("", _FRACTION.sub(r"\1/\2", _FONT.sub(r"\1", tex)))
