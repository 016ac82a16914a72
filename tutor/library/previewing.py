"""How an upload would be read, without keeping anything of it."""

import tempfile
from pathlib import Path

from tutor.documents.corpus import CorpusItem, read, scan
from tutor.documents.failures import UnreadableNoteError
from tutor.documents.limits import Limits, too_large
from tutor.library.contributions import safe_name
from tutor.library.note import Preview, Upload
from tutor.retrieval.overlap import KnownTexts


def previews_of(
    upload: Upload, limits: Limits, known: KnownTexts, *, keep_names: bool
) -> list[Preview]:
    """One preview of a file, or one for each member of an archive.

    Args:
        upload: What came in.
        limits: What is too large.
        known: The notes that there are, to find what they say already.
        keep_names: Leave people's names in forum threads.
    """
    name = safe_name(upload.name)
    if len(upload.data) > limits.bytes:
        return [Preview(name, None, too_large(len(upload.data), limits.bytes))]
    # A scan looks at files on disk; this one is gone again when it has been read.
    with tempfile.TemporaryDirectory(prefix="study-tutor-") as folder:
        path = Path(folder) / name
        path.write_bytes(upload.data)
        found = scan([], limits, optional=[path])
        refused = [
            Preview(_below(failure.path, folder), None, failure.reason)
            for failure in found.failures
        ]
        return refused + [
            _preview(item, folder, limits, known, keep_names=keep_names) for item in found.items
        ]


def _preview(
    item: CorpusItem, folder: str, limits: Limits, known: KnownTexts, *, keep_names: bool
) -> Preview:
    name = _below(str(item.path), folder)
    try:
        document = read(item, limits=limits, keep_names=keep_names)
    except UnreadableNoteError as error:
        return Preview(name, None, error.reason)
    return Preview(name, document, None, known.overlaps(document.text))


def _below(path: str, folder: str) -> str:
    return Path(path).relative_to(folder).as_posix()
