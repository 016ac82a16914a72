"""Pages of PDF files as pictures, and where on them a passage stands.

Places on a picture are fractions of its width and height, from its upper left corner. Like all that
touches PDFium, everything here happens below its one lock.
"""

import ctypes
import io
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from typing import NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

from tutor.documents.document import Span
from tutor.documents.page_text import PageText
from tutor.documents.readers.pdf_file import PDFIUM_LOCK, reason_of
from tutor.errors import TutorError

_WIDTH, _HEIGHT = 1200, 2400  # pixels, at most
_LARGEST = 4.0  # pixels for a point, at most
_QUALITY = 80
_GRID = 100_000  # steps of a picture's sides in which PDFium gives places
_MARGIN = 0.12  # of a line's height, between its letters and the outline


class PageError(TutorError):
    """A page can't be shown as a picture."""


class Size(NamedTuple):
    """A page as a viewer shows it, in points."""

    width: float
    height: float


class Box(NamedTuple):
    """A rectangle on a picture."""

    left: float
    top: float
    right: float
    bottom: float


def page_sizes(data: bytes) -> tuple[Size, ...]:
    """The pages of a PDF file.

    Raises:
        PageError: It can't be opened.
    """
    with _opened(data) as pdf:
        return tuple(Size(*pdf.get_page_size(i)) for i in range(len(pdf)))


def page_image(data: bytes, number: int, *, seconds: float = 10.0) -> bytes:
    """A page of a PDF file as a WebP picture, at most 1200 pixels wide and 2400 high.

    Args:
        data: The file.
        number: The page's, from 1.
        seconds: After which drawing is given up.

    Raises:
        PageError: The file can't be opened or has no such page, or the page takes too long.
    """
    with _opened(data) as pdf, closing(_page(pdf, number)) as page:
        width, height = page.get_size()
        scale = min(_WIDTH / max(width, 1), _HEIGHT / max(height, 1), _LARGEST)
        size = max(1, round(width * scale)), max(1, round(height * scale))
        with closing(pypdfium2.PdfBitmap.new_native(*size, pdfium.FPDFBitmap_BGR)) as bitmap:
            bitmap.fill_rect((255, 255, 255, 255), 0, 0, *size)
            if not _drawn(page, bitmap, time.monotonic() + seconds):
                raise PageError(f"Page {number} takes too long to draw; open the file instead.")
            picture = bitmap.to_pil().copy()
    kept = io.BytesIO()
    picture.save(kept, "WEBP", quality=_QUALITY, method=0)
    return kept.getvalue()


def places_of(
    data: bytes, number: int, passage: str, spans: Sequence[Span]
) -> tuple[tuple[Box, ...], ...]:
    """Where the spans of a passage stand on a page: for each its lines, nothing if not found.

    Args:
        data: The file.
        number: The page's, from 1.
        passage: Markdown that was read from the page.
        spans: Offsets into the passage.

    Raises:
        PageError: The file can't be opened or has no such page.
    """
    with (
        _opened(data) as pdf,
        closing(_page(pdf, number)) as page,
        closing(page.get_textpage()) as text,
    ):
        count = text.count_chars()
        letters = PageText([chr(pdfium.FPDFText_GetUnicode(text, i)) for i in range(count)])
        return tuple(
            tuple(_lines([box for run in runs for box in _boxes(page, text, run)]))
            for runs in (letters.find(passage, span) for span in spans)
        )


@contextmanager
def _opened(data: bytes) -> Iterator[pypdfium2.PdfDocument]:
    with PDFIUM_LOCK:
        try:
            with closing(pypdfium2.PdfDocument(data)) as pdf:
                yield pdf
        except pypdfium2.PdfiumError as error:
            raise PageError(f"The file can't be opened: {reason_of(error)}.") from error


def _page(pdf: pypdfium2.PdfDocument, number: int) -> pypdfium2.PdfPage:
    if not 1 <= number <= len(pdf):
        raise PageError(f"There is no page {number} in the file; it has {len(pdf)}.")
    return pdf[number - 1]


def _drawn(page: pypdfium2.PdfPage, bitmap: pypdfium2.PdfBitmap, until: float) -> bool:
    """Whether a page could be drawn in time."""
    late = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(pdfium.IFSDK_PAUSE))(
        lambda _: int(time.monotonic() > until)
    )
    pause = pdfium.IFSDK_PAUSE(version=1, NeedToPauseNow=late, user=None)
    whole = 0, 0, bitmap.width, bitmap.height, 0
    state = pdfium.FPDF_RenderPageBitmap_Start(bitmap, page, *whole, pdfium.FPDF_ANNOT, pause)
    pdfium.FPDF_RenderPage_Close(page)
    return bool(state != pdfium.FPDF_RENDER_TOBECONTINUED)


def _boxes(
    page: pypdfium2.PdfPage, text: pypdfium2.PdfTextPage, run: tuple[int, int]
) -> Iterator[Box]:
    first, last = run
    for i in range(text.count_rects(first, last - first + 1)):
        left, bottom, right, top = text.get_rect(i)
        corners = (_on_picture(page, left, bottom), _on_picture(page, right, top))
        (x1, y1), (x2, y2) = corners
        yield Box(min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))


def _on_picture(page: pypdfium2.PdfPage, x: float, y: float) -> tuple[float, float]:
    across, down = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDF_PageToDevice(page, 0, 0, _GRID, _GRID, 0, x, y, across, down)
    return across.value / _GRID, down.value / _GRID


def _lines(boxes: Sequence[Box]) -> Iterator[Box]:
    """Boxes that stand beside each other on a line as one, a little larger than their letters."""
    line: Box | None = None
    for box in boxes:
        if line is not None and _beside(line, box):
            line = Box(
                min(line.left, box.left),
                min(line.top, box.top),
                max(line.right, box.right),
                max(line.bottom, box.bottom),
            )
            continue
        if line is not None:
            yield _with_margin(line)
        line = box
    if line is not None:
        yield _with_margin(line)


def _beside(one: Box, other: Box) -> bool:
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    height = min(one.bottom - one.top, other.bottom - other.top)
    apart = max(one.left, other.left) - min(one.right, other.right)
    return shared > 0.4 * height and apart < 0.1


def _with_margin(box: Box) -> Box:
    margin = _MARGIN * (box.bottom - box.top) + 0.001
    return Box(
        max(0.0, box.left - margin),
        max(0.0, box.top - margin),
        min(1.0, box.right + margin),
        min(1.0, box.bottom + margin),
    )
