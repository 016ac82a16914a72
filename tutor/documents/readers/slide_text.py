"""The lines of a shape on a slide: bullets with their depth, numbers, code and formulas."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pptx.enum.shapes import PP_PLACEHOLDER

from tutor.documents.readers.markup import MarkdownText, escaped, lowered, raised
from tutor.documents.readers.monospace import is_monospaced
from tutor.documents.readers.omml import formulas_in

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_MATH = "{http://schemas.microsoft.com/office/drawing/2010/main}m"
_MOVING_FIELDS = ("slidenum", "datetime")
_TYPED_BULLET = re.compile(r"[\u2022\u25cf\u25aa\u25e6\u2023\u27a2\u2013*-][ \t]+(?=\S)")
_BODIES = (
    PP_PLACEHOLDER.BODY,
    PP_PLACEHOLDER.OBJECT,
    PP_PLACEHOLDER.VERTICAL_BODY,
    PP_PLACEHOLDER.VERTICAL_OBJECT,
)


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph of a text frame."""

    markdown: str
    plain: str
    depth: int = 0
    mark: str = ""  # of a list item: `-`, or `1.` where PowerPoint counts
    is_code: bool = False
    formulas: tuple[str, ...] = ()  # it is nothing but these

    @property
    def is_item(self) -> bool:
        """Whether it has a bullet or a number."""
        return bool(self.mark)


def lines_of(shape: Any) -> list[Line]:
    """The paragraphs of a shape that say something, or of a table's cell."""
    if not getattr(shape, "has_text_frame", True):
        return []
    inherited = list(_list_styles(shape))
    lines: list[Line] = []
    counts: dict[int, int] = {}
    for paragraph in shape.text_frame.paragraphs:
        line = _line(paragraph._p, inherited, counts)
        if line.plain.strip() or (lines and lines[-1].is_code and line.is_code):
            lines.append(line)
    return lines


def write_lines(text: MarkdownText, lines: Sequence[Line]) -> None:
    """Append lines as list items, paragraphs, formulas and fenced code."""
    code: list[str] = []
    shallowest = min((line.depth for line in lines if line.is_item), default=0)
    for line in lines:
        if line.is_code:
            code.append(line.plain)
            continue
        text.code(code)
        code = []
        if line.is_item:
            text.item(line.depth - shallowest, line.mark, line.markdown)
        elif line.formulas:
            for formula in line.formulas:
                text.formula(formula)
        else:
            text.paragraph(line.markdown)
    text.code(code)


def _line(paragraph: Any, inherited: list[Any], counts: dict[int, int]) -> Line:
    runs = list(_runs(paragraph))
    plain = "".join(words for words, _, _ in runs)
    formulas = tuple(words for words, kind, _ in runs if kind == "formula")
    if formulas and not "".join(words for words, kind, _ in runs if kind != "formula").strip():
        return Line("", " ".join(formulas), formulas=formulas)
    spoken = [(words, code) for words, kind, code in runs if kind == "text" and words.strip()]
    if spoken and all(code for _, code in spoken) and not formulas:
        return Line(plain, plain.replace("\v", "\n"), is_code=True)
    properties = paragraph.find(f"{_A}pPr")
    depth = int(properties.get("lvl", 0)) if properties is not None else 0
    for level in [level for level in counts if level > depth]:
        del counts[level]  # what is below a new item is counted anew
    mark = _mark(properties, depth, inherited, counts) if plain.strip() else ""
    marked = _markdown(runs)
    typed = _TYPED_BULLET.match(plain)
    if typed and not formulas:
        mark, plain = mark or "-", plain[typed.end() :]
        marked = escaped(plain.replace("\v", "\n"))
    return Line(marked if mark else marked.replace("\n", "\\\n"), plain, depth, mark)


def _runs(paragraph: Any) -> Iterator[tuple[str, str, bool]]:
    """Words, whether they are text or a formula, and whether they are in a code font."""
    for child in paragraph:
        if child.tag == f"{_A}br":
            yield "\v", "text", False
        elif child.tag == _MATH:
            for formula in formulas_in(child):
                yield formula, "formula", False
        elif child.tag == f"{_A}r" or (
            child.tag == f"{_A}fld" and not child.get("type", "").startswith(_MOVING_FIELDS)
        ):
            text = "".join(part.text or "" for part in child.findall(f"{_A}t"))
            yield _placed(text, child), "text", _in_code_font(child)


def _placed(text: str, run: Any) -> str:
    """A run's text, raised or lowered where its baseline is."""
    properties = run.find(f"{_A}rPr")
    offset = (properties.get("baseline") if properties is not None else None) or "0"
    if offset in ("0", "0%"):
        return text
    return lowered(text) if offset.startswith("-") else raised(text)


def _in_code_font(run: Any) -> bool:
    font = run.find(f"{_A}rPr/{_A}latin")
    return font is not None and is_monospaced(font.get("typeface", ""))


def _markdown(runs: list[tuple[str, str, bool]]) -> str:
    parts: list[str] = []
    pending = ""
    for words, kind, _ in runs:
        if kind == "formula":
            parts += (escaped(pending), f"${words}$")
            pending = ""
        else:
            pending += words.replace("\v", "\n")
    return "".join([*parts, escaped(pending)]).strip()


def _mark(properties: Any, depth: int, inherited: list[Any], counts: dict[int, int]) -> str:
    """The list mark of a paragraph, which its shape, layout or master may have decided."""
    places = [properties, *(style.find(f"{_A}lvl{depth + 1}pPr") for style in inherited)]
    for place in places:
        if place is None:
            continue
        if place.find(f"{_A}buNone") is not None:
            break
        numbered = place.find(f"{_A}buAutoNum")
        if numbered is not None:
            first = int(numbered.get("startAt", 1))
            counts[depth] = counts.get(depth, first - 1) + 1
            return f"{counts[depth]}."
        if place.find(f"{_A}buChar") is not None or place.find(f"{_A}buBlip") is not None:
            return "-"
    counts.pop(depth, None)
    return ""


def _list_styles(shape: Any) -> Iterator[Any]:
    """Where a shape's bullets may be defined, nearest first."""
    frame = shape.text_frame._txBody
    yield from frame.findall(f"{_A}lstStyle")
    if not getattr(shape, "is_placeholder", False):
        return
    kept = shape.placeholder_format
    layout = getattr(shape.part, "slide_layout", None)
    if layout is None:
        return
    for other in layout.placeholders:
        if other.placeholder_format.idx == kept.idx and other.has_text_frame:
            yield from other.text_frame._txBody.findall(f"{_A}lstStyle")
    if kept.type in _BODIES:
        yield from layout.slide_master.element.findall(f"{_P}txStyles/{_P}bodyStyle")
