"""Which set of questions lies on whose desk: one for each tab of each student's browser."""

import itertools
import threading
from collections import OrderedDict
from dataclasses import dataclass, field

from tutor.practice.quiz_wish import QuizWish
from tutor.web.part import Deed
from tutor.web.sitting import Sitting

_MOST = 500  # desks that are remembered


@dataclass
class Desk:
    """What one tab has open."""

    key: str = ""  # tells its set from those before
    sitting: Sitting | None = None
    wish: QuizWish = field(default_factory=QuizWish)  # what was chosen last


class Desks:
    """The desks in use; those that nobody came to for the longest are cleared. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._desks: OrderedDict[tuple[str, str], Desk] = OrderedDict()
        self._numbers = itertools.count(1)

    def of(self, deed: Deed) -> Desk:
        """The desk of whoever did this."""
        with self._lock:
            desk = self._desks.setdefault((deed.student, deed.tab), Desk())
            self._desks.move_to_end((deed.student, deed.tab))
            while len(self._desks) > _MOST:
                _, oldest = self._desks.popitem(last=False)
                _cleared(oldest)
            return desk

    def lay(self, desk: Desk, sitting: Sitting | None) -> None:
        """Put a set on a desk in place of what lies there."""
        with self._lock:
            _cleared(desk)
            desk.key = f"set{next(self._numbers)}"
            desk.sitting = sitting

    def leave(self, desk: Desk) -> None:
        """End the set on a desk; one that has nothing to look back on, or no more, is cleared."""
        sitting = desk.sitting
        if sitting is not None:
            with sitting.lock:
                if sitting.end():
                    return
        self.lay(desk, None)


def _cleared(desk: Desk) -> None:
    if desk.sitting is not None:
        desk.sitting.halt()
