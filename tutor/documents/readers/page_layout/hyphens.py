"""Words that are split at the end of a line."""

import re
from collections import Counter
from collections.abc import Iterable

Vocabulary = Counter[str]

_WORD = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*")
_HYPHENS = "-\u2010\u00ad"
_SHORTEST_WORD = 3  # letters of a part that counts as a word by itself


def vocabulary_of(lines: Iterable[str]) -> Vocabulary:
    """How often each word stands whole in a line, in small letters."""
    words: Vocabulary = Counter()
    for line in lines:
        found = _WORD.findall(line)
        if line.rstrip()[-1:] in _HYPHENS and found:
            found.pop()
        words.update(word.lower().replace("\u2010", "-") for word in found)
    return words


def joined(before: str, after: str, words: Vocabulary, *, breaks_words: bool = True) -> str:
    """Two lines of a paragraph as one text.

    A hyphen between them belongs to the word if that is how the word is written elsewhere, or if
    both parts are words and the two together are not.

    Args:
        before: The line that may end with a hyphen.
        after: The next one.
        words: Those of the document.
        breaks_words: Whether the program that made it splits words, as for slides none does.
    """
    left, right = re.search(r"[\w-]+[-\u2010\u00ad]$", before), re.match(r"[^\W\d_]+", after)
    if before[-1:] not in _HYPHENS or not left or not right:
        return f"{before} {after}" if before and after else before or after
    stem = before[:-1]
    first, last = left[0][:-1].lower().rpartition("-")[2], right[0].lower()
    if before[-1] == "\u00ad":
        return stem + after
    whole, compound = words[first + last], words[f"{first}-{last}"]
    if whole or compound:
        return stem + after if whole >= compound else f"{stem}-{after}"
    keeps = (
        not breaks_words
        or not right[0][0].islower()
        or not first.isalpha()
        or len(first) == 1
        or "-" in left[0][:-1]
        or (min(len(first), len(last)) >= _SHORTEST_WORD and words[first] and words[last])
    )
    return f"{stem}-{after}" if keeps else stem + after
