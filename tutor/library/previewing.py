"""How an upload would be read, without keeping anything of it."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from tutor.documents.archives import OpenArchives
from tutor.documents.corpus import CorpusItem, read, scan
from tutor.documents.document import Document
from tutor.documents.failures import UnreadableNoteError
from tutor.documents.limits import Limits, too_large
from tutor.library.errors import LibraryError
from tutor.library.note import Preview, Upload
from tutor.library.safe_names import safe_name
from tutor.retrieval.overlap import Overlap

Compare = Callable[[Document], tuple[Overlap, ...]]


def previews_of(
    upload: Upload, limits: Limits, overlaps: Compare, *, keep_names: bool
) -> list[Preview]:
    """One preview of a file, or one for each member of an archive.

    Args:
        upload: What came in.
        limits: What is too large.
        overlaps: Finds the notes that say already what a document says.
        keep_names: Leave people's names in forum threads.

    Raises:
        LibraryError: There is no space for the file.
    """
    name = safe_name(upload.name)
    if len(upload.data) > limits.bytes:
        return [Preview(name, None, too_large(len(upload.data), limits.bytes))]
    # A scan looks at files on disk; this one is gone again when it has been read.
    with tempfile.TemporaryDirectory(prefix="study-tutor-") as folder:
        path = Path(folder) / name
        _write(path, upload.data)
        found = scan([], limits, optional=[path])
        refused = [
            Preview(_below(failure.path, folder), None, failure.reason)
            for failure in found.failures
        ]
        archives = OpenArchives(limits)
        read_all = [
            _preview(item, folder, limits, overlaps, archives, keep_names=keep_names)
            for item in found.items
        ]
        return refused + read_all


def _preview(
    item: CorpusItem,
    folder: str,
    limits: Limits,
    overlaps: Compare,
    archives: OpenArchives,
    *,
    keep_names: bool,
) -> Preview:
    name = _below(str(item.path), folder)
    try:
        document = read(item, limits=limits, keep_names=keep_names, archives=archives)
    except UnreadableNoteError as error:
        return Preview(name, None, error.reason)
    return Preview(name, document, None, overlaps(document))


def _write(path: Path, data: bytes) -> None:
    try:
        path.write_bytes(data)
    except OSError as error:
        raise LibraryError(
            f"{path.name} can't be looked at ({error.strerror}): free some space on the disk."
        ) from error


def _below(path: str, folder: str) -> str:
    return Path(path).relative_to(folder).as_posix()
