"""An open tutor for the length of a command."""

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tutor.cli.progress import ProgressBars
from tutor.tracing import step

if TYPE_CHECKING:
    from tutor.api import Tutor
    from tutor.config import Settings
    from tutor.generation.base import Generator


@contextlib.contextmanager
def open_tutor(
    settings: "Settings",
    *,
    load_model: bool = True,
    generator: "Generator | None" = None,
    lasting: bool = True,
) -> "Iterator[Tutor]":
    """Open the index and, with `load_model`, the language model; close both in the end.

    A `generator` answers in the place of the settings' model; `lasting` says that there will be
    many questions.
    """
    with ProgressBars() as progress:
        progress("Opening the index", 0, 0)  # what it imports takes seconds by itself
        with step("import the program"):
            from tutor.api import Tutor

        tutor = Tutor.open(
            settings.index,
            settings=settings,
            progress=progress,
            load_model=load_model,
            generator=generator,
            lasting=lasting,
        )
    with contextlib.closing(tutor):
        yield tutor
