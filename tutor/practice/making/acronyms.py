"""What acronyms stand for, as the notes say it: "graph neural network (GNN)"."""

import re
from collections.abc import Iterable

_BEHIND = re.compile(r"(?P<words>(?:[\w-]+ ){1,6})\((?P<short>[A-Za-z]*[A-Z][\w-]{1,9})\)")
_BEFORE = re.compile(r"\b(?P<short>[A-Z][\w-]{1,9}) \((?P<words>[^)]{6,80})\)")
_PART = re.compile(r"[^\W_]+")


def expansions(sentences: Iterable[str]) -> dict[str, str]:
    """The words that each acronym stands for, by the acronym."""
    found: dict[str, str] = {}
    for sentence in sentences:
        for pattern in (_BEHIND, _BEFORE):
            for match in pattern.finditer(sentence):
                words = _words_of(match["short"], match["words"])
                if words:
                    found.setdefault(match["short"], words)
    return found


def _words_of(short: str, words: str) -> str:
    """The fewest last words, at least two, that have an acronym's letters in their order.

    The first begins with the acronym's first letter; "GAT" is the graph attention network.
    """
    letters = [c.lower() for c in short.rstrip("s") if c.isalpha()]
    parts = list(_PART.finditer(words))
    for part in reversed(parts[:-1]):
        text = words[part.start() :].strip()
        rest = iter(text.lower())
        if text[0].lower() == letters[0] and all(letter in rest for letter in letters):
            return text
    return ""
