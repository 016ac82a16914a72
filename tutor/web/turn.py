"""What the page needs of whoever answers."""

import threading
from collections.abc import Iterator, Sequence
from typing import Protocol

from tutor.answering.events import Event


class Answering(Protocol):
    """What the page needs of `tutor.api.Tutor`."""

    @property
    def title(self) -> str:
        """The course's name."""

    @property
    def model_name(self) -> str:
        """The name of the model that answers."""

    def example_questions(self) -> list[str]:
        """Questions that a new conversation offers."""

    def stream(
        self,
        question: str,
        *,
        history: Sequence[tuple[str, str]] = (),
        stop: threading.Event | None = None,
    ) -> Iterator[Event]:
        """The events of one turn, from a generator that stops the model when it is closed.

        Setting `stop` ends the waiting for a model that isn't there yet, with a TutorError.
        """
