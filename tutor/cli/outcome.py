"""How a command ends: errors as one sentence, Ctrl-C as one line, and the exit codes for both."""

import contextlib
import sys
from collections.abc import Callable, Iterator

import typer

from tutor.cli.controls import harmless
from tutor.cli.json_output import Emit, json_on_stdout
from tutor.errors import TutorError

STOPPED = "Stopped; nothing was lost."


@contextlib.contextmanager
def outcome(*, as_json: bool, interrupted: Callable[[], str] = lambda: STOPPED) -> Iterator[Emit]:
    """Run a command's work inside this block.

    Args:
        as_json: Whether standard output is kept for what is emitted, errors included.
        interrupted: Says on Ctrl-C what was lost and what remains.

    Yields:
        What writes a JSON value; only to be used with `as_json`.
    """
    with contextlib.ExitStack() as stack:
        emit = stack.enter_context(json_on_stdout()) if as_json else _refuse
        try:
            yield emit
            # A reader that has gone shows itself here, where typer still ends the program quietly.
            sys.stdout.flush()
        except TutorError as error:
            if as_json:
                emit({"error": str(error)})
            else:
                typer.echo(harmless(f"Error: {error}"), err=True)
            raise typer.Exit(1) from error
        except KeyboardInterrupt as error:
            typer.echo(interrupted(), err=True)
            raise typer.Exit(130) from error


def _refuse(value: object) -> None:
    raise AssertionError(f"not a JSON command, but {value!r} was emitted")
