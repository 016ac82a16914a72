"""The folder of notes that came through the page, and the uploads that wait for approval.

    <contributions>/lecture 5.pdf            in the index
    <contributions>/.waiting/<id>/slides.pptx   not yet; hidden folders are never indexed
    <contributions>/.lock                    held while a name is chosen for a file

A file is written under a hidden name and then renamed, so that a crash leaves no half of one.
"""

import contextlib
import re
import shutil
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

from tutor.library.errors import LibraryError
from tutor.library.note import Upload
from tutor.library.safe_names import safe_name
from tutor.retrieval.files import sync_folder, write_file

_WAITING = ".waiting"
_PART = ".part"  # ending of a file that is being written
_ID = re.compile(r"[0-9a-f]+(?:-[0-9a-f]+)?")


@dataclass(frozen=True, slots=True)
class Waiting:
    """An upload that waits for approval."""

    id: str
    received: str  # ISO 8601, UTC
    upload: Upload


class Contributions:
    """The folder; made when something comes in. May be used from several threads and programs."""

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
        with _sentence(name, self.folder), self._alone():
            for rest in self.folder.glob(f".*{_PART}"):  # of a program that was killed
                rest.unlink(missing_ok=True)
            for candidate in _names_like(name):
                path = self.folder / candidate
                if not path.exists():
                    _write(path, upload.data)
                    return path
                if _holds_just(path, upload.data):
                    raise LibraryError(f"{name} is among the notes already, as {candidate}.")
        raise AssertionError("the names never end")

    @contextlib.contextmanager
    def removed(self, path: Path) -> Iterator[None]:
        """Without this file; it comes back if what is done without it fails, and is deleted else.

        Raises:
            LibraryError: It can't be moved.
        """
        hidden = path.with_name(f".{uuid.uuid4().hex}.removed")
        with _sentence(path.name, path.parent), contextlib.suppress(FileNotFoundError):
            path.rename(hidden)
        try:
            yield
        except BaseException:
            with contextlib.suppress(FileNotFoundError):
                hidden.rename(path)
            raise
        with contextlib.suppress(OSError):  # hidden it does no harm
            hidden.unlink(missing_ok=True)

    def put_on_list(self, upload: Upload) -> Waiting:
        """Let a file wait for approval.

        Raises:
            LibraryError: It can't be written.
        """
        name = safe_name(upload.name)
        waiting = f"{time.time_ns():x}-{uuid.uuid4().hex[:8]}"  # in the order in which they came
        path = self.folder / _WAITING / waiting / name
        with _sentence(name, self.folder):
            path.parent.mkdir(parents=True)
            _write(path, upload.data)
        return Waiting(waiting, _received(path), Upload(name, upload.data))

    def waiting(self) -> Iterator[Waiting]:
        """What waits, oldest first."""
        for folder in sorted((self.folder / _WAITING).glob("*")):
            if (found := self._waiting(folder.name)) is not None:
                yield found

    def take_from_list(self, waiting: str) -> Upload:
        """A waiting file.

        Raises:
            LibraryError: There is no such entry, or not any more.
        """
        found = self._waiting(waiting)
        if found is None:
            raise LibraryError("That note does not wait any more; somebody decided on it already.")
        return found.upload

    def drop_from_list(self, waiting: str) -> None:
        """Forget a waiting file, which `take_from_list` found; it may be gone since.

        Raises:
            LibraryError: It can't be deleted.
        """
        with _sentence("A waiting note", self.folder), contextlib.suppress(FileNotFoundError):
            shutil.rmtree(self.folder / _WAITING / waiting)

    def _waiting(self, waiting: str) -> Waiting | None:
        if not _ID.fullmatch(waiting):
            return None
        try:
            for path in (self.folder / _WAITING / waiting).iterdir():
                if not path.name.startswith("."):
                    return Waiting(waiting, _received(path), Upload(path.name, path.read_bytes()))
        except (FileNotFoundError, NotADirectoryError):
            pass  # somebody decided on it just now
        return None

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """As the only one who chooses names in the folder."""
        from filelock import FileLock

        self.folder.mkdir(parents=True, exist_ok=True)
        with FileLock(self.folder / ".lock"):
            yield


def _names_like(name: str) -> Iterator[str]:
    """The name, then "name (2)", "name (3)" and so on."""
    yield name
    path = Path(name)
    number = 2
    while True:
        yield f"{path.stem} ({number}){path.suffix}"
        number += 1


def _holds_just(path: Path, data: bytes) -> bool:
    return path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data


def _received(path: Path) -> str:
    when = datetime.fromtimestamp(path.stat().st_mtime, timezone.utc)
    return when.isoformat(timespec="seconds")


def _write(path: Path, data: bytes) -> None:
    hidden = path.with_name(f".{uuid.uuid4().hex}{_PART}")
    try:
        write_file(hidden, data)
        hidden.replace(path)
    finally:
        with contextlib.suppress(OSError):
            hidden.unlink(missing_ok=True)
    sync_folder(path.parent)


@contextlib.contextmanager
def _sentence(name: str, folder: Path) -> Iterator[None]:
    """Say what a failure to write means."""
    try:
        yield
    except OSError as error:
        raise LibraryError(
            f"{name} can't be kept in {folder} ({error.strerror}): free some space or change the "
            "folder's permissions."
        ) from error
