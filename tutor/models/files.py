"""Bytes on disk: hashing them, recording that they were checked, and having room for them."""

import errno
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from tutor.errors import TutorError
from tutor.models.registry import ModelEntry, ModelFile

MARKER = "checked.json"
PIECE = 1 << 20  # bytes that are held in memory at a time
_UNUSABLE = (
    *(errno.EACCES, errno.EPERM, errno.EROFS),
    *(errno.ENOTDIR, errno.EEXIST),  # a file stands where the folder should be
    errno.EIO,
)


class DamagedError(TutorError):
    """Bytes are not the ones that were asked for."""


@dataclass(frozen=True, slots=True)
class Copied:
    """What `copy` wrote."""

    bytes: int
    sha256: str


def copy(source: IO[bytes], target: IO[bytes], limit: int) -> Copied:
    """Copy up to `limit` bytes (and one more, so that too long a source is seen as such)."""
    digest, left = hashlib.sha256(), limit + 1
    while left and (piece := source.read(min(PIECE, left))):
        target.write(piece)
        digest.update(piece)
        left -= len(piece)
    return Copied(limit + 1 - left, digest.hexdigest())


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            digest.update(piece)
    return digest.hexdigest()


def sync(file: IO[bytes]) -> None:
    """Have the bytes on the disk before the name that promises them."""
    file.flush()
    os.fsync(file.fileno())


def has_size(folder: Path, file: ModelFile) -> bool:
    """Whether the file is there and as long as it should be."""
    try:
        return (folder / file.name).stat().st_size == file.bytes
    except OSError:
        return False


def damaged_files(folder: Path, entry: ModelEntry) -> tuple[str, ...]:
    """Names of the files that are missing or whose bytes, all read again, are wrong."""
    return tuple(
        file.name
        for file in entry.files
        if not has_size(folder, file) or sha256_of(folder / file.name) != file.sha256
    )


def write_marker(folder: Path, entry: ModelEntry) -> None:
    """Record that every file of the folder was just found to be right."""
    rows = {
        file.name: {
            "bytes": file.bytes,
            "mtime_ns": (folder / file.name).stat().st_mtime_ns,
            "sha256": file.sha256,
        }
        for file in entry.files
    }
    partial = folder / f"{MARKER}.partial"
    partial.write_text(json.dumps(rows, indent=1), "utf-8")
    partial.replace(folder / MARKER)


def is_marked(folder: Path, entry: ModelEntry) -> bool:
    """Whether the files are those that were checked, going by size and time of change only."""
    try:
        rows = json.loads((folder / MARKER).read_text("utf-8"))
        return all(
            has_size(folder, file)
            and rows[file.name]["sha256"] == file.sha256
            and rows[file.name]["mtime_ns"] == (folder / file.name).stat().st_mtime_ns
            for file in entry.files
        )
    except (OSError, ValueError, KeyError, TypeError):
        return False


@contextmanager
def disk_errors(what: str, need: int, folder: Path) -> Iterator[None]:
    """Turn a full or closed disk into a sentence.

    Args:
        what: What is being done, as in "pull minilm".
        need: About how many bytes it takes altogether.
        folder: Where they go.

    Raises:
        TutorError: There was no room left, or no leave to write there.
    """
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise no_room(what, need, folder) from error
        if error.errno in _UNUSABLE:
            raise TutorError(
                f"Could not {what} because {folder} can't be written to ({error.strerror}): "
                "mend that or choose another folder with TUTOR_CACHE_DIR."
            ) from error
        raise


def require_room(what: str, need: int, folder: Path) -> None:
    """Raise TutorError where fewer than `need` bytes are free on the disk of `folder`."""
    if shutil.disk_usage(folder).free < need:
        raise no_room(what, need, folder)


def no_room(what: str, need: int, folder: Path) -> TutorError:
    """The error for a full disk."""
    return TutorError(
        f"Could not {what}: it needs about {readable(need)} of free disk space in {folder}; "
        "make room there or choose another folder with TUTOR_CACHE_DIR, and try again."
    )


def readable(size: int) -> str:
    """A number of bytes as people say it: "1.1 GB"."""
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{max(size / 1e6, 0.1):.1f} MB"
