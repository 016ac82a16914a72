"""What PDFium finds in a PDF file: the characters of each page with their places.

PDFium is not thread safe, so that everything that touches it happens below one lock; what is
returned holds on to nothing of it.
"""

import ctypes
import threading
from contextlib import closing
from dataclasses import dataclass
from math import cos, hypot, pi, sin

import pypdfium2
import pypdfium2.raw as pdfium

from tutor.documents.failures import UnreadableNoteError
from tutor.documents.note_file import NoteFile
from tutor.documents.readers.page_layout.glyphs import Glyph, Sheet
from tutor.documents.readers.page_layout.tex_fonts import repaired

PDFIUM_LOCK = threading.Lock()
_SPACES = " \t\u00a0\u2002\u2003\u2009\u200a\u3000"
_GENERATED = "\r\n \x02"  # PDFium adds these between what it finds
_LINE_HYPHEN = "\x02"  # PDFium's sign for a hyphen at the end of a line
_OUTSIDE = 1.0  # points by which a character may stand beyond the page's edge


@dataclass(frozen=True, slots=True)
class PdfFile:
    """A PDF as far as it concerns its text."""

    sheets: tuple[Sheet, ...]
    title: str  # as its metadata give it; often a file's name or nothing


def open_pdf(note: NoteFile) -> PdfFile:
    """All pages' characters.

    Raises:
        UnreadableNoteError: It needs a password, has too many pages, or is damaged.
    """
    with PDFIUM_LOCK:
        try:
            with closing(pypdfium2.PdfDocument(note.data)) as pdf:
                _check_length(len(pdf), note)
                sheets = tuple(_sheet(pdf, i) for i in range(len(pdf)))
                return PdfFile(sheets, pdf.get_metadata_value("Title"))
        except pypdfium2.PdfiumError as error:
            raise UnreadableNoteError(note.path, reason_of(error)) from error


def _check_length(pages: int, note: NoteFile) -> None:
    if not pages:
        raise UnreadableNoteError(note.path, "it has no pages; export it anew")
    if pages > note.max_pages:
        reason = (
            f"it has {pages:,} pages and the limit is {note.max_pages:,}; "
            "split it or raise the limit (max_pages)"
        )
        raise UnreadableNoteError(note.path, reason)


def reason_of(error: pypdfium2.PdfiumError) -> str:
    """Why a file can't be opened, as the end of a sentence."""
    code = getattr(error, "err_code", None)
    if code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
        return "it is encrypted; save a copy of it without a password"
    return "it is damaged or not a PDF; export it anew from the program that made it"


def _sheet(pdf: pypdfium2.PdfDocument, index: int) -> Sheet:
    label = pdf.get_page_label(index).strip()
    with closing(pdf[index]) as page, closing(page.get_textpage()) as text:
        left, bottom, right, top = page.get_cropbox()
        printed = _Printed(text)
        quarter = _quarter_turn(printed.angles())
        glyphs = [
            _turned(glyph, quarter)
            for glyph in printed.glyphs(quarter)
            if left - _OUTSIDE <= (glyph.left + glyph.right) / 2 <= right + _OUTSIDE
            and bottom - _OUTSIDE <= glyph.base <= top + _OUTSIDE
        ]
        corners = [_turn(x, y, quarter) for x in (left, right) for y in (bottom, top)]
        origin_x, origin_y = (min(corner[axis] for corner in corners) for axis in (0, 1))
        placed = tuple(
            glyph._replace(
                left=glyph.left - origin_x,
                right=glyph.right - origin_x,
                base=glyph.base - origin_y,
                bottom=glyph.bottom - origin_y,
                top=glyph.top - origin_y,
            )
            for glyph in glyphs
        )
        width, height = right - left, top - bottom
        if quarter % 2:
            width, height = height, width
        return Sheet(index + 1, label, width, height, placed)


@dataclass(frozen=True, slots=True)
class _Style:
    """What all characters of one text object share."""

    font: str
    bold: bool
    size: float
    quarter: int | None  # turns of 90 degrees anticlockwise; None for anything between
    visible: bool


