"""Something that takes its time, done in a thread of its own while the page tells how far it is."""

import logging
import threading
import time
from collections.abc import Callable

from tutor.errors import TutorError
from tutor.web.text import practice as text

_LOG = logging.getLogger(__name__)
_PATIENCE = 45.0  # seconds without a look, after which nobody is thought to wait any more


class Work:
    """One job; `stop` ends it, and so does nobody looking at it for a while."""

    def __init__(
        self,
        job: Callable[["Work"], None],
        *,
        stop: threading.Event | None = None,
        patience: float = _PATIENCE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take a job that has not begun.

        Args:
            job: Called with this; it heeds `stop` and may call `follow` and `is_watched`.
            stop: Ends it; one of its own where none is given.
            patience: Seconds that may pass between two looks.
            clock: Gives seconds.
        """
        self.stop = stop or threading.Event()
        self.done = 0
        self.total = 0
        self.problem = ""  # one sentence, once it has failed
        self._clock = clock
        self._patience = patience
        self._looked = clock()
        self._thread = threading.Thread(target=self._run, args=(job,), name="practice", daemon=True)

    def start(self) -> "Work":
        """Begin."""
        self._thread.start()
        return self

    def look(self) -> bool:
        """Whether it is still going on; somebody waits for it."""
        self._looked = self._clock()
        return self._thread.is_alive()

    def is_running(self) -> bool:
        """Whether it is still going on, whoever waits for it."""
        return self._thread.is_alive()

    def is_watched(self) -> bool:
        """Whether somebody waits for it; asked by the job between two steps."""
        return self._clock() - self._looked <= self._patience

    def follow(self, step: str, done: int, total: int) -> None:  # noqa: ARG002 - a Progress
        """Take note of how far the job is, and stop it where nobody waits."""
        self.done, self.total = done, total
        if not self.is_watched():
            self.stop.set()

    def wait(self, timeout: float) -> bool:
        """Whether it came to its end within `timeout` seconds."""
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def _run(self, job: Callable[["Work"], None]) -> None:
        try:
            job(self)
        except TutorError as error:
            self.problem = str(error)
        except Exception:  # noqa: BLE001 - logged, and the page tells
            _LOG.exception("Something that the page began in the background failed")
            self.problem = text.UNEXPECTED
