"""The bank fills while nobody waits, so that a quiz can start at once.

One question is tried at a time, in the chapter that is furthest from having its share, from the
passage that has the fewest. Whoever needs the model goes first: the work is broken off within a
token, and begun again when the model has been free for a while.
"""

import logging
import threading
from collections import Counter
from collections.abc import Callable
from typing import Protocol

from tutor.errors import TutorError
from tutor.generation.base import Generator
from tutor.practice.bank import Bank
from tutor.practice.courtesy import GaveWayError
from tutor.practice.making.rejection import Rejected
from tutor.practice.planning import Attempts, in_turn
from tutor.practice.production import Production
from tutor.practice.question import KINDS, Question
from tutor.practice.snapshot import Snapshot

_LOG = logging.getLogger(__name__)
TARGET = 25  # questions of a chapter
_PATIENCE = 2  # times that a kind of question may fail on a passage until it is left alone
_QUIET = 5.0  # seconds without anybody waiting after which the work begins
_REST = 60.0  # seconds until it is looked again whether there is anything to do
_TROUBLE = 30.0  # seconds of rest after the first failure; twice as long after each further one
_LONGEST_REST = 1800.0


def fill_one(
    bank: Bank,
    snapshot: Snapshot,
    generator: Generator,
    *,
    give_way: Callable[[], bool],
    target: int = TARGET,
) -> bool:
    """Try to make one question for the bank.

    Args:
        bank: Gets it.
        snapshot: The notes.
        generator: The model.
        give_way: Asked between two tokens whether to break off.
        target: How many questions a chapter should have.

    Returns:
        Whether anything could be tried: False where every chapter has its share, or its passages
        give no more.

    Raises:
        TutorError: The engine or the bank's file failed.
    """
    if give_way():
        return True
    production = Production(bank, snapshot, generator, give_way=give_way)
    covered = bank.covered(snapshot.chunk_ids)
    rejections = bank.rejections()
    by_chapter: dict[str, list[Question]] = {}
    for question in production.known:
        by_chapter.setdefault(question.chapter, []).append(question)
    needy = sorted(
        (chapter for chapter in snapshot.outline.chapters),
        key=lambda chapter: len(by_chapter.get(chapter.key, ())),
    )
    for chapter in needy:
        own = by_chapter.get(chapter.key, [])
        if len(own) >= target:
            break
        passages = [p for p in snapshot.course.passages if p.chapter == chapter.key]
        attempts = Attempts(in_turn(passages, covered), KINDS, rejections, patience=_PATIENCE)
        attempt = attempts.next(Counter(question.kind for question in own))
        if attempt is None:
            continue
        try:
            made = production.make(attempt.kind, attempt.passage)
        except GaveWayError:
            return True
        if not isinstance(made, Rejected):
            _LOG.debug("made %s of %s", made.id, attempt.passage.chunk.id)
        return True
    return False


class Filled(Protocol):
    """What the filler needs of `Practice`."""

    @property
    def busy(self) -> bool:
        """Whether somebody waits for the model."""

    def fill(self, stop: threading.Event) -> bool:
        """Try to make one question; tells whether there is more to do."""


class Filler:
    """Fills a bank in a thread of its own, from its making until it is closed."""

    def __init__(
        self, practice: Filled, *, wait: Callable[[threading.Event, float], bool] | None = None
    ) -> None:
        """Begin.

        Args:
            practice: Whose bank is filled.
            wait: Waits for an event or for seconds; told whether the event came.
        """
        self._practice = practice
        self._wait = wait or threading.Event.wait
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="filling the bank", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop; returns when the thread has ended, within about a token."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        failures = 0
        rest = _QUIET
        while not self._wait(self._stop, rest):
            try:
                rest = _QUIET if self._practice.busy else self._fill()
            except TutorError as error:
                failures += 1
                _LOG.warning("The question bank can't be filled just now: %s", error)
            except Exception:  # noqa: BLE001 - logged, and tried again later
                failures += 1
                _LOG.exception("Filling the question bank failed")
            else:
                failures = 0
                continue
            rest = min(_TROUBLE * 2 ** (failures - 1), _LONGEST_REST)

    def _fill(self) -> float:
        """One step; returns the seconds until the next one."""
        return 0.0 if self._practice.fill(self._stop) else _REST
