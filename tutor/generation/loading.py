"""A language model that is loaded while other work goes on; who needs it earlier waits for it."""

import collections.abc
import logging
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from threading import Condition, Event, Thread

from tutor.errors import TutorError
from tutor.generation.base import Generator, Message
from tutor.generation.passing import PassingGenerator
from tutor.progress import Progress

_LOG = logging.getLogger(__name__)
_PATIENCE = 20.0  # seconds that closing waits for a step that can't be broken off
_LOOK = 0.1  # seconds between two looks whether somebody still waits


class ModelLoadError(TutorError):
    """The language model could not be had, or the program ends before it is there."""


class StoppedError(TutorError):
    """An answer was stopped by whoever asked for it."""


@dataclass(frozen=True, slots=True)
class LoadState:
    """How far the loading of a model is."""

    ready: bool = False
    problem: str = ""  # why there will be no model
    step: str = ""  # what is done just now, in words
    done: int = 0  # of the step, in any unit
    total: int = 0  # 0 where it isn't known


class LoadingGenerator(PassingGenerator):
    """Passes everything on to a generator, for which a call waits while it is loaded. Thread-safe.

    A call raises ModelLoadError where the model couldn't be loaded, or was closed before it was.
    """

    def __init__(self, name: str, load: Callable[[Progress], Generator]) -> None:
        """Take the model's name and what loads it; `start` begins with it."""
        self._name = name
        self._load = load
        self._changed = Condition()
        self._state = LoadState()
        self._loaded: Generator | None = None
        self._closed = False
        self._then: Callable[[LoadState], None] | None = None
        self._thread = Thread(target=self._run, name="loading the language model", daemon=True)

    def start(self, then: Callable[[LoadState], None] | None = None) -> None:
        """Begin to load, in a thread of its own.

        Args:
            then: Called in that thread when the model is ready or can't be had; not when it is
                closed before.
        """
        self._then = then
        self._thread.start()

    @property
    def state(self) -> LoadState:
        """How far it is."""
        with self._changed:
            return self._state

    @property
    def name(self) -> str:
        """The name that is shown beside an answer; what was asked for where it isn't loaded."""
        with self._changed:
            return self._name if self._loaded is None else self._loaded.name

    def wait(self, stop: Event | None = None) -> Generator:
        """The model as soon as it is loaded.

        Raises:
            ModelLoadError: It can't be had, or it was closed or `stop` was set before it was there.
        """
        with self._changed:
            while not self._changed.wait_for(self._decided, _LOOK if stop else None):
                if stop and stop.is_set():
                    raise ModelLoadError("It was stopped before the language model was there.")
            if self._closed:
                raise ModelLoadError("The program is ending; ask again when it runs.")
            if self._loaded is None:
                raise ModelLoadError(self._state.problem)
            return self._loaded

    def until(self, stop: Event) -> Generator:
        """The same model for somebody who wants nothing of it any more once `stop` is set.

        Where it isn't loaded by then, a call raises ModelLoadError, and an answer that is being
        written, or waits for its turn, ends with StoppedError.
        """
        return _Until(self, stop)

    def close(self) -> None:
        """Stop loading, or free the weights; who waits for the model waits no longer."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        if self._thread.ident is not None:
            self._thread.join(_PATIENCE)
        with self._changed:
            if self._loaded is not None:
                self._loaded.close()

    def _decided(self) -> bool:
        return self._loaded is not None or self._closed or bool(self._state.problem)

    def _generator(self) -> Generator:
        return self.wait()

    def _run(self) -> None:
        try:
            loaded = self._load(self._progress)
        except _Abandoned:
            return
        except TutorError as error:
            self._finish(problem=str(error))
        except Exception as error:  # noqa: BLE001 - logged, and told to whoever waits
            _LOG.exception("The language model can't be loaded")
            self._finish(
                problem=f"The language model {self._name} can't be loaded ({error}); "
                "`tutor doctor` looks for the cause."
            )
        else:
            self._finish(loaded)

    def _finish(self, loaded: Generator | None = None, problem: str = "") -> None:
        with self._changed:
            self._loaded = loaded
            self._state = LoadState(ready=loaded is not None, problem=problem)
            closed = self._closed
            self._changed.notify_all()
        if self._then is not None and not closed:
            self._then(self._state)

    def _progress(self, step: str, done: int, total: int, /) -> None:
        with self._changed:
            if self._closed:
                raise _Abandoned
            self._state = replace(self._state, step=step, done=done, total=total)


class _Until(PassingGenerator):
    """A loading generator for somebody who may stop what he asked it for."""

    def __init__(self, model: LoadingGenerator, stop: Event) -> None:
        self._model = model
        self._stop = stop

    @property
    def name(self) -> str:
        return self._model.name

    def stream(
        self, messages: Sequence[Message], *, max_tokens: int, stop: Event | None = None
    ) -> collections.abc.Generator[str, None, None]:
        """Yield the answer in pieces; the event that this was made with is its `stop` too."""
        pieces = self._generator().stream(messages, max_tokens=max_tokens, stop=stop or self._stop)
        with closing(pieces):
            yield from pieces
        if self._stop.is_set():
            raise StoppedError("The answer was stopped.")

    def close(self) -> None:
        self._model.close()

    def _generator(self) -> Generator:
        return self._model.wait(self._stop)


class _Abandoned(BaseException):
    """Nobody needs the model any more; no failure, so nothing tries another way to get it."""
