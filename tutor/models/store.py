"""The folder in which models are kept, and what is in it.

<cache>/models/<name>/weights/        the publisher's files, checked
<cache>/models/<name>/ctranslate2/    made from them for the CPU
<cache>/models/<name>/transformers/   made from them where that engine was asked for
<cache>/models/<name>/staging/        what an interrupted pull will go on from
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from filelock import FileLock, Timeout

from tutor.errors import TutorError
from tutor.models.files import (
    MARKER,
    damaged_files,
    disk_errors,
    has_size,
    is_marked,
    write_marker,
)
from tutor.models.registry import ModelEntry, load_registry
from tutor.progress import Progress, silent


@dataclass(frozen=True, slots=True)
class ModelStatus:
    """A known model and what is there of it."""

    name: str
    role: Literal["embed", "generate"]
    licence: str
    bytes: int  # of the weights as they are downloaded
    present: bool  # every file is there in full length
    verified: bool  # and none changed since its SHA-256 was checked
    path: str | None  # folder of the weights, None where they are absent


def home(name: str, cache_dir: Path) -> Path:
    """The folder of everything that belongs to one model."""
    return cache_dir / "models" / name


def weights(entry: ModelEntry, cache_dir: Path) -> Path:
    """The folder of a model's weights, present or not."""
    return home(entry.name, cache_dir) / "weights"


def is_present(entry: ModelEntry, cache_dir: Path) -> bool:
    """Whether every file is there in full length; no byte of them is read."""
    return all(has_size(weights(entry, cache_dir), file) for file in entry.files)


def status(cache_dir: Path) -> list[ModelStatus]:
    """Every known model, in the registry's order."""
    rows = []
    for entry in load_registry():
        folder = weights(entry, cache_dir)
        present = is_present(entry, cache_dir)
        verified = present and is_marked(folder, entry)
        path = str(folder) if present else None
        rows.append(
            ModelStatus(entry.name, entry.role, entry.licence, entry.bytes, present, verified, path)
        )
    return rows


def verify(entry: ModelEntry, cache_dir: Path) -> None:
    """Read every byte again and record the result.

    Raises:
        TutorError: The model is absent, or some of its bytes are wrong; the text says which.
    """
    folder = weights(entry, cache_dir)
    if not folder.is_dir():
        raise TutorError(f"{entry.name} is not here: run `tutor models pull {entry.name}`.")
    if wrong := damaged_files(folder, entry):
        (folder / MARKER).unlink(missing_ok=True)
        raise TutorError(
            f"{entry.name} is damaged ({', '.join(wrong)}): "
            f"run `tutor models pull {entry.name}` to fetch it again."
        )
    write_marker(folder, entry)


def remove(entry: ModelEntry, cache_dir: Path) -> bool:
    """Delete the weights, what was made from them, and what an interrupted pull left.

    Returns:
        Whether there was anything to delete.
    """
    folder = home(entry.name, cache_dir)
    if not folder.exists():
        return False
    with locked(entry.name, cache_dir), disk_errors(f"remove {entry.name}", 0, folder):
        shutil.rmtree(folder)
    return True


@contextmanager
def locked(name: str, cache_dir: Path, progress: Progress = silent) -> Iterator[None]:
    """Hold the lock on one model's folder; waits for the process that has it."""
    folder = cache_dir / "models"
    with disk_errors(f"use {name}", 0, folder):
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / f"{name}.lock")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            progress(f"waiting for another process that prepares {name}", 0, 1)
            lock.acquire()
    try:
        yield
    finally:
        lock.release()
