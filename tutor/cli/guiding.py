"""Study guides over the open index, for the length of a command."""

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tutor.cli.practising import now

if TYPE_CHECKING:
    from tutor.api import Tutor
    from tutor.config import Settings
    from tutor.generation.loading import LoadingGenerator
    from tutor.guide.guides import Guides
    from tutor.practice.practice import Practice


@contextlib.contextmanager
def guides_over(
    tutor: "Tutor", practice: "Practice", settings: "Settings", model: "LoadingGenerator"
) -> "Iterator[Guides]":
    """Open the guides beside the index, and close them again.

    Args:
        tutor: Knows the model.
        practice: Knows the notes and the questions.
        settings: Where the index is.
        model: Until it is loaded guides are made of the notes' own sentences.
    """
    from tutor.guide.guides import Guides
    from tutor.guide.store import FILE, GuideStore

    with contextlib.closing(GuideStore.open(settings.index / FILE, clock=now)) as store:
        yield Guides(tutor, practice, store, clock=now, model_is_ready=lambda: model.state.ready)
