"""What `tutor serve` loads while its page is open, and what it says about that."""

import threading
import time
from typing import TYPE_CHECKING

import typer

from tutor.cli.controls import harmless
from tutor.cli.progress import ProgressBars
from tutor.generation.loading import LoadingGenerator, LoadState

if TYPE_CHECKING:
    from tutor.config import Settings
    from tutor.generation.base import Generator
    from tutor.practice.filling import Filled
    from tutor.progress import Progress


def loading_model(settings: "Settings") -> LoadingGenerator:
    """The settings' language model, which shows how far it is when it is started."""

    def load(progress: "Progress") -> "Generator":
        from tutor.loaders import load_generator

        with ProgressBars() as bars:

            def told(step: str, done: int, total: int, /) -> None:
                progress(step, done, total)
                bars(step, done, total)

            return load_generator(settings, told)

    return LoadingGenerator(settings.model, load)


class Readiness:
    """Prints where the page is as soon as it can be opened, and when it can answer."""

    def __init__(self, started: float) -> None:
        """Take when the program was started, by `time.perf_counter`."""
        self._started = started
        self._lock = threading.Lock()
        self._url = ""
        self._state: LoadState | None = None

    def opened(self, url: str) -> None:
        """Take note that the page can be opened."""
        with self._lock:
            self._url = url
            if self._state is None:
                typer.echo(f"The page is at {url}; the language model is still loading…")
            else:
                self._tell(self._state)

    def loaded(self, state: LoadState) -> None:
        """Take note of what came of the loading."""
        with self._lock:
            self._state = state
            if self._url:
                self._tell(state)

    def _tell(self, state: LoadState) -> None:
        if state.problem:
            typer.echo(harmless(f"Error: {state.problem}"), err=True)
            typer.echo(f"The page at {self._url} searches, but can't answer. Ctrl-C stops it.")
        else:
            seconds = time.perf_counter() - self._started
            typer.echo(f"Ready at {self._url} after {seconds:.0f} s. Ctrl-C stops it.")


class WhenReady:
    """Practice that counts as busy until its language model is loaded."""

    def __init__(self, practice: "Filled", model: LoadingGenerator) -> None:
        self._practice = practice
        self._model = model

    @property
    def busy(self) -> bool:
        """Whether somebody waits for the model, or it isn't there."""
        return not self._model.state.ready or self._practice.busy

    def fill(self, stop: threading.Event) -> bool:
        """Try to make one question; tells whether there is more to do."""
        return self._practice.fill(stop)
