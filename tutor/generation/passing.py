"""What the generators share that only stand before another one."""

import collections.abc
from abc import ABC, abstractmethod
from collections.abc import Sequence
from threading import Event

from tutor.generation.base import Generator, Message


class PassingGenerator(ABC):
    """Passes the calls on to a generator that is there by then."""

    @property
    def context_length(self) -> int:
        """The most tokens that prompt and answer may have together."""
        return self._generator().context_length

    def count_tokens(self, messages: Sequence[Message]) -> int:
        """Tokens of the prompt; see `Generator.count_tokens`."""
        return self._generator().count_tokens(messages)

    def stream(
        self, messages: Sequence[Message], *, max_tokens: int, stop: Event | None = None
    ) -> collections.abc.Generator[str, None, None]:
        """Yield the answer in pieces; see `Generator.stream`."""
        return self._generator().stream(messages, max_tokens=max_tokens, stop=stop)

    def choose(self, messages: Sequence[Message], choices: Sequence[str]) -> list[float]:
        """Log-probabilities of the choices; see `Generator.choose`."""
        return self._generator().choose(messages, choices)

    @abstractmethod
    def _generator(self) -> Generator:
        """The generator, loaded or waited for."""
