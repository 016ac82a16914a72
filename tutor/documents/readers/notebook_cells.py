"""The cells of a Jupyter notebook's file, in either of the formats that are in use.

They are described at https://nbformat.readthedocs.io/en/latest/format_description.html.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from tutor.documents.failures import UnreadableNoteError
from tutor.documents.note_file import NoteFile
from tutor.documents.text_file import normalised, text_of

_FORMATS = (3, 4)
_SAVE = "open it in Jupyter and save it again"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a notebook."""

    number: int  # in the order in which Jupyter shows them, from 1
    kind: Literal["markdown", "code", "raw", "damaged"]
    source: str = ""
    language: str = ""  # of its code, in the words of a code fence
    outputs: Sequence[object] = ()  # as they are in the file


def cells_of(note: NoteFile) -> list[Cell]:
    """All cells of a notebook; one that is not as the format demands is "damaged".

    Raises:
        UnreadableNoteError: The file is no notebook, or one of another format.
    """
    try:
        notebook = json.loads(text_of(note.data, note.path), strict=False)
    except (ValueError, RecursionError) as error:
        place = f" at line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        reason = f"it is no Jupyter notebook, as it is not valid JSON{place}; {_SAVE}"
        raise UnreadableNoteError(note.path, reason) from error
    version = notebook.get("nbformat") if isinstance(notebook, dict) else None
    if not isinstance(version, int):
        raise UnreadableNoteError(note.path, f"it is JSON, but no Jupyter notebook; {_SAVE}")
    if version not in _FORMATS:
        reason = f"it is a notebook of format {version}, not 3 or 4; {_SAVE} as one of these"
        raise UnreadableNoteError(note.path, reason)
    sheets = notebook.get("worksheets") if version == 3 else [notebook]
    if not isinstance(sheets, list) or not all(_has_cells(sheet) for sheet in sheets):
        raise UnreadableNoteError(note.path, f"it is a notebook without cells; {_SAVE}")
    language = _kernel_language(notebook.get("metadata"))
    cells = [cell for sheet in sheets for cell in sheet["cells"]]
    return [_cell(number, cell, language) for number, cell in enumerate(cells, start=1)]


def text_in(value: object) -> str | None:
    """A multi-line text of the format, which is one string or a list of them; None if neither."""
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        value = "".join(value)
    if not isinstance(value, str):
        return None
    return value.encode("utf-8", "replace").decode().replace("\0", "")  # halves of surrogate pairs


def _has_cells(sheet: object) -> bool:
    return isinstance(sheet, dict) and isinstance(sheet.get("cells"), list)


def _cell(number: int, raw: object, kernel_language: str) -> Cell:
    if not isinstance(raw, dict):
        return Cell(number, "damaged")
    kind = raw.get("cell_type")
    is_old_code = kind == "code" and "input" in raw
    text = text_in(raw.get("input" if is_old_code else "source"))
    if text is None or not isinstance(kind, str):
        return Cell(number, "damaged")
    source = normalised(text)
    if kind == "heading":  # of format 3
        level = raw.get("level")
        marks = "#" * level if isinstance(level, int) and 1 <= level <= 6 else "#"
        return Cell(number, "markdown", f"{marks} {' '.join(source.split())}")
    if kind in ("markdown", "html"):
        return Cell(number, "markdown", source)
    if kind != "code":
        return Cell(number, "raw", source)
    outputs = raw.get("outputs")
    language = _fence_name(kernel_language or raw.get("language"))
    return Cell(number, "code", source, language, outputs if isinstance(outputs, list) else ())


def _kernel_language(metadata: object) -> str:
    for entry, key in (("kernelspec", "language"), ("language_info", "name")):
        inner = metadata.get(entry) if isinstance(metadata, dict) else None
        language = inner.get(key) if isinstance(inner, dict) else None
        if isinstance(language, str) and language:
            return language
    return ""


def _fence_name(language: object) -> str:
    """A language's name as code fences have it; a notebook that names none is in Python."""
    name = language if isinstance(language, str) and language else "python"
    return name.lower() if re.fullmatch(r"(?!math$)[\w+#-]{1,20}", name.lower()) else ""
