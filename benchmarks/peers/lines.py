"""How a peer talks with the benchmark: its task as JSON in the first argument, then JSON lines."""

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

Value = dict[str, Any]


def task() -> Value:
    """What this process was started for."""
    return dict(json.loads(sys.argv[1]))


@contextmanager
def answers() -> Iterator[TextIO]:
    """Standard output for JSON lines alone; what libraries print goes to standard error."""
    with os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1) as out:
        os.dup2(2, 1)
        yield out


def serve(answer: Callable[[Value], Value], out: TextIO) -> None:
    """Say that all is loaded, then answer each line of standard input with one line."""
    print(json.dumps({"ready": True}), file=out)
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), file=out)


class Stopwatch:
    """Seconds since it was made, and when the first word came."""

    def __init__(self) -> None:
        self._started = time.perf_counter()
        self.first: float | None = None
        self.pieces: list[str] = []

    def hear(self, piece: str) -> None:
        """Take a piece of the answer."""
        if piece and self.first is None:
            self.first = self.seconds
        self.pieces.append(piece)

    @property
    def seconds(self) -> float:
        """Since it was made."""
        return time.perf_counter() - self._started

    def row(self) -> Value:
        """The answer and its times."""
        return {"text": "".join(self.pieces), "first": self.first, "seconds": self.seconds}


def markdown_files(folder: str) -> list[Path]:
    """The Markdown files below a folder, in order."""
    return sorted(Path(folder).rglob("*.md"))
