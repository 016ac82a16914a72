"""Guides that are being made: whoever asks for the same one at the same time watches one work."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from tutor.guide.guide import Guide
from tutor.guide.subject import Subject
from tutor.web.guiding import Guiding
from tutor.web.work import Work

_MOST = 100  # works that are remembered
_RECENT = 5.0  # seconds since a look, within which somebody is thought to wait

Watcher = tuple[str, str]  # a student and a tab


@dataclass(frozen=True, slots=True)
class Making:
    """How far a guide is."""

    guide: Guide | None  # as far as it is made
    running: bool
    done: int
    total: int
    problem: str  # why it can't go on; empty where it can


class GuideWorks:
    """The guides under way, one for each subject. Thread-safe."""

    def __init__(self, guides: Guiding, *, clock: Callable[[], float] = time.monotonic) -> None:
        """Take what makes the guides, and what gives seconds."""
        self._guides = guides
        self._clock = clock
        self._lock = threading.Lock()
        self._works: OrderedDict[tuple[str, str], _GuideWork] = OrderedDict()

    def begin(self, subject: Subject, watcher: Watcher, *, again: bool = False) -> None:
        """Make a guide, unless it is being made already."""
        place = (subject.scope, subject.key)
        with self._lock:
            known = self._works.get(place)
            if known is None or known.is_over:
                known = _GuideWork(self._guides, subject, again=again)
                self._works[place] = known
                while len(self._works) > _MOST:
                    self._works.popitem(last=False)[1].work.stop.set()
            known.looked[watcher] = self._clock()
            known.left.discard(watcher)

    def look(self, subject: Subject, watcher: Watcher) -> Making | None:
        """How far a guide is; None where nothing of it was begun."""
        with self._lock:
            known = self._works.get((subject.scope, subject.key))
            if known is None:
                return None
            gone = watcher in known.left
            running = known.work.is_running() if gone else known.work.look()
            if not gone:
                known.looked[watcher] = self._clock()
            return Making(
                known.guide,
                running and not gone and not known.work.stop.is_set(),
                known.work.done,
                known.work.total,
                known.work.problem,
            )

    def stop(self, subject: Subject, watcher: Watcher) -> None:
        """Let a watcher go; the work ends where nobody else waits for it."""
        with self._lock:
            known = self._works.get((subject.scope, subject.key))
            if known is None:
                return
            known.left.add(watcher)
            known.looked.pop(watcher, None)
            now = self._clock()
            if all(now - looked > _RECENT for looked in known.looked.values()):
                known.work.stop.set()

    def close(self) -> None:
        """Stop everything."""
        with self._lock:
            for known in self._works.values():
                known.work.stop.set()


class _GuideWork:
    """One guide under way."""

    def __init__(self, guides: Guiding, subject: Subject, *, again: bool) -> None:
        self.guide: Guide | None = None
        self.looked: dict[Watcher, float] = {}
        self.left: set[Watcher] = set()
        self._guides = guides
        self._subject = subject
        self._again = again
        self.work = Work(self._make).start()

    @property
    def is_over(self) -> bool:
        """Whether it has ended, or will within a moment."""
        return self.work.stop.is_set() or not self.work.is_running()

    def _make(self, work: Work) -> None:
        for guide in self._guides.make(self._subject, stop=work.stop, again=self._again):
            self.guide = guide
            work.follow("", guide.done, guide.steps)
