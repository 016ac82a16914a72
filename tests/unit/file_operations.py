"""What a program does to a folder, step by step, and how it dies before any of them."""

import contextlib
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
CHANGES = {"os.mkdir", "os.rename", "os.remove", "os.rmdir", "shutil.rmtree", "os.truncate"}


class Died(BaseException):
    """Stands for the end of the process."""


class FileOperations:
    """Counts what a build does to its folder, and calls something before each step."""

    def __init__(self) -> None:
        self.folder: str | None = None
        self.before: Callable[[int, str], None] = lambda _number, _what: None
        self.count = 0
        sys.addaudithook(self._audit)
        fsync = os.fsync

        def audited_fsync(descriptor: int) -> None:
            self._step("fsync")
            fsync(descriptor)

        self.fsync = audited_fsync

    def _audit(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self.folder is None:
            return
        if event in CHANGES or (event == "open" and (arguments[2] or 0) & WRITES):
            path = arguments[0]
            if isinstance(path, (str, os.PathLike)) and os.fspath(path).startswith(self.folder):
                self._step(f"{event} {os.fspath(path)}")

    def _step(self, what: str) -> None:
        if self.folder is not None:
            self.count += 1
            self.before(self.count, what)

    @contextlib.contextmanager
    def watched(self, folder: Path, before: Callable[[int, str], None]) -> Iterator[None]:
        self.folder, self.before, self.count = str(folder), before, 0
        try:
            yield
        finally:
            self.folder = None
