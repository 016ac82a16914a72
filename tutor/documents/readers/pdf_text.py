"""Books and articles of a PDF: headings are carried on until the next one."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise, zip_longest

from tutor.documents.document import BlockKind, Locator
from tutor.documents.readers.assembly import Assembly
from tutor.documents.readers.page_layout.flow import Piece
from tutor.documents.readers.page_layout.headings import (
    Heading,
    Styles,
    heading_of,
    is_chapter_label,
    styles_of,
)
from tutor.documents.readers.page_layout.hyphens import Vocabulary, joined
from tutor.documents.readers.page_layout.page import goes_on
from tutor.documents.readers.pdf_blocks import add_pieces, has_leaders
from tutor.documents.sentences import split_sentences

_SHORTEST_TEXT = 60  # characters of a paragraph below a heading on the first page
_CONTENTS = 4  # lines with leaders make a page of contents


def add_text(
    assembly: Assembly,
    title: str,
    pages: Sequence[Sequence[Piece]],
    locators: Sequence[Locator],
    words: Vocabulary,
) -> list[int]:
    """Append the pages; each begins a section, and so does each heading.

    Returns:
        The numbers of the pages of the table of contents, which is left out: it says nothing that
        the headings don't, and a search for one of them would find it first.
    """
    whole = _with_whole_sentences(pages, words)
    contents = _are_contents(whole)
    styles = styles_of([page for page, is_one in zip(whole, contents, strict=True) if not is_one])
    open_headings: list[Heading] = []
    for page, is_contents, locator in zip(whole, contents, locators, strict=True):
        if not is_contents:
            _add_page(assembly, title, page, locator, styles, open_headings)
    return [
        locator.number or 0 for locator, is_one in zip(locators, contents, strict=True) if is_one
    ]


def _add_page(
    assembly: Assembly,
    title: str,
    page: Sequence[Piece],
    locator: Locator,
    styles: Styles,
    open_headings: list[Heading],
) -> None:
    parts = _parts(page, styles, title, is_first=assembly.is_empty)
    if not any(pieces for _, pieces in parts):  # headings only
        for heading, _ in parts:
            _open(open_headings, heading)
        assembly.start_section(_path(open_headings[:1]), locator)
        add_pieces(assembly, [replace(p, kind=BlockKind.PARAGRAPH) for p in page])
        return
    for heading, pieces in parts:
        _open(open_headings, heading)
        headline = f"{'#' * (1 + heading.level)} {heading.text}" if heading else ""
        assembly.start_section(_path(open_headings), locator, headline)
        add_pieces(assembly, pieces)


def _parts(
    page: Sequence[Piece], styles: Styles, title: str, *, is_first: bool
) -> list[tuple[Heading | None, list[Piece]]]:
    """A page's pieces below its headings; what comes before the first one has none."""
    parts: list[tuple[Heading | None, list[Piece]]] = [(None, [])]
    for piece, following in zip_longest(page, page[1:]):
        heading = heading_of(piece, styles)
        if is_first and heading and not _leads_to_text(piece, following, styles):
            heading = None  # the author, the date
        if heading is None or heading.text in title:
            parts[-1][1].append(piece)
            continue
        last, pieces = parts[-1]
        if last and not pieces and is_chapter_label(last.text):
            parts[-1] = Heading(1, f"{last.text.rstrip('.:')}: {heading.text}"), []
        else:
            parts.append((heading, []))
    return parts if parts[0][1] or len(parts) == 1 else parts[1:]


def _leads_to_text(piece: Piece, following: Piece | None, styles: Styles) -> bool:
    """Whether a heading has a number or is followed by a text in the usual size."""
    if piece.text[:1].isdigit() or is_chapter_label(piece.text):
        return True
    if following is None or following.size > styles.body + 0.5:
        return False
    return len(following.text) > _SHORTEST_TEXT or heading_of(following, styles) is not None


def _open(open_headings: list[Heading], heading: Heading | None) -> None:
    if heading is None:
        return
    while open_headings and open_headings[-1].level >= heading.level:
        open_headings.pop()
    open_headings.append(heading)


def _path(open_headings: Sequence[Heading]) -> tuple[str, ...]:
    return tuple(heading.text for heading in open_headings)


def _are_contents(pages: Sequence[Sequence[Piece]]) -> list[bool]:
    """Which pages are of the table of contents; its last one may be short."""
    found: list[bool] = []
    for page in pages:
        lines = sum(has_leaders(piece) for piece in page)
        is_end = bool(found and found[-1] and lines and 2 * lines >= len(page))
        found.append(lines >= _CONTENTS or is_end)
    return found


def _with_whole_sentences(pages: Sequence[Sequence[Piece]], words: Vocabulary) -> list[list[Piece]]:
    """The same pages, each sentence that a page's end cuts whole on the page where it begins."""
    result = [list(page) for page in pages]
    for page, following in pairwise(result):
        if not page or not following or not goes_on(page[-1], following[0]):
            continue
        text = following[0].text
        end = split_sentences(text)[0].end
        if end == len(text) and len(following) == 1:
            continue  # nothing would be left of that page
        page[-1] = replace(page[-1], text=joined(page[-1].text, text[:end], words))
        rest = text[end:].lstrip()
        following[:1] = [replace(following[0], text=rest)] if rest else []
    return result
