"""Passages without those that say what one before them says."""

from collections import Counter
from collections.abc import Callable, Iterable
from itertools import chain

from tutor.retrieval.overlap import SAME, Wording


class Distinct:
    """Passages taken in one after the other; those that repeat an earlier one are put to it.

    Only passages that share most runs of words are compared, which an inverted index of the runs
    finds: a thousand passages take about as long as reading their words.
    """

    def __init__(self) -> None:
        self._wordings: list[Wording] = []
        self._holders: dict[int, list[int]] = {}  # by run of words: the passages with it

    def __len__(self) -> int:
        return len(self._wordings)

    def twin(self, own: Wording) -> int | None:
        """The first passage, counted from 0, that says all that this one does."""
        runs = own.shingles.tolist()
        holders = filter(None, map(self._holders.get, runs))
        shared = Counter(chain.from_iterable(holders))
        likely = sorted(i for i, number in shared.items() if number >= SAME * len(runs))
        return next((i for i in likely if own.repeats(self._wordings[i])), None)

    def add(self, own: Wording) -> None:
        """Take in a passage that repeats none."""
        for run in own.shingles.tolist():
            self._holders.setdefault(run, []).append(len(self._wordings))
        self._wordings.append(own)


def distinct(
    rows: Iterable[int], wording: Callable[[int], Wording], most: int
) -> list[tuple[int, tuple[int, ...]]]:
    """The first rows that don't repeat one before them, each with the rows that repeat it.

    Args:
        rows: Best first.
        wording: Of a row.
        most: How many are wanted; repeats are looked for until one more would be found.
    """
    known = Distinct()
    found: list[tuple[int, list[int]]] = []
    for row in rows:
        own = wording(row)
        twin = known.twin(own)
        if twin is not None:
            found[twin][1].append(row)
        elif len(found) < most:
            known.add(own)
            found.append((row, []))
        else:
            break
    return [(row, tuple(repeats)) for row, repeats in found]
