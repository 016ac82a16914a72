"""What one slide says: its title, and everything below it as Markdown in reading order."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, cast

from pptx.enum.shapes import MSO_SHAPE_TYPE, PP_PLACEHOLDER
from pptx.shapes.base import BaseShape
from pptx.slide import Slide

from tutor.documents.readers import slide_graphics
from tutor.documents.readers.markup import MarkdownText, escaped, one_line, telling
from tutor.documents.readers.slide_text import lines_of, write_lines

_FURNITURE = (
    PP_PLACEHOLDER.SLIDE_NUMBER,
    PP_PLACEHOLDER.DATE,
    PP_PLACEHOLDER.FOOTER,
    PP_PLACEHOLDER.HEADER,
)
_TITLES = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE, PP_PLACEHOLDER.VERTICAL_TITLE)
_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_LABEL = 40  # characters; shorter texts side by side are the labels of a drawing
_BAND = 0.04  # of the slide's height: shapes whose tops differ by less stand side by side
_TITLE_ZONE = 0.18  # of the slide's height
_MANY = 5  # slides; what stands on most of so many is no part of what they say


@dataclass(frozen=True, slots=True)
class SlideText:
    """A slide as it was read."""

    title: str
    markdown: str  # without the title
    has_pictures: bool
    is_title_slide: bool

    @property
    def is_empty(self) -> bool:
        """Whether there is no text on it at all."""
        return not self.title and not self.markdown


def read_slide(slide: Slide, height: int, furniture: frozenset[str]) -> SlideText:
    """Read a slide.

    Args:
        slide: Of an open presentation; alternatives for older programs are taken out of it.
        height: Of the presentation's slides, in English Metric Units.
        furniture: Lines to leave out, from `repeated_lines`.
    """
    _choose_alternatives(slide)
    shapes = [shape for shape in slide.shapes if not _is_furniture(shape)]
    titled = _title_shape(shapes, height)
    title = " ".join(_plain(titled).split()) if titled is not None else ""
    text = MarkdownText()
    for band in _bands((shape for shape in shapes if shape is not titled), height):
        _write_band(text, band, slide, height, furniture)
    if slide.has_notes_slide:
        _write_notes(text, slide)
    return SlideText(
        title,
        str(text),
        any(map(_is_picture, _leaves(shapes))),
        titled is not None and _placeholder(titled) is PP_PLACEHOLDER.CENTER_TITLE,
    )


def repeated_lines(slides: Iterable[Slide]) -> frozenset[str]:
    """Texts that stand alone in a shape on more than half of at least five slides: a footer."""
    counts: Counter[str] = Counter()
    number = 0
    for slide in slides:
        number += 1
        counts.update({
            one_line(shape.text_frame.text)
            for shape in cast("Iterable[Any]", slide.shapes)
            if shape.has_text_frame and _placeholder(shape) is None
        })  # fmt: skip
    most = max(_MANY, number // 2 + 1)
    return frozenset(text for text, count in counts.items() if text and count >= most)


def _choose_alternatives(slide: Slide) -> None:
    """Put what new programs show (formulas above all) in the place of the alternatives."""
    for alternative in list(slide.element.iter(f"{_COMPATIBILITY}AlternateContent")):
        chosen = alternative.find(f"{_COMPATIBILITY}Choice")
        parent = alternative.getparent()
        if chosen is None or parent is None:
            continue
        for child in list(chosen):
            alternative.addprevious(child)
        parent.remove(alternative)


def _placeholder(shape: BaseShape) -> Any:
    return shape.placeholder_format.type if shape.is_placeholder else None


def _is_furniture(shape: BaseShape) -> bool:
    return _placeholder(shape) in _FURNITURE


def _plain(shape: Any) -> str:
    return " ".join(line.plain for line in lines_of(shape))


def _title_shape(shapes: list[Any], height: int) -> Any:
    """The title's shape: its placeholder, else one short line above everything else."""
    for shape in shapes:
        if _placeholder(shape) in _TITLES and _plain(shape).strip():
            return shape
    written = [shape for shape in shapes if shape.has_text_frame and _plain(shape).strip()]
    if len(written) < 2:
        return None
    first = min(written, key=lambda shape: (shape.top or 0, shape.left or 0))
    lines = lines_of(first)
    is_short = len(lines) == 1 and 3 < len(lines[0].plain) <= 80
    is_above = (first.top or 0) < _TITLE_ZONE * height and _placeholder(first) is None
    is_sentence = lines[0].plain.rstrip().endswith((".", ",", ";", ":"))
    return first if is_short and is_above and not is_sentence and not lines[0].is_item else None


