"""A quiz that is played in a terminal, while its later questions are still being made."""

import contextlib
import threading
from collections.abc import Iterable, Iterator
from queue import SimpleQueue
from typing import TYPE_CHECKING

from tutor.cli.answer_text import QUIET
from tutor.cli.asking import Asker
from tutor.cli.practising import now

if TYPE_CHECKING:
    from rich.console import Console

    from tutor.practice.practice import Practice
    from tutor.practice.question import Question
    from tutor.practice.quiz import QuizRun
    from tutor.practice.quiz_wish import QuizWish
    from tutor.records.values import Setting


def play(practice: "Practice", wish: "QuizWish", console: "Console", *, setting: "Setting") -> None:
    """Ask what is wished for, and say in the end how it went.

    Raises:
        TutorError: The topic or the chapter is not in the notes, or a question can't be made.
    """
    stop = threading.Event()
    run = practice.quiz(wish, stop=stop)
    with contextlib.closing(Ahead(run, stop)) as questions:
        asker = Asker(practice, console, setting=setting, clock=now)
        tally = asker.ask_all(_awaited(questions, console), wish.n)
        if tally.marked or tally.skipped:
            console.print(f"\n{tally.summary}", markup=False)
    if run.shortfall and not questions.left:
        console.print(run.shortfall, style=QUIET, markup=False)


class Ahead:
    """Reads a quiz's questions in a thread of its own, so that the next is made in good time."""

    def __init__(self, run: "QuizRun", stop: threading.Event) -> None:
        """Begin.

        Args:
            run: The questions.
            stop: Ends their making.
        """
        self._run = run
        self._stop = stop
        self._queue: SimpleQueue[Question | BaseException | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._read, name="quiz", daemon=True)
        self._thread.start()
        self.left = False  # whether the reader went before the end

    def __iter__(self) -> "Iterator[Question]":
        """The questions in order; raises whatever their making raised."""
        self.left = True
        while (each := self._queue.get()) is not None:
            if isinstance(each, BaseException):
                raise each
            yield each
        self.left = False

    def close(self) -> None:
        """End the making; returns when the model has stopped."""
        self._stop.set()
        self._thread.join()

    def _read(self) -> None:
        try:
            for question in self._run:
                self._queue.put(question)
        except BaseException as error:  # noqa: BLE001 - raised again where the questions are read
            self._queue.put(error)
        finally:
            self._queue.put(None)


def _awaited(questions: "Iterable[Question]", console: "Console") -> "Iterator[Question]":
    """The questions; while one is awaited the terminal says so."""
    remaining = iter(questions)
    while True:
        with console.status("Making a question from your notes…"):
            question = next(remaining, None)
        if question is None:
            return
        yield question
