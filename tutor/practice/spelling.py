"""Whether a word is another one with a slip of the keyboard."""

_SLIPS = ((9, 2), (5, 1))  # from this many letters on, so many slips


def same_word(word: str, other: str) -> bool:
    """Whether two words are the same but for a few slips; short words and numbers have none.

    A slip is a letter too many, too few, wrong, or two neighbours exchanged (Damerau, CACM 1964).
    The first letter is hardly ever wrong, and another one mostly makes another word ("decoder",
    "encoder").

    Args:
        word: In lower case.
        other: In lower case.
    """
    if word == other:
        return True
    if not word or not other or word[0] != other[0] or not (word + other).isalpha():
        return False
    shorter, longer = sorted((len(word), len(other)))
    slips = next((slips for letters, slips in _SLIPS if shorter >= letters), 0)
    return longer - shorter <= slips and _distance(word, other) <= slips


def _distance(a: str, b: str) -> int:
    """Slips between two words, neighbours exchanged counting as one."""
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        before, last, row = row, before, [i]
        for j, y in enumerate(b, 1):
            best = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                best = min(best, last[j - 2] + 1)
            row.append(best)
    return row[-1]
