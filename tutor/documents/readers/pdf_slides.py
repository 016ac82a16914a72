"""Slides of a PDF: each is a section below its title."""

from collections.abc import Sequence

from tutor.documents.document import Locator
from tutor.documents.readers.assembly import Assembly
from tutor.documents.readers.page_layout.flow import Piece
from tutor.documents.readers.page_layout.glyphs import Sheet
from tutor.documents.readers.page_layout.headings import slide_titles
from tutor.documents.readers.pdf_blocks import add_pieces


def add_slides(
    assembly: Assembly,
    title: str,
    pages: Sequence[Sequence[Piece]],
    sheets: Sequence[Sheet],
    locators: Sequence[Locator],
) -> None:
    """Append the slides, without those that have no words.

    A slide that says no more than its title keeps it as its text.
    """
    titles = slide_titles(pages, sheets)
    for pieces, heading, locator in zip(pages, titles, locators, strict=True):
        rest = [piece for piece in pieces if piece is not heading]
        words = heading.text if heading else ""
        if not rest or words == title or title.startswith(words):
            assembly.start_section((words,) if words and words not in title else (), locator)
            add_pieces(assembly, pieces)
        else:
            assembly.start_section((words,), locator, f"## {words}")
            add_pieces(assembly, rest)
