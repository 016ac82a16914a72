"""The folder of notes that came through the page, and the uploads that wait for approval.

    <contributions>/lecture 5.pdf            in the index
    <contributions>/.waiting/<id>/slides.pptx   not yet; hidden folders are never indexed

A file is written under a hidden name and then renamed, so that a crash leaves no half of one.
"""

import os
import re
import shutil
import unicodedata
import uuid
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path

from tutor.library.errors import LibraryError
from tutor.library.note import Upload
from tutor.retrieval.files import sync_folder, write_file

_WAITING = ".waiting"
_LONGEST = 120  # characters of a name, far below what file systems allow in any script
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u202a-\u202e\u2066-\u2069\ufffd]+')
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)  # on Windows


class Contributions:
    """The folder; made when something comes in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def holds(self, path: Path) -> bool:
        """Whether a file came in through the page."""
        return self.folder.resolve() in path.resolve().parents

    def store(self, upload: Upload) -> Path:
        """Keep a file under its own name, or one like it where that is taken.

        Raises:
            LibraryError: The very same file is there already, or it can't be written.
        """
        name = safe_name(upload.name)
        for candidate in _names_like(name):
            path = self.folder / candidate
            if not path.exists():
                return _written(path, upload.data)
            if path.is_file() and path.read_bytes() == upload.data:
                raise LibraryError(f"{name} is among the notes already, as {candidate}.")
        raise AssertionError("the names never end")

    def put_on_list(self, upload: Upload) -> str:
        """Let a file wait for approval; returns the id of the entry."""
        waiting = uuid.uuid4().hex[:12]
        _written(self.folder / _WAITING / waiting / safe_name(upload.name), upload.data)
        return waiting

    def waiting(self) -> Iterator[tuple[str, str, Upload]]:
        """What waits: id, when it came (ISO 8601, UTC) and the file, oldest first."""
        folders = sorted(
            (each for each in (self.folder / _WAITING).glob("*") if each.is_dir()),
            key=lambda folder: (folder.stat().st_mtime, folder.name),
        )
        for folder in folders:
            for path in sorted(folder.iterdir()):
                if path.is_file() and not path.name.startswith("."):
                    came = datetime.fromtimestamp(path.stat().st_mtime, timezone.utc)
                    upload = Upload(path.name, path.read_bytes())
                    yield folder.name, came.isoformat(timespec="seconds"), upload

    def take_from_list(self, waiting: str) -> Upload:
        """A waiting file.

        Raises:
            LibraryError: There is no such entry, or not any more.
        """
        for known, _, upload in self.waiting():
            if known == waiting:
                return upload
        raise LibraryError("That note does not wait any more; somebody decided on it already.")

    def drop_from_list(self, waiting: str) -> None:
        """Forget a waiting file, which `take_from_list` found."""
        shutil.rmtree(self.folder / _WAITING / waiting)


def safe_name(name: str) -> str:
    """A file name that can do no harm, as near to the given one as possible, in any script."""
    name = unicodedata.normalize("NFC", name.encode("utf-8", "replace").decode())
    name = name.replace("\\", "/").rsplit("/", 1)[-1]
    name = _NOT_IN_NAMES.sub(" ", name).strip(" .") or "note"
    stem, dot, suffix = name.rpartition(".")
    if not dot or len(suffix) > 10:
        stem, suffix = name, ""
    stem = stem[:_LONGEST].strip(" .") or "note"
    if _DEVICES.fullmatch(stem):
        stem = f"{stem} note"
    return f"{stem}.{suffix}" if suffix else stem


def _names_like(name: str) -> Iterator[str]:
    """The name, then "name (2)", "name (3)" and so on."""
    yield name
    path = Path(name)
    number = 2
    while True:
        yield f"{path.stem} ({number}){path.suffix}"
        number += 1


def _written(path: Path, data: bytes) -> Path:
    hidden = path.with_name(f".{uuid.uuid4().hex}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_file(hidden, data)
        os.replace(hidden, path)  # noqa: PTH105 - Path.replace returns nothing more
        sync_folder(path.parent)
    except OSError as error:
        hidden.unlink(missing_ok=True)
        raise LibraryError(
            f"{path.name} can't be kept in {path.parent} ({error.strerror}): free some space or "
            "change the folder's permissions."
        ) from error
    return path
