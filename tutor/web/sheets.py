"""The pages of a PDF as pictures in its reading, with what is marked outlined on them."""

from collections.abc import Sequence
from dataclasses import dataclass

from tutor.documents.document import Chunk, Span
from tutor.documents.page_image import Box, PageError, Size, page_sizes, places_of
from tutor.web.addresses import page_address
from tutor.web.markdown import text_html
from tutor.web.text import reading as text

_WIDTH = 1000  # units of a picture's width, in which outlines are given


@dataclass(frozen=True, slots=True)
class Sheets:
    """What a PDF's reading shows besides its text."""

    sizes: tuple[Size, ...] = ()
    target: int = 0  # the page that was asked for, from 1
    outlined: tuple[Box, ...] = ()  # on the target
    remark: str = ""  # what can't be shown

    def figure_html(self, number: int, document_id: str, title: str, up: str) -> str:
        """A page's picture; empty where there is none."""
        if not 1 <= number <= len(self.sizes):
            return ""
        width, height = self.sizes[number - 1]
        tall = max(1, round(_WIDTH * height / max(width, 1)))
        asked = number == self.target
        boxes = "".join(_rectangle(box, tall) for box in self.outlined) if asked else ""
        outline = (
            f'<svg class="outline" viewBox="0 0 {_WIDTH} {tall}" preserveAspectRatio="none" '
            f'aria-hidden="true">{boxes}</svg>'
        )
        address = text_html(up + page_address(document_id, number))
        return (
            f'<figure><img src="{address}" alt="{text_html(text.page_of(number, title))}" '
            f'width="{_WIDTH}" height="{tall}" loading="{"eager" if asked else "lazy"}">'
            f"{outline if boxes else ''}</figure>"
        )


def sheets_of(data: bytes, chunk: Chunk | None, marks: Sequence[Span]) -> Sheets:
    """What can be shown of a PDF file.

    Args:
        data: The file, which may have changed since it was read.
        chunk: What was asked for.
        marks: What of it is to be outlined.
    """
    try:
        sizes = page_sizes(data)
        number = chunk.locator.number if chunk is not None else None
        if chunk is None or number is None or number > len(sizes):
            return Sheets(sizes)
        places = places_of(data, number, chunk.text, marks)
    except PageError as error:
        return Sheets(remark=text.no_pictures(str(error)))
    remark = "" if all(places) else text.NOT_OUTLINED
    return Sheets(sizes, number, tuple(box for boxes in places for box in boxes), remark)


def _rectangle(box: Box, tall: int) -> str:
    x, y = round(box.left * _WIDTH, 1), round(box.top * tall, 1)
    width = round((box.right - box.left) * _WIDTH, 1)
    height = round((box.bottom - box.top) * tall, 1)
    return f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="4"/>'
