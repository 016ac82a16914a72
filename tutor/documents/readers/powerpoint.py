"""PowerPoint presentations: a section a slide, with tables, charts, formulas and speaker notes."""

import io
import re
import zipfile
import zlib
from collections.abc import Sequence

import pptx
from lxml import etree
from pptx.exc import PythonPptxError
from pptx.presentation import Presentation

from tutor.documents.document import BlockKind, Document, Locator, Metadata
from tutor.documents.failures import UnreadableNoteError
from tutor.documents.note_file import NoteFile
from tutor.documents.readers import markdown
from tutor.documents.readers.assembly import Assembly
from tutor.documents.readers.office_file import open_office_file
from tutor.documents.readers.slide import SlideText, read_slide, repeated_lines

_USUAL_HEIGHT = 6_858_000  # of a slide, in English Metric Units
# What python-pptx lets through from the archive, the XML parser and its own look-ups.
_DAMAGE = (
    PythonPptxError, zipfile.BadZipFile, zlib.error, etree.XMLSyntaxError,
    KeyError, ValueError, AttributeError, NotImplementedError, EOFError,
)  # fmt: skip
_UNTITLED = re.compile(
    r"(?:microsoft )?powerpoint\b.*|(?:presentation|pr\u00e4sentation|presentaci\u00f3n|"
    r"pr\u00e9sentation|slide|folie|titel?|untitled)\s*\d*|.*\.(?:pptx?|potx?|key|odp)",
    re.IGNORECASE,
)


def read(note: NoteFile) -> Document:
    """Read a presentation; macros are never run, hidden slides are read like the others.

    Raises:
        UnreadableNoteError: It is protected, damaged, has more than `note.max_pages` slides, or
            no text on any of them.
    """
    open_office_file(note, "PowerPoint")
    try:
        title, slides = _slides(note)
    except _DAMAGE as error:
        reason = "it is damaged or no PowerPoint presentation; save it anew from PowerPoint"
        raise UnreadableNoteError(note.path, reason) from error
    assembly = Assembly(note.document_id, title, Metadata(), file_format="PowerPoint")
    for number, slide in enumerate(slides, start=1):
        _add(assembly, slide, number, note, title)
    if assembly.is_empty:
        reason = "none of its slides has text; export them as PDF and run an OCR tool over that"
        raise UnreadableNoteError(note.path, reason)
    return assembly.finish(units=len(slides), gaps=_gaps(slides))


def _slides(note: NoteFile) -> tuple[str, list[SlideText]]:
    """The presentation's title and what each of its slides says."""
    presentation = pptx.Presentation(io.BytesIO(note.data))
    count = len(presentation.slides)
    if count > note.max_pages:
        reason = (
            f"it has {count:,} slides and the limit is {note.max_pages:,}; "
            "split it or raise the limit"
        )
        raise UnreadableNoteError(note.path, reason)
    height = presentation.slide_height or _USUAL_HEIGHT
    furniture = repeated_lines(presentation.slides)
    slides = [read_slide(slide, height, furniture) for slide in presentation.slides]
    return _title(presentation, slides) or note.path.stem, slides


def _add(assembly: Assembly, slide: SlideText, number: int, note: NoteFile, title: str) -> None:
    locator = Locator("slide", f"slide {number}", number)
    path = (slide.title,) if slide.title and slide.title != title else ()
    assembly.start_section(path, locator, f"## {slide.title}" if slide.title else "")
    if slide.markdown:
        part = markdown.parse(slide.markdown, note.document_id, note.path, title=title)
        assembly.add_document(part, locator)
    elif slide.title:  # all that there is to find; a figure's title often says what it shows
        assembly.start_section(path, locator)
        assembly.add(BlockKind.PARAGRAPH, slide.title)


def _title(presentation: Presentation, slides: Sequence[SlideText]) -> str:
    """The title slide's title, else what the file says of itself."""
    if slides and slides[0].is_title_slide and slides[0].title:
        return slides[0].title
    own = " ".join((presentation.core_properties.title or "").split())
    return "" if _UNTITLED.fullmatch(own) else own


def _gaps(slides: Sequence[SlideText]) -> list[str]:
    pictures = [i for i, slide in enumerate(slides, 1) if slide.has_pictures and slide.is_empty]
    if not pictures:
        return []
    are = "holds" if len(pictures) == 1 else "hold"
    return [
        f"{_numbers(pictures)} {are} only pictures; describe them in the speaker notes, or export "
        "the slides as PDF and run an OCR tool over that"
    ]


def _numbers(numbers: Sequence[int]) -> str:
    """`slide 5`, `slides 3, 5 to 7 and 9`."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    parts: list[str] = []
    for run in runs:
        parts += [f"{run[0]} to {run[-1]}"] if len(run) > 2 else map(str, run)
    listed = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
    return f"slide{'s' if len(numbers) > 1 else ''} {listed}"
