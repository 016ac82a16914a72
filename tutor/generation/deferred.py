"""A language model that is loaded when it is first needed, which may be never."""

from collections.abc import Callable
from threading import Lock

from tutor.generation.base import Generator
from tutor.generation.passing import PassingGenerator


class DeferredGenerator(PassingGenerator):
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
