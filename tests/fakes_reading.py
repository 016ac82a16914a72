"""Notes that are read page by page, for tests of the reader."""

from dataclasses import replace
from pathlib import Path

from fakes_notes import FakeLibrary, filled
from pdf_fakes import Page, pdf

from tutor.documents.chunking import chunk
from tutor.documents.document import Chunk
from tutor.documents.note_file import NoteFile
from tutor.documents.readers import pdf as pdf_reader

LECTURE = "week 1/lecture <5>.pdf"
GATES = "A gate decides how much of the old state is kept."
MARKED = "The forget gate of a cell closes when its weighted input is strongly negative."


def lecture(pages: int = 3) -> bytes:
    """A PDF in which every page says its number, and the second what is to be marked."""
    sheets = []
    for number in range(1, pages + 1):
        sheet = Page().text(72, 700, f"Part {number}", size=18, font="F2")
        sheet.lines(72, 650, [f"This is what page {number} tells about gates.", GATES])
        if number == 2:
            half = MARKED.index("when its weigh") + len("when its weigh")
            sheet.lines(72, 500, [f"{MARKED[:half]}-", MARKED[half:]], size=12, leading=16)
        sheets.append(sheet)
    return pdf(sheets, title="Gated cells")


def put_pdf(library: FakeLibrary, document_id: str, data: bytes) -> tuple[Chunk, ...]:
    """Add a PDF as the program reads it; its chunks."""
    document = pdf_reader.read(NoteFile(document_id, Path(document_id), data))
    chunks = tuple(chunk(document, lambda words: len(words.split()), max_tokens=120))
    library.put(document_id, "# stands for the file", data=data)
    library.change(
        document_id,
        title=document.title,
        format="PDF",
        units=document.units,
        chunk_ids=tuple(each.id for each in chunks),
        gaps=document.gaps,
    )
    note, _, _ = library.kept[document_id]
    library.kept[document_id] = (replace(note, path=Path(document_id)), chunks, data)
    return chunks


def reading_library() -> FakeLibrary:
    """A library with a PDF besides the other notes."""
    library = filled()
    put_pdf(library, LECTURE, lecture())
    return library


def chunk_with(library: FakeLibrary, words: str, document_id: str = LECTURE) -> Chunk:
    """The chunk in which words stand."""
    return next(each for each in library.reading(document_id) if words in each.text)
