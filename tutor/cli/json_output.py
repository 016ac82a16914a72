"""Standard output that holds the command's JSON and nothing else."""

import contextlib
import json
import sys
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

Emit: TypeAlias = Callable[[Any], None]  # writes one JSON value as one line, at once


@contextlib.contextmanager
def json_on_stdout() -> Iterator[Emit]:
    """Keep standard output for the values that are emitted.

    Whatever else is printed inside the block, by a library for example, goes to standard error.
    """
    stdout = sys.stdout

    def emit(value: Any) -> None:
        # ASCII escapes keep the line valid whatever the encoding of the terminal or the pipe is.
        stdout.write(json.dumps(value, allow_nan=False) + "\n")
        stdout.flush()

    with contextlib.redirect_stdout(sys.stderr):
        yield emit
