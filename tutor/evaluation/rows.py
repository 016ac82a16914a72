"""What was asked and answered, one JSON line a question, kept as soon as it is known.

The first line says under which settings the rows were made. Its hash is in the file's name, so
that rows of other settings, another model, another program or other questions lie in another file
and are never mixed with these.
"""

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Any, TypeAlias

from filelock import FileLock, Timeout

import tutor
from tutor.errors import TutorError

Row: TypeAlias = dict[str, Any]  # JSON values; has at least `kind` and `id`
Key: TypeAlias = tuple[str, str]  # kind, id of the question


class RowsError(TutorError):
    """A file of rows can't be read or written."""


class RowFile:
    """A context manager: the rows that are there already, and a place for further ones."""

    def __init__(self, folder: Path, name: str, made_by: Mapping[str, Any]) -> None:
        """Name the file.

        Args:
            folder: Created where it is missing.
            name: What the rows are.
            made_by: Everything that the rows depend on, as JSON values.
        """
        self.path = folder / f"{name}-{digest(made_by)[:10]}.jsonl"
        self.rows: dict[Key, Row] = {}
        self._made_by = json.loads(json.dumps(made_by))
        self._lock = FileLock(f"{self.path}.lock")
        self._file: IO[str] | None = None

    def __enter__(self) -> "RowFile":
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._lock.acquire(timeout=0)
            self._read()
            self._file = self.path.open("a", encoding="utf-8")
            if not self._file.tell():
                self._write({"made_by": self._made_by})
        except Timeout as error:
            raise RowsError(
                f"Another evaluation is writing to {self.path}: wait for it, or name another "
                "folder with `--rows`."
            ) from error
        except OSError as error:
            self._lock.release()
            raise RowsError(
                f"Rows can't be kept in {self.path} ({error.strerror}): name another folder with "
                "`--rows`."
            ) from error
        except TutorError:
            self._lock.release()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._file is not None:
            self._file.close()
        self._lock.release()

    def add(self, row: Row) -> None:
        """Keep a row; it is on the disk when this returns."""
        self.rows[row["kind"], row["id"]] = row
        try:
            self._write(row)
        except OSError as error:
            raise RowsError(
                f"Rows can't be kept in {self.path} ({error.strerror}): make room, and the same "
                "command goes on from there."
            ) from error

    def _write(self, value: Row) -> None:
        if self._file is None:
            raise ValueError("the file of rows isn't open")
        self._file.write(json.dumps(value, allow_nan=False) + "\n")
        self._file.flush()

    def _read(self) -> None:
        """Take up what is there; the half of a line that a stopped run left is cut off."""
        if not self.path.is_file():
            return
        raw = self.path.read_bytes()
        whole = raw[: raw.rfind(b"\n") + 1]
        if len(whole) < len(raw):
            os.truncate(self.path, len(whole))
        for number, line in enumerate(whole.splitlines(), start=1):
            fault = self._take(number, line)
            if fault:
                raise RowsError(
                    f"{self.path}, line {number} isn't a row of this evaluation ({fault}): move "
                    "the file away, and the questions are asked again."
                )

    def _take(self, number: int, line: bytes) -> str:
        """Take up one line; says what is wrong with it."""
        try:
            value = json.loads(line)
            if number > 1:
                self.rows[value["kind"], value["id"]] = value
                return ""
            return "" if value["made_by"] == self._made_by else "it was made with other settings"
        except (ValueError, KeyError, TypeError):
            return "it is damaged"


def digest(value: Mapping[str, Any]) -> str:
    """SHA-256 of JSON values, in hexadecimal."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def code_digest(*parts: str) -> str:
    """SHA-256 over the source of subpackages and modules of this program, in hexadecimal.

    A version number stays the same while the program is worked on; its source doesn't.
    """
    root = Path(tutor.__file__).parent
    total = hashlib.sha256()
    for part in parts:
        paths = sorted((root / part).rglob("*.py")) if (root / part).is_dir() else [root / part]
        for path in paths:
            total.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return total.hexdigest()
