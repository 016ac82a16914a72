"""PDF files with a text layer: lecture slides, books, articles, exercise sheets."""

import re
from collections.abc import Sequence
from dataclasses import replace

from tutor.documents.document import Document, Locator, Metadata
from tutor.documents.failures import UnreadableNoteError
from tutor.documents.note_file import NoteFile
from tutor.documents.readers import pdf_slides, pdf_text
from tutor.documents.readers.assembly import Assembly
from tutor.documents.readers.page_layout.formulas import with_formulas_joined
from tutor.documents.readers.page_layout.glyphs import Sheet
from tutor.documents.readers.page_layout.hyphens import vocabulary_of
from tutor.documents.readers.page_layout.justified import with_words_joined
from tutor.documents.readers.page_layout.ligatures import with_ligatures_repaired
from tutor.documents.readers.page_layout.line_text import text_of
from tutor.documents.readers.page_layout.lines import lines_of
from tutor.documents.readers.page_layout.page import pieces_on
from tutor.documents.readers.page_layout.running import without_running_lines
from tutor.documents.readers.pdf_file import open_pdf
from tutor.documents.readers.pdf_title import title_of

_NO_TEXT = (
    "has no text; run it through an OCR tool to have it read",
    "have no text; run them through an OCR tool to have them read",
)
_CONTENTS = (
    "is a table of contents, which is left out",
    "are a table of contents, which is left out",
)
_PAGE_NUMBER = re.compile(r"\d{1,5}|[ivxlcdm]{1,12}", re.IGNORECASE)


def read(note: NoteFile) -> Document:
    """Read a PDF, page by page.

    Each page is a section at least, below the heading that it stands under. Running heads and
    page numbers are left out.

    Raises:
        UnreadableNoteError: It has no text, needs a password, is damaged, or has more than
            `note.max_pages` pages.
    """
    pdf = open_pdf(note)
    if not any(sheet.glyphs for sheet in pdf.sheets):
        reason = "it has no text layer; export it with text or run it through an OCR tool"
        raise UnreadableNoteError(note.path, reason)
    sheets = with_ligatures_repaired(pdf.sheets)
    wide = sum(sheet.is_wide for sheet in sheets) * 2 > len(sheets)
    running = without_running_lines(
        [with_formulas_joined(with_words_joined(lines_of(sheet))) for sheet in sheets], sheets
    )
    words = vocabulary_of(text_of(line) for lines in running.kept for line in lines)
    pages = [pieces_on(lines, words, breaks_words=not wide) for lines in running.kept]
    title = title_of(pdf.title, next((page for page in pages if page), []), note.path)
    assembly = Assembly(note.document_id, title, Metadata(), file_format="PDF")
    locators = [
        _locator(sheet, number) for sheet, number in zip(sheets, running.printed, strict=True)
    ]
    contents: list[int] = []
    if wide:
        pdf_slides.add_slides(assembly, title, pages, sheets, locators)
    else:
        contents = pdf_text.add_text(assembly, title, pages, locators, words)
    document = assembly.finish(units=len(sheets))
    read = {section.locator.number for section in document.sections}
    silent = [sheet.number for sheet in sheets if sheet.number not in read.union(contents)]
    return replace(document, gaps=(*_gaps(contents, _CONTENTS), *_gaps(silent, _NO_TEXT)))


def _locator(sheet: Sheet, printed: str | None) -> Locator:
    """A page by the number that a viewer shows, and by the printed one where that differs."""
    number = printed or (sheet.label if _PAGE_NUMBER.fullmatch(sheet.label) else "")
    label = f"page {sheet.number}"
    if number and number != str(sheet.number):
        label += f" (printed {number})"
    return Locator("page", label, sheet.number)


def _gaps(numbers: Sequence[int], sentence: tuple[str, str]) -> list[str]:
    """The sentence, for one page or for several, about each run of pages."""
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1:
            runs[-1] = runs[-1][0], number
        else:
            runs.append((number, number))
    one, several = sentence
    return [
        f"page {first} {one}" if first == last else f"pages {first} to {last} {several}"
        for first, last in runs
    ]
