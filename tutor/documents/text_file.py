"""The characters of a text file, in one form whatever program wrote it."""

import codecs
import re
import unicodedata
from pathlib import Path

from tutor.documents.failures import UnreadableNoteError

_LINE_ENDS = re.compile("\r\n|[\r\u0085\u2028\u2029]")
# Control characters say nothing, and the byte order mark is only legal (and useless) at the start.
_CONTROLS = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff]")


def text_of(raw: bytes, path: Path) -> str:
    """A text file's bytes as NFC characters with `\\n` line ends and no control characters.

    UTF-8 is expected; UTF-16 is recognised by its byte order mark. `path` names it in errors.

    Raises:
        UnreadableNoteError: The file is binary or in another encoding.
    """
    return normalised(_decoded(path, raw))


def normalised(text: str) -> str:
    """The same text as NFC characters with `\\n` line ends and no control characters."""
    text = _CONTROLS.sub(" ", _LINE_ENDS.sub("\n", text.removeprefix("\ufeff")))
    return unicodedata.normalize("NFC", text)


def _decoded(path: Path, raw: bytes) -> str:
    encoding = "utf-16" if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8"
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        if b"\0" in raw:
            raise UnreadableNoteError(path, _BINARY) from error
        reason = f"it is not {encoding.upper()} text at byte {error.start}; save it as UTF-8"
        raise UnreadableNoteError(path, reason) from error
    if "\0" in text:
        raise UnreadableNoteError(path, _BINARY)
    return text


_BINARY = "it holds binary data, not text; export it as Markdown or plain text"
