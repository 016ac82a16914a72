"""A sentence of the notes as a line by itself, without words that lead on from another one."""

import re

_CONNECTIVE = re.compile(
    r"(?:correspondingly|more generally|equivalently|in general|as a result|in sum|in short|"
    r"in particular|in other words|in addition|similarly|specifically|more formally|formally|"
    r"more precisely|as before|for instance|for example|note that|recall that|in fact|indeed|"
    r"moreover|furthermore|likewise|that is|in summary|to summari[sz]e|overall),?\s+(?=\S)",
    re.IGNORECASE,
)


def opened(sentence: str) -> str:
    """The sentence without a connective at its beginning."""
    found = _CONNECTIVE.match(sentence)
    if found is None:
        return sentence
    rest = sentence[found.end() :]
    return rest[:1].upper() + rest[1:] if rest[:1].isalpha() else rest
