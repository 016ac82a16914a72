"""Jupyter notebooks: the prose and the code of each cell, and the outputs that are short text."""

import re

from tutor.documents.document import Document, Locator, Metadata
from tutor.documents.failures import UnreadableNoteError
from tutor.documents.note_file import NoteFile
from tutor.documents.readers import markdown
from tutor.documents.readers.assembly import Assembly
from tutor.documents.readers.notebook_cells import Cell, cells_of
from tutor.documents.readers.notebook_outputs import fenced, shown


def read(note: NoteFile) -> Document:
    """Read a notebook; each cell is a section below the headings of the cells before it.

    Cells are counted as Jupyter shows them, from 1. The title is the first level-1 heading, else
    the file's name. Empty cells and raw cells (they are for other programs) are left out.

    Raises:
        UnreadableNoteError: It is no notebook of format 3 or 4, or no cell has text.
    """
    cells = cells_of(note)
    prose = (cell.source for cell in cells if cell.kind == "markdown")
    title = next(filter(None, map(markdown.top_heading, prose)), note.path.stem)
    assembly = Assembly(note.document_id, title, Metadata(), file_format="Jupyter notebook")
    headings: markdown.Headings = ()
    for cell in cells:
        locator = Locator("cell", f"cell {cell.number}", cell.number)
        text = cell.source if cell.kind == "markdown" else _code(cell)
        part = markdown.parse_part(
            text, note.document_id, note.path, title=title, headings=headings
        )
        headings = part.headings
        # A cell that is only a heading shows in the text, before the cells that it introduces.
        assembly.start_section((), locator, "" if part.document.sections else part.document.text)
        assembly.add_document(part.document, locator)
    if assembly.is_empty:
        reason = "there is no text in its cells; write some or remove it"
        raise UnreadableNoteError(note.path, reason)
    return assembly.finish(units=len(cells), gaps=_gaps(cells))


_CELL_MAGIC = re.compile(
    r"\s*%%(bash|sh|html|javascript|js|latex|perl|r|ruby|sql)\b", re.IGNORECASE
)
_EMPTY_LINES = re.compile(r"\n(?:[ \t]*\n){2,}")


def _code(cell: Cell) -> str:
    """A code cell as a fence with its outputs below; nothing where there is no code."""
    if cell.kind != "code" or not cell.source.strip():
        return ""
    magic = _CELL_MAGIC.match(cell.source)
    language = magic[1].lower() if magic else cell.language
    code = _EMPTY_LINES.sub("\n\n", cell.source.strip("\n"))
    return "\n\n".join((fenced(code, language), *shown(cell)))


def _gaps(cells: list[Cell]) -> list[str]:
    damaged = [str(cell.number) for cell in cells if cell.kind == "damaged"]
    if not damaged:
        return []
    which = f"cells {', '.join(damaged)} are" if len(damaged) > 1 else f"cell {damaged[0]} is"
    return [f"{which} damaged; open the notebook in Jupyter and save it again"]
