"""Progress of long work on standard error: bars in a terminal, lines where nobody watches."""

from types import TracebackType
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress, TaskID


class ProgressBars:
    """A context manager that is a `tutor.progress.Progress`: one bar for each step.

    A step whose total is 0 is of unknown length.
    """

    def __init__(self) -> None:
        self._bars: Progress | None = None
        self._tasks: dict[str, TaskID] = {}
        self._announced: set[str] = set()

    def __enter__(self) -> "ProgressBars":
        from rich.console import Console

        console = Console(stderr=True)
        if console.is_terminal:
            self._bars = _bars(console)
            self._bars.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._bars is not None:
            self._bars.stop()

    def __call__(self, step: str, done: int, total: int, /) -> None:
        """Show that `done` of `total` units of this step are finished."""
        step = step[:1].upper() + step[1:]
        if self._bars is None:
            self._write_line(step, done, total)
            return
        if step not in self._tasks:
            self._tasks[step] = self._bars.add_task(step, total=total or None)
        self._bars.update(self._tasks[step], completed=done, total=total or None)

    def _write_line(self, step: str, done: int, total: int) -> None:
        """Say once that a step begins and once that it is over."""
        state = "done" if total and done >= total else "…"
        line = f"{step} {state}" if state == "done" else f"{step}{state}"
        if line not in self._announced:
            self._announced.add(line)
            typer.echo(line, err=True)


def _bars(console: "Console") -> "Progress":
    from rich.progress import (
        BarColumn,
        Progress,
        SpinnerColumn,
        TaskProgressColumn,
        TextColumn,
        TimeRemainingColumn,
    )

    return Progress(
        SpinnerColumn(finished_text="✓"),
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeRemainingColumn(elapsed_when_finished=True),
        console=console,
        transient=True,  # what came of it is printed by the command
    )
