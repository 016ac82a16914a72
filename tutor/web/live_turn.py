"""One turn under way: what it has come to, for any number of watchers."""

import logging
import threading
from collections.abc import Callable, Iterator

from tutor.conversations.turn import Phase, Turn, fail, stop
from tutor.errors import TutorError
from tutor.web.text import chat as text

_LOG = logging.getLogger(__name__)
_INTERVAL = 0.04  # seconds between two looks at a turn
_BEAT = 2.0  # seconds after which a look is given although nothing has changed
_SAVED = 2.0  # seconds between two times that a running turn is kept


class LiveTurn:
    """A turn that one thread brings forward while others look at it."""

    def __init__(
        self, turn: Turn, number: int, keep: Callable[[Turn], None], clock: Callable[[], float]
    ) -> None:
        """Take a turn that has just begun.

        Args:
            turn: Its question.
            number: In its conversation, from 1.
            keep: Puts what the turn has come to into the student's records.
            clock: Gives seconds.
        """
        self.number = number
        self._turn = turn
        self._keep = keep
        self._clock = clock
        self._looked = clock()
        self._saved = clock()
        self._version = 0
        self._over = threading.Event()
        self._changed = threading.Condition()
        self._closed = threading.Event()

    @property
    def turn(self) -> Turn:
        """What it has come to."""
        return self._turn

    @property
    def ended(self) -> bool:
        """Whether it will change no more."""
        return self._over.is_set()

    @property
    def over(self) -> threading.Event:
        """Is set as soon as it has ended."""
        return self._over

    def watched(self, patience: float) -> bool:
        """Whether somebody has looked at it in the last `patience` seconds."""
        return self._clock() - self._looked <= patience

    def watch(self, interval: float = _INTERVAL, beat: float = _BEAT) -> Iterator[Turn]:
        """Yield what the turn has come to, until its end.

        At most once in `interval` seconds, and at the latest after `beat` seconds once more what
        was there already, so that whoever passes it on notices that nobody listens.
        """
        seen = -1
        while True:
            with self._changed:
                self._looked = self._clock()
                self._wait_for_another(seen, beat)
                self._looked = self._clock()
                turn, seen, ended = self._turn, self._version, self.ended
            yield turn
            if ended:
                return
            with self._changed:
                self._changed.wait_for(lambda: self.ended, interval)

    def _wait_for_another(self, version: int, timeout: float) -> None:
        self._changed.wait_for(lambda: self.ended or self._version != version, timeout)

    def update(self, turn: Turn) -> None:
        """Show how far it has come; nothing once it has ended."""
        with self._changed:
            if self.ended:
                return
            self._turn = turn
            self._version += 1
            self._changed.notify_all()
            if turn.phase is Phase.WRITING and self._clock() - self._saved >= _SAVED:
                self._keep(turn)
                self._saved = self._clock()

    def end(self, turn: Turn) -> None:
        """End it, unless it has ended: what it came to is kept before anybody sees the end."""
        with self._changed:
            if self.ended:
                return
            try:
                self._keep(turn)
            except TutorError as error:
                turn = fail(turn, str(error))
            except Exception:  # noqa: BLE001 - logged, and whoever watches sees an end
                _LOG.exception("A turn could not be kept")
                turn = fail(turn, text.UNEXPECTED)
            self._turn = turn
            self._over.set()
            self._version += 1
            self._changed.notify_all()

    def stop(self) -> None:
        """End it with what was written; the model ends before its next event."""
        with self._changed:
            self.end(stop(self._turn))

    def closed(self) -> None:
        """Take note that the model has let go of it."""
        self._closed.set()

    def wait_closed(self, timeout: float) -> bool:
        """Whether the model has let go of it within `timeout` seconds."""
        return self._closed.wait(timeout)
