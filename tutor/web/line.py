"""The waiting line before the model: who comes first is answered first."""

import heapq
import statistics
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

_REMEMBERED = 20  # turns whose lengths the estimate rests on


@dataclass(frozen=True, slots=True)
class Standing:
    """Where somebody stands."""

    place: int  # from 1, the one whose turn it is next
    seconds: float | None  # that it will probably take; None where no turn has ended yet


class Line:
    """Lets as many in at once as there are lanes, in order of arrival; for several threads."""

    def __init__(self, lanes: int = 1, *, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin with nobody in it.

        Args:
            lanes: How many may be in at once.
            clock: Gives seconds.
        """
        self._lanes = lanes
        self._clock = clock
        self._changed = threading.Condition()
        self._waiting: deque[Ticket] = deque()
        self._began: dict[Ticket, float] = {}
        self._lengths: deque[float] = deque(maxlen=_REMEMBERED)

    @contextmanager
    def join(self) -> Iterator["Ticket"]:
        """Stand in line until the block's end, which also leaves the lane."""
        ticket = Ticket(self)
        with self._changed:
            self._waiting.append(ticket)
            self._move_up()
        try:
            yield ticket
        finally:
            self._leave(ticket)

    def _leave(self, ticket: "Ticket") -> None:
        with self._changed:
            began = self._began.pop(ticket, None)
            if began is None:
                self._waiting.remove(ticket)
            else:
                self._lengths.append(self._clock() - began)
            self._move_up()

    def _move_up(self) -> None:
        while self._waiting and len(self._began) < self._lanes:
            self._began[self._waiting.popleft()] = self._clock()
        self._changed.notify_all()

    def _wait(self, ticket: "Ticket", timeout: float | None) -> bool:
        with self._changed:
            return self._changed.wait_for(lambda: ticket in self._began, timeout)

    def _standing(self, ticket: "Ticket") -> Standing | None:
        with self._changed:
            if ticket in self._began:
                return None
            ahead = self._waiting.index(ticket)
            return Standing(ahead + 1, self._seconds(ahead))

    def _seconds(self, ahead: int) -> float | None:
        """When a lane is free for somebody, if every turn takes as long as the middle one did."""
        if not self._lengths:
            return None
        usual = statistics.median(self._lengths)
        now = self._clock()
        free = [max(began + usual - now, 0.0) for began in self._began.values()]
        heapq.heapify(free)
        for _ in range(ahead):
            heapq.heapreplace(free, free[0] + usual)
        return free[0]


class Ticket:
    """One's place in the line."""

    def __init__(self, line: Line) -> None:
        """Take the line that it is for."""
        self._line = line

    def wait(self, timeout: float | None) -> bool:
        """Whether one may go in within `timeout` seconds; for as long as it takes with None."""
        return self._line._wait(self, timeout)

    def standing(self) -> Standing | None:
        """Where one stands; None for who is in."""
        return self._line._standing(self)
