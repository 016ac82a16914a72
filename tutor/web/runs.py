"""The turns that are under way: fed by a thread each, stopped by session."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from queue import Empty, SimpleQueue
from typing import Any, cast

from tutor.answering.events import Event

_END = object()


class Run:
    """One turn's events, read in a thread of its own so that stopping never waits for the model.

    Closing the events' iterator is what stops the model, and it can only be closed by the thread
    that reads it, between two events; the student sees the end of the turn at once all the same.
    """

    def __init__(self, events: Iterator[Event]):
        self._events = events
        self._stopped = threading.Event()
        self._queue: SimpleQueue[Any] = SimpleQueue()
        self._ended = False
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._read, name="turn", daemon=True)

    @property
    def stopped(self) -> bool:
        """Whether the turn was stopped."""
        return self._stopped.is_set()

    def stop(self) -> None:
        """End the turn: `batches` ends at once, the model's work before its next event."""
        self._stopped.set()
        self._queue.put(_END)

    def batches(
        self, interval: float, clock: Callable[[], float] = time.monotonic
    ) -> Iterator[list[Event]]:
        """Yield the events in lists, with at least `interval` seconds between two of them.

        Ends at once when the turn is stopped. Raises whatever the events' iterator raises.
        """
        self._thread.start()
        last = clock() - interval
        while batch := self._next_batch(last + interval, clock):
            last = clock()
            yield batch
        if self._error is not None and not self.stopped:
            raise self._error

    def wait_closed(self, timeout: float) -> bool:
        """Whether the events' iterator was closed within `timeout` seconds."""
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def _next_batch(self, earliest: float, clock: Callable[[], float]) -> list[Event]:
        batch: list[Event] = []
        while not self.stopped and not self._ended:
            try:
                # The first event is waited for; after it, only until the batch is due.
                item = self._queue.get(timeout=max(0, earliest - clock()) if batch else None)
            except Empty:
                break
            if isinstance(item, BaseException):
                self._error = item
            elif item is _END:
                self._ended = True
            else:
                batch.append(item)
        return [] if self.stopped else batch

    def _read(self) -> None:
        try:
            # The contract asks for a generator; Iterator has no close() to say so.
            with closing(cast("Any", self._events)) as events:
                for event in events:
                    if self.stopped:
                        break
                    self._queue.put(event)
        except BaseException as error:  # noqa: BLE001 - raised again where the events are awaited
            self._queue.put(error)
        finally:
            self._queue.put(_END)


class Runs:
    """Which turn each session has under way; safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._of_session: dict[str, Run] = {}

    def start(self, session: str, events: Iterator[Event]) -> Run:
        """Begin a turn; one that the session still has under way is stopped."""
        run = Run(events)
        with self._lock:
            before = self._of_session.get(session)
            self._of_session[session] = run
        if before is not None:
            before.stop()
        return run

    def stop(self, session: str) -> None:
        """Stop the session's turn if it has one."""
        with self._lock:
            run = self._of_session.get(session)
        if run is not None:
            run.stop()

    def end(self, session: str, run: Run) -> None:
        """Forget a turn that came to its end."""
        with self._lock:
            if self._of_session.get(session) is run:
                del self._of_session[session]
