"""Where the time of a command went, as a table below its result."""

import contextlib
from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from tutor.cli.answer_text import QUIET
from tutor.cli.render import counted
from tutor.tracing import Step, Trace

if TYPE_CHECKING:
    from rich.table import Table

_INDENT = "  "


class Traces:
    """The traces of a command's results, one after the other; without `on` nothing is recorded."""

    def __init__(self, *, on: bool) -> None:
        self._on = on
        self._next: Trace | None = Trace() if on else None

    def recording(self) -> AbstractContextManager[None]:
        """Record what comes before a result, and belongs to the next one's trace."""
        return contextlib.nullcontext() if self._next is None else self._next.recording()

    @contextlib.contextmanager
    def result(self) -> Iterator[Trace | None]:
        """Record the work for one result, whose trace is complete after the block."""
        trace = self._next
        try:
            with self.recording():
                yield trace
        finally:
            self._next = Trace() if self._on else None


def trace_view(trace: Trace) -> "Table":
    """Each step with its seconds, how often it came, and what it had to do."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style=QUIET)
    table.add_column("step", no_wrap=True)
    table.add_column("seconds", justify="right", no_wrap=True)
    table.add_column("times", justify="right", no_wrap=True)
    table.add_column("amounts")
    for depth, step in trace.rows():
        name = Text(_INDENT * depth + step.name)
        times = str(step.times) if step.times > 1 else ""
        table.add_row(name, f"{step.seconds:.3f}", times, _amounts(step))
    return table


def _amounts(step: Step) -> str:
    """The amounts in words, with the speed where tokens were written."""
    counts = step.amounts.items()
    parts = [counted(number, name.removesuffix("s").replace("_", " ")) for name, number in counts]
    if (tokens := step.amounts.get("tokens")) and step.times > 1 and step.seconds:
        parts.append(f"{tokens / step.seconds:.1f} a second")
    return ", ".join(parts)