def _bands(shapes: Iterable[Any], height: int) -> Iterator[list[Any]]:
    """Shapes from top to bottom, those side by side together, from left to right."""
    band: list[Any] = []
    for shape in sorted(shapes, key=lambda shape: shape.top or 0):
        if band and (shape.top or 0) - (band[0].top or 0) > _BAND * height:
            yield sorted(band, key=lambda one: one.left or 0)
            band = []
        band.append(shape)
    if band:
        yield sorted(band, key=lambda one: one.left or 0)


def _write_band(
    text: MarkdownText, band: list[Any], slide: Slide, height: int, furniture: frozenset[str]
) -> None:
    labels: list[str] = []
    for shape in band:
        label = _label(shape)
        if label in furniture or (shape.has_text_frame and not lines_of(shape)):
            continue
        if label:
            labels.append(escaped(label))
            continue
        if labels:
            text.paragraph(" \u00b7 ".join(labels))
            labels = []
        _write(text, shape, slide, height, furniture)
    if labels:
        text.paragraph(" \u00b7 ".join(labels))


def _label(shape: Any) -> str:
    """A drawing's label: a few words of one line that no placeholder holds."""
    if not shape.has_text_frame or _placeholder(shape) is not None:
        return ""
    lines = lines_of(shape)
    if len(lines) != 1 or lines[0].is_item or lines[0].formulas or lines[0].is_code:
        return ""
    words = one_line(lines[0].plain)
    return words if len(words) <= _LABEL else ""


def _write(
    text: MarkdownText, shape: Any, slide: Slide, height: int, furniture: frozenset[str]
) -> None:
    if shape.shape_type == MSO_SHAPE_TYPE.GROUP:
        for band in _bands(shape.shapes, height):
            _write_band(text, band, slide, height, furniture)
    elif shape.has_text_frame:
        write_lines(text, lines_of(shape))
    elif getattr(shape, "has_table", False):
        slide_graphics.write_table(text, shape.table)
    elif getattr(shape, "has_chart", False):
        slide_graphics.write_chart(text, shape)
    elif slide_graphics.is_diagram(shape):
        slide_graphics.write_diagram(text, shape, slide)
    if _is_picture(shape) or shape.shape_type == MSO_SHAPE_TYPE.GROUP:
        described = telling(_description(shape))
        if described:
            text.paragraph(f"Picture: {escaped(described)}")


def _description(shape: Any) -> str:
    properties = next(shape._element.iter("{*}cNvPr"), None)
    return str(properties.get("descr") or "") if properties is not None else ""


def _is_picture(shape: Any) -> bool:
    return bool(shape._element.tag.endswith("}pic"))


def _leaves(shapes: Iterable[Any]) -> Iterator[Any]:
    for shape in shapes:
        if shape.shape_type == MSO_SHAPE_TYPE.GROUP:
            yield from _leaves(shape.shapes)
        else:
            yield shape


def _write_notes(text: MarkdownText, slide: Slide) -> None:
    frame = slide.notes_slide.notes_placeholder
    lines = lines_of(frame) if frame is not None else []
    if not lines:
        return
    first, *rest = lines
    if first.is_item:
        text.paragraph("Speaker notes:")
        write_lines(text, lines)
    else:
        text.paragraph(f"Speaker notes: {first.markdown}")
        write_lines(text, rest)
