"""What to try next: a passage and a kind, so that questions are spread over both."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tutor.practice.making.passage import Passage
from tutor.practice.question import Kind

_PATIENCE = 4  # failures that count as much against a kind as one question that there is already


@dataclass(frozen=True, slots=True)
class Attempt:
    """One question to be tried."""

    kind: Kind
    passage: Passage


class Attempts:
    """Every kind of every passage, until it fails."""

    def __init__(
        self,
        passages: Sequence[Passage],
        kinds: Sequence[Kind],
        rejections: Mapping[tuple[str, Kind], Counter[str]],
        *,
        patience: int | None = None,
    ) -> None:
        """Plan over these passages.

        Args:
            passages: Those that should come first in front.
            kinds: All that are wanted.
            rejections: What failed at earlier times, by passage and kind: it is tried last.
            patience: How often that may have failed until it isn't tried any more; no end if None.
        """
        self._passages = passages
        self._kinds = kinds
        self._rejected = {key: sum(reasons.values()) for key, reasons in rejections.items()}
        self._patience = patience
        self._tried: set[tuple[str, Kind]] = set()
        self._uses: Counter[str] = Counter()
        self._failures: Counter[Kind] = Counter()

    def next(self, made: Mapping[Kind, int]) -> Attempt | None:
        """What to try now; None where everything was tried.

        Args:
            made: How many questions of each kind there are.
        """
        by_need = sorted(
            self._kinds, key=lambda kind: made.get(kind, 0) + self._failures[kind] / _PATIENCE
        )
        for kind in by_need:
            left = [passage for passage in self._passages if self._is_open(passage, kind)]
            if left:
                passage = min(left, key=lambda each: self._cost(each, kind))
                self._tried.add((passage.chunk.id, kind))
                return Attempt(kind, passage)
        return None

    def used(self, attempt: Attempt) -> None:
        """Tell that there is a question of it: other passages go first, but it may give more."""
        self._uses[attempt.passage.chunk.id] += 1
        self._tried.discard((attempt.passage.chunk.id, attempt.kind))

    def failed(self, attempt: Attempt) -> None:
        """Tell that there is none, so that other kinds have their turn."""
        self._failures[attempt.kind] += 1

    def _is_open(self, passage: Passage, kind: Kind) -> bool:
        key = (passage.chunk.id, kind)
        given_up = self._patience is not None and self._rejected.get(key, 0) >= self._patience
        return key not in self._tried and not given_up

    def _cost(self, passage: Passage, kind: Kind) -> tuple[int, int]:
        # The first of equal ones is taken, so that the order of the passages decides.
        return self._uses[passage.chunk.id], self._rejected.get((passage.chunk.id, kind), 0)


def in_turn(passages: Iterable[Passage], covered: Mapping[str, int]) -> list[Passage]:
    """Passages so that those with the fewest questions come first and the sections take turns.

    Args:
        passages: In the order of the notes.
        covered: How many questions each has, by its chunk's id.
    """
    chapters: Counter[str] = Counter()
    sections: Counter[tuple[str, str]] = Counter()
    known = list(passages)
    for passage in known:
        chapters[passage.chapter] += covered.get(passage.chunk.id, 0)
    ranks: dict[str, tuple[int, int, int]] = {}
    for passage in known:
        section = (passage.chapter, passage.topic)
        ranks[passage.chunk.id] = (
            covered.get(passage.chunk.id, 0),
            sections[section],
            chapters[passage.chapter],
        )
        sections[section] += 1
    return _alternating(sorted(known, key=lambda passage: ranks[passage.chunk.id]))


def _alternating(passages: Sequence[Passage]) -> list[Passage]:
    """The passages with the chapters in turn, each chapter's in the given order."""
    places: Counter[str] = Counter()
    rounds = []
    for passage in passages:
        rounds.append(places[passage.chapter])
        places[passage.chapter] += 1
    order = sorted(range(len(passages)), key=lambda i: rounds[i])
    return [passages[i] for i in order]
