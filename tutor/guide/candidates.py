"""Choosing the lines of a guide: the best ones, spread over the sections, none said twice."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from tutor.guide.guide import Line
from tutor.retrieval.encoding import Vectors
from tutor.retrieval.overlap import Wording

_SAME = 0.9  # cosine from which on two lines say the same
_SPREAD = 1.0  # of worth, that each line of the same section costs the next one


@dataclass(frozen=True, slots=True)
class Candidate:
    """A line that a guide may have."""

    line: Line
    worth: float  # higher is better; comparable among lines of one kind
    vector: Vectors  # of what it says, float32 [dim], unit length
    group: str  # its section's key


class Said:
    """What a guide says already."""

    def __init__(self) -> None:
        self._vectors: list[Vectors] = []
        self._wordings: list[Wording] = []

    def add(self, candidate: Candidate) -> None:
        """Take note of a line."""
        self._vectors.append(candidate.vector)
        self._wordings.append(Wording.of(candidate.line.text))

    def has(self, candidate: Candidate) -> bool:
        """Whether a line says what another one says."""
        own = Wording.of(candidate.line.text)
        return any(
            float(vector @ candidate.vector) >= _SAME or own.repeats(wording)
            for vector, wording in zip(self._vectors, self._wordings, strict=True)
        )


def chosen(candidates: Iterable[Candidate], most: int, said: Said) -> list[Line]:
    """The best lines in the order in which they came; `said` is told of them.

    Args:
        candidates: In the order of the notes.
        most: How many at most.
        said: What the guide says already.
    """
    left = list(enumerate(candidates))
    groups: Counter[str] = Counter()
    found: list[tuple[int, Line]] = []
    while left and len(found) < most:
        best = max(left, key=lambda each: each[1].worth - _SPREAD * groups[each[1].group])
        left.remove(best)
        place, candidate = best
        if said.has(candidate):
            continue
        said.add(candidate)
        groups[candidate.group] += 1
        found.append((place, candidate.line))
    return [line for _, line in sorted(found, key=lambda each: each[0])]
