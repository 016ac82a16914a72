"""Which prompts a model should answer in one batch, so that all are done soonest.

A token costs the reading of all weights, whether it is made for one answer or for eight; reading a
prompt costs the same for each.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Protocol

TOGETHER = 8  # answers in one batch: beyond, a student's first word would come too late
# Prompts and answers of one batch, in tokens. With the default model eight prompts of a thousand
# tokens take about 0.5 GB for keys and values and 1 GB while they are read.
_TOKENS = 8192
# Costs, one token of one answer being 1; measured with the default model on two cores.
_READ = 0.045  # a token of a prompt, read together with the rest of it
_COMPANION = 0.14  # a token more in the same step
_USUAL = 40  # tokens of an answer, which nobody knows beforehand


@dataclass(frozen=True, slots=True)
class Demand:
    """What one answer needs, in tokens."""

    read: int
    write: int  # at most


class Grouping(Protocol):
    """What goes together, for one kind of engine."""

    @property
    def moves_once(self) -> bool:
        """Whether an answer that was broken off for others may not be broken off again."""

    def plan(self, demands: Sequence[Demand]) -> list[list[int]]:
        """Divide those that wait into batches, as positions in `demands`."""

    def worth_joining(
        self, running: Sequence[Demand], made: Sequence[int], waiting: Sequence[Demand], /
    ) -> bool:
        """Whether answers under way should be broken off to go on together with those that wait.

        Args:
            running: What each that is under way would need from its beginning.
            made: Tokens that each of them has written.
            waiting: What those need that wait, at least one.
        """


class Ragged:
    """For an engine that takes texts of any lengths together and keeps what it has read."""

    moves_once = False

    def plan(self, demands: Sequence[Demand]) -> list[list[int]]:
        """Divide them in the order in which they came."""
        groups: list[list[int]] = []
        for position, demand in enumerate(demands):
            if groups and _fits([*(demands[other] for other in groups[-1]), demand]):
                groups[-1].append(position)
            else:
                groups.append([position])
        return groups

    def worth_joining(
        self, running: Sequence[Demand], _made: Sequence[int], waiting: Sequence[Demand], /
    ) -> bool:
        """Always where there is room: nothing is read twice."""
        return _fits([*running, waiting[0]])


class Rectangular:
    """For CTranslate2.

    It reads prompts of different lengths together only as far as the shortest goes, and what the
    others have beyond that goes through the model token by token. So like lengths belong together.
    """

    moves_once = True

    def plan(self, demands: Sequence[Demand]) -> list[list[int]]:
        """Divide them into the batches that take the least in all."""
        order = sorted(range(len(demands)), key=lambda position: demands[position].read)

        @cache
        def best(start: int) -> tuple[float, int]:
            """The least cost of all from `start` on, and where the first batch of them ends."""
            if start == len(order):
                return 0.0, start
            choices = [
                (cost(group) + best(end)[0], end)
                for end in range(start + 1, len(order) + 1)
                if _fits(group := [demands[position] for position in order[start:end]])
            ]
            return min(choices)

        groups, start = [], 0
        while start < len(order):
            end = best(start)[1]
            groups.append(order[start:end])
            start = end
        return groups

    def worth_joining(
        self, running: Sequence[Demand], made: Sequence[int], waiting: Sequence[Demand], /
    ) -> bool:
        """Where reading all of it again costs less than having the others wait."""
        rest = [
            max(min(demand.write, _USUAL) - done, 1)
            for demand, done in zip(running, made, strict=True)
        ]
        go_on = max(rest) * _step(len(running)) + self._cost_of_plan(waiting)
        again = [
            Demand(demand.read + done, left)
            for demand, done, left in zip(running, made, rest, strict=True)
        ]
        return self._cost_of_plan([*again, *waiting]) < go_on

    def _cost_of_plan(self, demands: Sequence[Demand]) -> float:
        groups = self.plan(demands)
        return sum(cost([demands[position] for position in group]) for group in groups)


def cost(group: Sequence[Demand]) -> float:
    """What it takes CTranslate2 to answer all in one batch, in tokens of a single answer."""
    shortest = min(each.read for each in group)
    total = _READ * shortest * len(group)
    before = 0
    ends = sorted(each.read - shortest + min(each.write, _USUAL) for each in group)
    for done, end in enumerate(ends):
        total += (end - before) * _step(len(group) - done)
        before = end
    return total


def _fits(group: Sequence[Demand]) -> bool:
    tokens = sum(each.read + each.write for each in group)
    return len(group) == 1 or (len(group) <= TOGETHER and tokens <= _TOKENS)


def _step(answers: int) -> float:
    return 1 + _COMPANION * (answers - 1)
