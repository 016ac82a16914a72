"""One answer while it is written: what was asked, what is made of it, and who waits for it."""

from collections.abc import Iterator, Sequence
from queue import Empty, SimpleQueue
from threading import Event
from typing import Protocol

from tutor.generation.grouping import Demand

_LOOK = 0.1  # seconds between two looks whether a caller was stopped


class Step(Protocol):
    """One token of one answer, under the names that CTranslate2 has for it."""

    step: int
    batch_id: int
    token_id: int
    token: str
    is_last: bool


class Writing:
    """One answer; iterating over it gives the ids of its tokens as they are made."""

    def __init__(
        self, prompt: Sequence[str], static: Sequence[str], most: int, stop: Event | None = None
    ) -> None:
        """Take the prompt.

        Args:
            prompt: Its tokens, without those of `static`.
            static: Tokens before it, which other prompts begin with too.
            most: Tokens that the answer may have.
            stop: Ends the answer when it is set.
        """
        self.static = tuple(static)
        self.made: list[str] = []
        self.moved = False  # from one batch into another; once is enough
        self.alone = False  # in its batch
        self.ended = Event()
        self._prompt = list(prompt)
        self._most = most
        self._stop = stop
        self._given_up = Event()
        self._steps: SimpleQueue[int | Exception | None] = SimpleQueue()

    def __iter__(self) -> Iterator[int]:
        """The tokens; raises what the model failed with."""
        while not self.over:
            try:
                step = self._steps.get(timeout=None if self._stop is None else _LOOK)
            except Empty:
                continue
            if isinstance(step, Exception):
                raise step
            if step is None or self.over:
                return
            yield step

    @property
    def over(self) -> bool:
        """Whether nobody wants any more of it."""
        return self._given_up.is_set() or (self._stop is not None and self._stop.is_set())

    @property
    def prompt(self) -> list[str]:
        """What the model has to read: the prompt and what is written of the answer."""
        return self._prompt + self.made

    @property
    def left(self) -> int:
        """Tokens that may still be written."""
        return self._most - len(self.made)

    @property
    def demand(self) -> Demand:
        """What the whole answer needs."""
        return Demand(len(self._prompt), self._most)

    def add(self, step: Step) -> bool:
        """Pass a token on; whether it was the last one."""
        if not self.over:
            self.made.append(step.token)
            self._steps.put(step.token_id)
        if step.is_last or self.left <= 0 or self.over:
            self.end()
        return self.ended.is_set()

    def end(self, error: Exception | None = None) -> None:
        """No more is coming."""
        self._steps.put(error)
        self.ended.set()

    def give_up(self) -> None:
        """Have no more of it made."""
        self._given_up.set()
