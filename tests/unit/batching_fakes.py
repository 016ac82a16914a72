"""A model that writes batches as a test lets it, and callers of it."""

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event

from tutor.generation.batching import Batcher
from tutor.generation.writing import Step, Writing

PATIENCE = 30  # seconds that a thread may take before a test fails


@dataclass
class Token:
    step: int
    batch_id: int
    token_id: int
    token: str
    is_last: bool


class Model:
    """Writes 1, 2, 3, … after a prompt, and stops before each step until a test lets it go on."""

    def __init__(self, *, held: bool = False) -> None:
        self.batches: list[list[list[str]]] = []
        self.statics: list[tuple[str, ...]] = []
        self.threads: set[threading.Thread] = set()  # that have called it
        self.began = threading.Semaphore(0)  # released when a batch begins
        self._go = Event()
        self._hold_next = False
        if not held:
            self._go.set()
        self.fails: Exception | None = None

    def go(self) -> None:
        self._go.set()

    def begin(self) -> None:
        """Let the batch that has begun go on; the next one waits again."""
        self._hold_next = True
        self._go.set()

    def write(
        self,
        prompts: Sequence[Sequence[str]],
        static: Sequence[str],
        most: int,
        made: Callable[[Step], bool],
    ) -> None:
        self.batches.append([list(prompt) for prompt in prompts])
        self.statics.append(tuple(static))
        self.threads.add(threading.current_thread())
        self.began.release()
        assert self._go.wait(PATIENCE)
        if self._hold_next:
            self._hold_next = False
            self._go.clear()
        if self.fails:
            raise self.fails
        alive = list(range(len(prompts)))
        for step in range(most):
            for index in list(alive):
                said = 1 + sum(word.isdigit() for word in prompts[index]) + step
                if made(Token(step, index, said, str(said), is_last=step + 1 == most)):
                    alive.remove(index)
            if not alive:
                return


@contextmanager
def callers(batcher: Batcher) -> Iterator[ThreadPoolExecutor]:
    """Threads that call the model; it is closed at the end, whatever happens."""
    with ThreadPoolExecutor(12) as pool:
        try:
            yield pool
        finally:
            batcher.close()


def written(batcher: Batcher, *prompt: str, most: int = 3, stop: Event | None = None) -> list[int]:
    return list(batcher.write(Writing(prompt, (), most, stop)))


def waits(batcher: Batcher, number: int) -> None:
    """Return when so many wait."""
    with batcher._changed:
        assert batcher._changed.wait_for(
            lambda: len(batcher._waiting) + len(batcher._between) >= number, PATIENCE
        )
