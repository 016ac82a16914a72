"""Practice over the open index, for the length of a command."""

import contextlib
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from tutor.cli.progress import ProgressBars
from tutor.cli.session import open_tutor

if TYPE_CHECKING:
    from tutor.api import Tutor
    from tutor.config import Settings
    from tutor.generation.base import Generator
    from tutor.practice.practice import Practice


def now() -> datetime:
    """The time, aware, in this computer's zone: a student's days begin at midnight there."""
    return datetime.now().astimezone()


@contextlib.contextmanager
def open_practice(settings: "Settings", *, load_model: bool = True) -> "Iterator[Practice]":
    """Open the index, its question bank and the student's records; close them all in the end.

    Args:
        settings: Where they are.
        load_model: Whether questions may be made or words graded. The language model is loaded
            when that is first done: what the bank has needs none.
    """
    with contextlib.ExitStack() as stack:
        tutor = stack.enter_context(open_tutor(settings, load_model=False))
        if load_model:
            tutor = stack.enter_context(contextlib.closing(_with_model(tutor, settings)))
        yield stack.enter_context(practice_over(tutor, settings))


@contextlib.contextmanager
def practice_over(tutor: "Tutor", settings: "Settings") -> "Iterator[Practice]":
    """Open the question bank and the student's records for an open tutor, and close them again."""
    from tutor.practice.bank import FILE, Bank
    from tutor.practice.practice import Practice
    from tutor.records.records import Records

    with (
        contextlib.closing(Records.open(settings.records)) as records,
        contextlib.closing(Bank.open(settings.index / FILE)) as bank,
    ):
        yield Practice(tutor, bank, records, clock=now)


def _with_model(tutor: "Tutor", settings: "Settings") -> "Tutor":
    """The same index with the language model, which is loaded when it is first asked."""
    from tutor.api import Tutor
    from tutor.generation.deferred import DeferredGenerator
    from tutor.loaders import answering_settings, load_generator

    def load() -> "Generator":
        with ProgressBars() as progress:
            return load_generator(settings, progress, lasting=False)

    generator = DeferredGenerator(settings.model, load)
    return Tutor(tutor.live_index, generator, answering_settings(settings))
