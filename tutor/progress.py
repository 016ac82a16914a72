"""How long work tells the edge of the program how far it has come."""

from typing import Protocol


class Progress(Protocol):
    """Called with a step's name, how much of it is done and how much there is, in any unit."""

    def __call__(self, step: str, done: int, total: int, /) -> None:
        """Tell of progress; must return quickly."""


def silent(step: str, done: int, total: int, /) -> None:
    """The progress of work that nobody watches."""
