"""A language model that is loaded when it is first needed, which may be never."""

import collections.abc
from collections.abc import Callable, Sequence
from threading import Event, Lock

from tutor.generation.base import Generator, Message


class DeferredGenerator:
    """Passes everything on to a generator that is loaded by the first call. Thread-safe."""

    def __init__(self, name: str, load: Callable[[], Generator]) -> None:
        """Take the model's name and what loads it."""
        self._name = name
        self._load = load
        self._loading = Lock()
        self._loaded: Generator | None = None

    @property
    def name(self) -> str:
        """The name that is shown beside an answer; what was asked for where it isn't loaded."""
        return self._name if self._loaded is None else self._loaded.name

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

    def close(self) -> None:
        """Free the weights, if they were loaded; it is not loaded again."""
        with self._loading:
            if self._loaded is not None:
                self._loaded.close()
            self._load = _closed

    def _generator(self) -> Generator:
        with self._loading:
            if self._loaded is None:
                self._loaded = self._load()
            return self._loaded


def _closed() -> Generator:
    raise RuntimeError("the language model was closed before it was loaded")
