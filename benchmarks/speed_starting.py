"""How long it takes until the program can be used."""

import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from benchmarks.speed_rows import Line, Rows
from benchmarks.speed_setup import ROOT, Setup, run_tutor

PART = "starting"
_READY_GOAL = 8.0
_HELP_GOAL = 0.4


class NotReadyError(RuntimeError):
    """The page's server ended before it was ready."""


def measure(setup: Setup, rows: Rows, repeats: int) -> None:
    """Start the page and print the help, in turn."""
    done = len(rows.kept(PART))
    if done >= repeats:
        return
    index = setup.work / "course"
    run_tutor("index", str(ROOT / "corpus"), "--index", str(index))
    if not done:
        _seconds_to_ready(index)  # what the system has not read yet is read now
    for _ in range(done, repeats):
        rows.add(PART, {"ready": _seconds_to_ready(index), "help": run_tutor("--help")})


def _seconds_to_ready(index: Path) -> float:
    """From the command to the line that says that questions can be answered."""
    command = ["serve", "--no-browser", "--index", str(index), "--port", str(_free_port())]
    started = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-m", "tutor", *command, "--corpus", str(ROOT / "corpus")],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
        text=True,
    ) as server:
        if server.stdout is None:
            raise NotReadyError("the server's output can't be read")
        ready = any(line.startswith("Ready") for line in server.stdout)
        seconds = time.perf_counter() - started
        server.terminate()
        server.wait()
    if not ready:
        raise NotReadyError("`tutor serve` ended before it was ready; run it by hand to see why")
    return seconds


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def lines(rows: Rows) -> list[Line]:
    """The lines of the table."""
    kept = rows.kept(PART)
    if not kept:
        return []
    return [
        _line("`tutor serve` until ready, warm", [row["ready"] for row in kept], _READY_GOAL),
        _line("`tutor --help`", [row["help"] for row in kept], _HELP_GOAL),
    ]


def _line(work: str, values: Sequence[float], goal: float) -> Line:
    middle = statistics.median(values)
    spread = f"{middle:.2f} s ({min(values):.2f} to {max(values):.2f}, n = {len(values)})"
    return Line(work, spread, "").within(f"≤ {goal} s", middle <= goal)
