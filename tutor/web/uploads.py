"""Files that came from a browser: taken from where Gradio put them, which is then empty again."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from gradio.utils import get_upload_folder

from tutor.errors import TutorError
from tutor.library.note import Upload
from tutor.web.text import notes as text

MOST_FILES = 100  # at once; an archive may hold more
_FOLDER = "GRADIO_TEMP_DIR"
_DIGEST = re.compile(r"[0-9a-f]{64}")  # Gradio's folder of one upload


class UploadError(TutorError):
    """A file did not arrive as it was sent, or there are too many of them."""


def taken(sent: object, limit: int) -> list[Upload]:
    """The files that the browser says it has sent; they are read and deleted.

    Args:
        sent: The browser's list of `{"path": …, "name": …}`, which may say anything.
        limit: The most bytes of one file.

    Raises:
        UploadError: One of them is not there, is too large, or they are too many.
    """
    rows = sent if isinstance(sent, list) else []
    places = [(_place(row), str(row["name"])) for row in rows if _is_file(row)]
    try:
        if len(places) > MOST_FILES:
            raise UploadError(text.too_many(len(places), MOST_FILES))
        return [Upload(name, _read(path, name, limit)) for path, name in places]
    finally:
        for path, _ in places:
            if path is not None:
                path.unlink(missing_ok=True)


@contextmanager
def private_folder() -> Iterator[None]:
    """Let uploads arrive in a folder of our own, which goes with everything that is left in it.

    Gradio's is below the system's temporary folder, where other users of the computer can read.
    """
    given = os.environ.get(_FOLDER)
    if given:  # somebody chose a place for them
        yield
        return
    with TemporaryDirectory(prefix="study-tutor-") as folder:
        os.environ[_FOLDER] = folder
        try:
            yield
        finally:
            del os.environ[_FOLDER]


def _is_file(row: object) -> bool:
    return isinstance(row, dict) and {"path", "name"} <= row.keys()


def _place(row: dict[str, object]) -> Path | None:
    """Where an upload lies: in a folder of its own among the uploads, and nowhere else."""
    folder = Path(get_upload_folder()).resolve()
    path = Path(str(row["path"]))
    if not path.is_file():
        return None
    inside = path.parent.parent.resolve() == folder and _DIGEST.fullmatch(path.parent.name)
    return path if inside else None


def _read(path: Path | None, name: str, limit: int) -> bytes:
    try:
        if path is None or path.is_symlink():
            raise FileNotFoundError(name)
        size = path.stat().st_size
        if size > limit:
            raise UploadError(text.too_large(name, size, limit))
        return path.read_bytes()
    except (OSError, ValueError) as error:
        raise UploadError(text.lost(name)) from error
