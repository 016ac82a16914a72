"""Processes of the tests, of which none may go on for ever."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Timer
from typing import Any


@contextmanager
def killed_after(process: "subprocess.Popen[Any]", seconds: float) -> Iterator[None]:
    """Kill a process that hasn't ended after so many seconds; its return code tells."""
    timer = Timer(seconds, process.kill)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
