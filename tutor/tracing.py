"""Where the time of a piece of work goes, step by step, for whoever asks (`tutor ask --trace`).

Work names its steps with `step` and says how much there was with `amount`. While nobody records,
both do nothing but look up one context variable, well under a microsecond.
"""

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

_NOT_RECORDED: AbstractContextManager[None] = nullcontext()


@dataclass(slots=True)
class Step:
    """A step with those that it consists of. One that comes several times under another is one."""

    name: str
    seconds: float = 0.0  # wall clock, the steps in it included
    times: int = 0
    amounts: dict[str, int] = field(default_factory=dict)  # tokens and the like, summed up
    steps: "dict[str, Step]" = field(default_factory=dict)  # by name, in the order of the first


class Trace:
    """The steps of a piece of work, in the thread that does it."""

    def __init__(self) -> None:
        self._root = Step("total")
        self._open = [self._root]

    @property
    def seconds(self) -> float:
        """Wall clock while it was recorded, what belongs to no step included."""
        return self._root.seconds

    @property
    def steps(self) -> tuple[Step, ...]:
        """The outermost steps."""
        return tuple(self._root.steps.values())

    def rows(self) -> Iterator[tuple[int, Step]]:
        """Every step with its depth from 0, each before those in it, and the total last."""
        yield from _below(self._root, 0)
        yield 0, self._root

    def to_list(self) -> list[dict[str, Any]]:
        """The rows as JSON values: `step`, `depth`, `seconds`, `times`, and each amount by name."""
        return [
            {
                "step": step.name,
                "depth": depth,
                "seconds": step.seconds,
                "times": step.times,
                **step.amounts,
            }
            for depth, step in self.rows()
        ]

    @contextmanager
    def recording(self) -> Iterator[None]:
        """Record what this thread does in the block; may be used several times.

        Work in an iterator is recorded where the iterator is read inside the block.
        """
        token = _CURRENT.set(self)
        started = time.perf_counter()
        try:
            yield
        finally:
            self._root.seconds += time.perf_counter() - started
            self._root.times += 1
            _CURRENT.reset(token)

    @contextmanager
    def timed(self, name: str) -> Iterator[None]:
        """Record one step; `step` does it for the trace that is being recorded."""
        now = self._open[-1].steps.setdefault(name, Step(name))
        self._open.append(now)
        started = time.perf_counter()
        try:
            yield
        finally:
            now.seconds += time.perf_counter() - started
            now.times += 1
            self._open.pop()

    def add(self, amounts: dict[str, int]) -> None:
        """Count amounts for the innermost open step."""
        counted = self._open[-1].amounts
        for name, number in amounts.items():
            counted[name] = counted.get(name, 0) + number


def step(name: str) -> AbstractContextManager[None]:
    """The block is a step of this name, in words that a reader of the trace understands.

    There must be no `yield` of a generator in it: steps end in the reverse order of their
    beginnings.
    """
    trace = _CURRENT.get()
    return _NOT_RECORDED if trace is None else trace.timed(name)


def amount(**amounts: int) -> None:
    """Say how much the innermost open step has to do, for example `prompt_tokens=250`."""
    trace = _CURRENT.get()
    if trace is not None:
        trace.add(amounts)


def _below(parent: Step, depth: int) -> Iterator[tuple[int, Step]]:
    for child in parent.steps.values():
        yield depth, child
        yield from _below(child, depth + 1)


_CURRENT: ContextVar[Trace | None] = ContextVar("trace", default=None)
