"""Two names of one thing, as a passage gives them: "gated recurrent unit (GRU)", "L2 (ridge)"."""

import re
from dataclasses import dataclass

from tutor.documents.sentences import split_sentences

_BRACKETS = re.compile(r"(?P<before>[^\s()$][^()$\n]*?)\s\((?P<inside>[^()$\n]{2,60})\)")
_WORD = re.compile(r"[^\W_]+")
_ACRONYM = re.compile(r"[A-Z][A-Za-z\d-]*[A-Z\d]s?")
_MOST_WORDS = 3  # of a second name that is no acronym


@dataclass(frozen=True, slots=True)
class Alias:
    """Two names, each in lower case with single spaces between its words."""

    name: str
    other: str


def aliases_in(text: str) -> tuple[Alias, ...]:
    """The pairs of names that a text gives, an acronym with the words that its letters stand for.

    Of a second name in brackets that is no acronym, the first name is the one word before it or,
    where a sentence opens with them, all words before it but a last one that the name repeats.
    """
    found: list[Alias] = []
    plain = text.replace("*", "")
    for span in split_sentences(plain):
        for match in _BRACKETS.finditer(plain[span.start : span.end]):
            before = _WORD.findall(match["before"])
            inside = match["inside"].strip()
            pair = _acronym(before, inside)
            if pair is None and not _ACRONYM.fullmatch(inside):
                pair = _second_name(before, inside, match.start() == 0)
            if pair:
                found.append(pair)
    return tuple(found)


def _acronym(before: list[str], inside: str) -> Alias | None:
    """The acronym in brackets, or before them, with its expansion on the other side."""
    if _ACRONYM.fullmatch(inside):
        letters = inside.rstrip("s").replace("-", "").lower()
        words = before[-len(letters) :]
        if "".join(word[0] for word in words).lower() == letters:
            return Alias(_joined(words), inside.lower())
    words = _WORD.findall(inside)
    if before and _ACRONYM.fullmatch(before[-1]):
        letters = before[-1].rstrip("s").lower()
        if "".join(word[0] for word in words).lower() == letters:
            return Alias(before[-1].lower(), _joined(words))
    return None


def _second_name(before: list[str], inside: str, opens: bool) -> Alias | None:
    words = _WORD.findall(inside)
    if not 0 < len(words) <= _MOST_WORDS or any(c.isdigit() for c in inside) or not before:
        return None
    if words[0] in ("and", "or", "for", "such", "the", "a", "an", "so", "US", "see"):
        return None
    named = before[:1] if opens and len(before) <= _MOST_WORDS else before[-1:]
    return Alias(_joined(named), _joined(words))


def _joined(words: list[str]) -> str:
    return " ".join(words).lower()


def with_names(text: str, wanted: str, aliases: tuple[Alias, ...]) -> str:
    """A text in which a thing also has the name that another text uses for it.

    Args:
        text: What may use the other names.
        wanted: The text whose names are wanted.
        aliases: As `aliases_in` found them.
    """
    for alias in aliases:
        for name, other in ((alias.name, alias.other), (alias.other, alias.name)):
            if _has(wanted, name) and _has(text, other) and not _has(text, name):
                text = _pattern(other).sub(rf"\g<0> {name}", text)
    return text


def _has(text: str, name: str) -> bool:
    return _pattern(name).search(text) is not None


def _pattern(name: str) -> re.Pattern[str]:
    words = r"[\s-]+".join(map(re.escape, name.split()))
    return re.compile(rf"(?<!\w){words}s?(?!\w)", re.IGNORECASE)
