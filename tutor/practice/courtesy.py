"""A language model that is used only for as long as nobody needs it more."""

import collections.abc
from collections.abc import Callable, Sequence
from contextlib import closing
from threading import Event

from tutor.generation.base import Generator, Message


class GaveWayError(Exception):
    """The work was broken off because somebody else needs the model; it can be begun again."""


class CourteousGenerator:
    """Passes everything on to a generator, and breaks off when it is told to give way."""

    def __init__(self, generator: Generator, give_way: Callable[[], bool]) -> None:
        """Take a generator and what tells that the work must be broken off."""
        self._generator = generator
        self._give_way = give_way
        self.calls = 0  # how often the model was asked for anything

    @property
    def name(self) -> str:
        """The model's name."""
        return self._generator.name

    @property
    def context_length(self) -> int:
        """The most tokens that prompt and answer may have together."""
        return self._generator.context_length

    def count_tokens(self, messages: Sequence[Message]) -> int:
        """Tokens of the prompt that these messages become."""
        return self._generator.count_tokens(messages)

    def stream(
        self, messages: Sequence[Message], *, max_tokens: int, stop: Event | None = None
    ) -> collections.abc.Generator[str, None, None]:
        """Yield the answer in pieces; see `Generator.stream`.

        Raises:
            GaveWayError: It is to give way; the model was stopped within a token.
        """
        self._begin()
        # The engine asks too, so that nothing is begun for it that waited behind an answer.
        courtesy = _Courtesy(self._give_way, stop)
        pieces = self._generator.stream(messages, max_tokens=max_tokens, stop=courtesy)
        with closing(pieces):
            for piece in pieces:
                self._check()
                yield piece
        if courtesy.gave_way:
            raise GaveWayError

    def choose(self, messages: Sequence[Message], choices: Sequence[str]) -> list[float]:
        """Log-probabilities of the choices; see `Generator.choose`.

        Raises:
            GaveWayError: It is to give way.
        """
        self._begin()
        values = self._generator.choose(messages, choices)
        self._check()
        return values

    def close(self) -> None:
        """Leave the model to whoever loaded it."""

    def _begin(self) -> None:
        self._check()
        self.calls += 1

    def _check(self) -> None:
        if self._give_way():
            raise GaveWayError


class _Courtesy(Event):
    """Counts as set when the work is to give way, and stays so; or when another event is set."""

    def __init__(self, give_way: Callable[[], bool], stop: Event | None) -> None:
        super().__init__()
        self._give_way = give_way
        self._stop = stop
        self.gave_way = False

    def is_set(self) -> bool:
        self.gave_way = self.gave_way or self._give_way()
        return self.gave_way or (self._stop is not None and self._stop.is_set())
