"""A sentence of the notes as the words, numbers and marks that it is compared by."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from tutor.retrieval.lexical import stem_terms

_DRESS = re.compile(r"[*`~]+|\]\([^)\s]*\)|(?<!\w)_+|_+(?!\w)")
_PLAIN_FORMULA = re.compile(
    r"\$\s*((?:\\?[A-Za-z]+\s*=\s*)?\d[\d.,]*\s*%?|\d+\s*\\times\s*\d+)\s*\$"
)
_TOKEN = re.compile(
    r"(?P<formula>\${1,2}[^$]+\${1,2}|\\\(.+?\\\))"
    r"|(?P<bracket>\[\d+(?:[,;\u2013-] ?\d+)*\]|\([^()]*\b(?:1[89]|20)\d\d[a-z]?\))"  # references
    r"|(?P<name>[^\W\d_]+-?\d\w*(?:-\w+)*|\b[^\W\d_]-[^\W\d_]+|\d+(?:st|nd|rd|th|d|D)\b)"
    r"|(?P<size>\d+(?:\.\d+)?(?:\s*[x\u00d7]\s*\d+(?:\.\d+)?)+)"
    r"|(?P<number>\d{1,3}(?:[,\u202f\u00a0]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?(?:e-?\d+)?|(?<!\w)\.\d+)"
    r"|(?P<word>[^\W\d_]+(?:['\u2019][^\W\d_]+)*)"
    r"|(?P<mark>[^\w\s])"
)
_IRREGULAR = {
    form: base
    for base, forms in {
        "lose": "lost",
        "keep": "kept",
        "leave": "left",
        "send": "sent",
        "give": "gave given",
        "find": "found",
        "hold": "held",
        "choose": "chose chosen",
        "draw": "drew drawn",
        "show": "shown",
        "grow": "grew grown",
        "rise": "rose risen",
        "fall": "fell fallen",
        "take": "took taken",
        "begin": "began begun",
        "forget": "forgot forgotten",
        "write": "wrote written",
        "know": "knew known",
        "build": "built",
        "freeze": "froze frozen",
        "shrink": "shrank shrunk",
        "say": "said",
        "make": "made",
    }.items()
    for form in forms.split()
}
_COUNTED = re.compile(r"[ -](?!of\b|can\b|is\b|has\b|may\b|by\b|must\b|should\b)\w")
_ACRONYMS = re.compile(r"[^\W\d_aeiouy]{2,}s")  # in the plural: "rnns"
_SMALL = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen twenty".split()
    )
} | {word: 10 * tens for tens, word in enumerate("thirty forty fifty sixty".split(), 3)}
_SMALL |= {word: 10 * tens for tens, word in enumerate("seventy eighty ninety".split(), 7)}


@dataclass(frozen=True, slots=True)
class Token:
    """One word, number or mark."""

    kind: Literal["word", "number", "mark", "formula"]
    text: str  # lower case
    stem: str  # empty for what carries no content
    values: tuple[float, ...] = ()  # of a number; several for "11 x 11"
    decimals: int = 0


@lru_cache(maxsize=2048)
def tokens(text: str) -> tuple[Token, ...]:
    """The tokens of a sentence, its Markdown taken off."""
    plain = _PLAIN_FORMULA.sub(lambda m: m[1].replace(r"\times", "\u00d7"), text)
    return tuple(_tokens(_DRESS.sub("", plain)))


def _tokens(text: str) -> Iterator[Token]:
    for match in _TOKEN.finditer(text):
        kind, found = match.lastgroup, match.group().lower().replace("\u2019", "'")
        if kind == "number":
            digits = re.sub(r"[,\u202f\u00a0]", "", found)
            mantissa = digits.split("e")[0]
            decimals = len(mantissa.partition(".")[2])
            if "e-" in digits:
                decimals += int(digits.split("e-")[1])
            yield Token("number", found, "", (float(digits),), decimals)
        elif kind == "size":
            parts = re.split(r"\s*[x\u00d7]\s*", found)
            yield Token("number", found, "", tuple(float(p) for p in parts))
        elif found == "one" and not _COUNTED.match(text, match.end()):
            continue  # a pronoun
        elif kind == "word" and found in _SMALL:
            yield Token("number", found, "", (float(_SMALL[found]),))
        elif kind in ("word", "name"):
            yield Token("word", found, stem_of(found))
        elif kind == "formula":
            yield Token("formula", found, "")
        elif kind == "mark":
            yield Token("mark", found, "")


@lru_cache(maxsize=1 << 14)
def stem_of(word: str) -> str:
    """The stem of a word that carries content, else nothing."""
    if "-" in word or any(c.isdigit() for c in word):
        return word
    word = _IRREGULAR.get(word, word)
    if _ACRONYMS.fullmatch(word):
        word = word[:-1]
    return next(iter(stem_terms(word)), "")


def stems(tokens: Sequence[Token]) -> frozenset[str]:
    """The stems of the tokens that carry content."""
    return frozenset(token.stem for token in tokens if token.stem)