class _Printed:
    """The characters of one page, read one by one."""

    def __init__(self, text: pypdfium2.PdfTextPage) -> None:
        self._text = text
        self._styles: dict[int, _Style] = {}
        self._found: list[tuple[int, str, _Style, bool]] = []
        spaced = True
        for i in range(text.count_chars()):
            character = chr(pdfium.FPDFText_GetUnicode(text, i))
            if character in _GENERATED and pdfium.FPDFText_IsGenerated(text, i) == 1:
                spaced = True
                continue
            style = self._style(i)
            if style is None:
                continue
            if character == _LINE_HYPHEN and pdfium.FPDFText_IsHyphen(text, i) == 1:
                character = "-"
            character = repaired(character, style.font)
            if character and character in _SPACES:
                spaced = True
            # A piece of a tall bracket is no text, but tells how tall it is.
            elif style.visible and (character or style.font.startswith("CMEX")):
                self._found.append((i, character, style, spaced))
                spaced = False

    def angles(self) -> list[int]:
        """How each character stands, in turns of 90 degrees."""
        return [style.quarter for _, _, style, _ in self._found if style.quarter is not None]

    def glyphs(self, quarter: int) -> list[Glyph]:
        """The characters that stand like most, as they lie in the file's coordinates."""
        box, x, y = pdfium.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
        glyphs: list[Glyph] = []
        for i, character, style, spaced in self._found:
            if style.quarter != quarter:
                continue
            pdfium.FPDFText_GetLooseCharBox(self._text, i, box)
            pdfium.FPDFText_GetCharOrigin(self._text, i, x, y)
            bottom, top = y.value - 0.22 * style.size, y.value + 0.72 * style.size
            left, right = box.left, box.right
            if style.font.startswith("CMEX"):  # hangs below its baseline
                bottom, top = self._ink(i)
            if quarter:
                left, right, bottom, top = box.left, box.right, box.bottom, box.top
            glyphs.append(
                Glyph(
                    character,
                    left,
                    right,
                    y.value,
                    bottom,
                    top,
                    style.size,
                    style.font,
                    style.bold,
                    i,
                    spaced,
                )
            )
        return glyphs

    def _ink(self, i: int) -> tuple[float, float]:
        left, right, bottom, top = (ctypes.c_double() for _ in range(4))
        pdfium.FPDFText_GetCharBox(self._text, i, left, right, bottom, top)
        return bottom.value, top.value

    def _style(self, i: int) -> _Style | None:
        text_object = pdfium.FPDFText_GetTextObject(self._text, i)
        address = ctypes.cast(text_object, ctypes.c_void_p).value
        if not address:
            return None
        if address not in self._styles:
            self._styles[address] = self._new_style(text_object, i)
        return self._styles[address]

    def _new_style(self, text_object: object, i: int) -> _Style:
        font = pdfium.FPDFTextObj_GetFont(text_object)
        name = _font_name(font)
        weight = pdfium.FPDFFont_GetWeight(font)
        bold = weight >= 600 or any(
            mark in name for mark in ("Bold", "bold", "Black", "Heavy", "CMBX", "SFBX")
        )
        matrix = pdfium.FS_MATRIX()
        pdfium.FPDFText_GetMatrix(self._text, i, matrix)
        size = pdfium.FPDFText_GetFontSize(self._text, i) * hypot(matrix.c, matrix.d)
        turns = -pdfium.FPDFText_GetCharAngle(self._text, i) / (pi / 2)  # it counts clockwise
        quarter = round(turns) % 4 if abs(turns - round(turns)) < 0.05 else None
        return _Style(name, bold, size or 1.0, quarter, _is_visible(text_object))


def _font_name(font: object) -> str:
    length = pdfium.FPDFFont_GetBaseFontName(font, None, 0)
    buffer = ctypes.create_string_buffer(max(length, 1))
    pdfium.FPDFFont_GetBaseFontName(font, buffer, length)
    name = buffer.value.decode("utf-8", "replace")
    tag, plus, rest = name.partition("+")
    return rest if plus and len(tag) == 6 and tag.isupper() else name


def _is_visible(text_object: object) -> bool:
    """Whether a text lies inside the window that the page cuts out for it.

    Pictures pasted into slides keep the text that was cropped away, outside such a window.
    """
    window = _clip_box(pdfium.FPDFPageObj_GetClipPath(text_object))
    if window is None:
        return True
    sides = [ctypes.c_float() for _ in range(4)]
    if not pdfium.FPDFPageObj_GetBounds(text_object, *sides):
        return True
    left, bottom, right, top = (side.value for side in sides)
    middle_x, middle_y = (left + right) / 2, (bottom + top) / 2
    return window[0] <= middle_x <= window[2] and window[1] <= middle_y <= window[3]


def _clip_box(clip: object) -> tuple[float, float, float, float] | None:
    """The box that all paths of a clip have in common."""
    box: tuple[float, float, float, float] | None = None
    x, y = ctypes.c_float(), ctypes.c_float()
    for path in range(max(0, pdfium.FPDFClipPath_CountPaths(clip))):
        points: list[tuple[float, float]] = []
        for segment in range(max(0, pdfium.FPDFClipPath_CountPathSegments(clip, path))):
            found = pdfium.FPDFClipPath_GetPathSegment(clip, path, segment)
            if pdfium.FPDFPathSegment_GetPoint(found, x, y):
                points.append((x.value, y.value))
        if points:
            xs, ys = [point[0] for point in points], [point[1] for point in points]
            this = (min(xs), min(ys), max(xs), max(ys))
            box = (
                this
                if box is None
                else (
                    max(box[0], this[0]),
                    max(box[1], this[1]),
                    min(box[2], this[2]),
                    min(box[3], this[3]),
                )
            )
    return box


def _quarter_turn(angles: list[int]) -> int:
    """How most of a page's text stands; what stands otherwise is a stamp or an axis's label."""
    return max(range(4), key=lambda quarter: (angles.count(quarter), -quarter))


def _turn(x: float, y: float, quarter: int) -> tuple[float, float]:
    """A point after the page was turned back so that its text stands upright."""
    angle = -quarter * pi / 2
    cosine, sine = round(cos(angle)), round(sin(angle))
    return x * cosine - y * sine, x * sine + y * cosine


def _turned(glyph: Glyph, quarter: int) -> Glyph:
    if not quarter:
        return glyph
    (x1, y1), (x2, y2) = (
        _turn(glyph.left, glyph.bottom, quarter),
        _turn(glyph.right, glyph.top, quarter),
    )
    left, right, bottom, top = min(x1, x2), max(x1, x2), min(y1, y2), max(y1, y2)
    return glyph._replace(
        left=left, right=right, base=bottom + 0.2 * (top - bottom), bottom=bottom, top=top
    )
