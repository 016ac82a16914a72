"""Which reader reads which file.

A reader is a module of this package with one function, `read(note: NoteFile) -> Document`, that
raises `UnreadableNoteError` with a sentence for what it can't read. It is imported when a file of
its format turns up.
"""

import logging
import traceback
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from tutor.documents.document import Document
from tutor.documents.failures import UnreadableNoteError
from tutor.documents.note_file import NoteFile

_LOG = logging.getLogger(__name__)
_MODULES = {
    ".md": "text_notes",
    ".markdown": "text_notes",
    ".txt": "text_notes",
    ".pdf": "pdf",
    ".pptx": "powerpoint",
    ".pptm": "powerpoint",
    ".docx": "word",
    ".docm": "word",
    ".html": "web_page",
    ".htm": "web_page",
    ".ipynb": "notebook",
    ".json": "forum_posts",
    ".csv": "question_rows",
    ".tsv": "question_rows",
    ".jsonl": "question_rows",
}
READABLE = (  # in a sentence
    "Markdown, plain text, PDF, PowerPoint, Word, HTML, Jupyter notebooks, forum posts as JSON, "
    "questions with answers as CSV or JSONL, and zip archives of them"
)


def is_readable(suffix: str) -> bool:
    """Whether files with this ending, in small letters with its dot, can be read."""
    return suffix in _MODULES


def read_note(note: NoteFile) -> Document:
    """Read a note with the reader of its format.

    Raises:
        UnreadableNoteError: It can't be read, for a reason that is one sentence.
        KeyError: There is no reader for its ending.
    """
    module = import_module(f"{__package__}.{_MODULES[note.path.suffix.lower()]}")
    read: Callable[[NoteFile], Document] = module.read
    try:
        return read(note)
    except UnreadableNoteError:
        raise
    # The libraries that parse other programs' files promise nothing about damaged ones, and one
    # bad file must not keep a hundred good ones from being read.
    except Exception as error:  # noqa: BLE001 - logged, and listed with what to do about it
        # Where it happened, but not the error's own words: they may quote what people wrote.
        at = traceback.extract_tb(error.__traceback__)[-1]
        kind, file = type(error).__name__, Path(at.filename).name
        _LOG.warning("%s can't be parsed: %s in %s, line %s", note.path, kind, file, at.lineno)
        reason = (
            f"it can't be parsed ({kind}), so it may be damaged; "
            "save it anew from the program that made it, or export it as PDF or text"
        )
        raise UnreadableNoteError(note.path, reason) from None
