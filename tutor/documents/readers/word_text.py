"""The inside of a Word paragraph: its words, formulas, notes and what is anchored in it."""

from dataclasses import dataclass, field
from typing import Any

from tutor.documents.readers.markup import escaped, lowered, raised, telling
from tutor.documents.readers.monospace import is_monospaced
from tutor.documents.readers.omml import MATH, formulas_in
from tutor.documents.readers.word_styles import W, switch, value

_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_PROPERTIES = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_OBJECT = "{urn:schemas-microsoft-com:office:office}OLEObject"
_GONE = frozenset(f"{W}{name}" for name in "del moveFrom pPr rPr delText instrText".split())
_SIGNS = {
    f"{W}tab": " ",
    f"{W}br": "\n",
    f"{W}cr": "\n",
    f"{W}noBreakHyphen": "-",
    f"{W}softHyphen": "",
}
_LAYOUT_FIELDS = ("TOC", "INDEX", "TOA", "PAGE", "NUMPAGES", "SECTIONPAGES")
# The letters and signs of the font Symbol, which lie at U+F000 and its own code.
_SYMBOLS = dict(zip("abcdefghijklmnopqrstuvwxyz", "αβχδεφγηιϕκλμνοπθρστυϖωξψζ", strict=True))
_SYMBOLS |= dict(zip("DFGLPQSWXY", "ΔΦΓΛΠΘΣΩΞΨ", strict=True))
_SYMBOLS |= dict(
    zip(
        "\xa3\xa5\xae\xb1\xb3\xb4\xb6\xb7\xb9\xbb\xce\xd1\xd5\xd7\xde\xe5\xf2",
        "≤∞→±≥\u00d7∂•≠≈∈∇∏⋅⇒∑∫",
        strict=True,
    )
)


@dataclass(slots=True)
class ParagraphText:
    """What a paragraph says."""

    pieces: list[tuple[str, str]] = field(default_factory=list)  # "text" or "formula", its words
    displayed: list[str] = field(default_factory=list)  # formulas on lines of their own
    notes: list[tuple[str, str]] = field(default_factory=list)  # kind and number of footnotes
    boxes: list[Any] = field(default_factory=list)  # contents of text boxes
    pictures: list[str] = field(default_factory=list)  # what is said of them
    objects: int = 0  # formulas of the equation editor before Word 2007
    code: bool = True  # every word so far is in a code font
    bold: bool = True  # every word so far is bold

    @property
    def plain(self) -> str:
        """The words alone."""
        return "".join(words for _, words in self.pieces).strip()

    @property
    def markdown(self) -> str:
        """The words and the formulas among them."""
        parts: list[str] = []
        text = ""
        for kind, words in self.pieces:
            if kind == "formula":
                parts += (escaped(text), f"${words}$")
                text = ""
            else:
                text += words
        return "".join([*parts, escaped(text)]).strip()


class TextReader:
    """Reads paragraphs in order; a field such as a table of contents may span many of them."""

    def __init__(self) -> None:
        self._fields: list[list[str]] = []  # of each open field: its instruction, its state

    def read(self, paragraph: Any, *, is_code: bool, is_bold: bool) -> ParagraphText:
        """Read a `w:p` element.

        Args:
            paragraph: The element.
            is_code: Whether its style's font is one for code.
            is_bold: Whether its style is bold.
        """
        text = ParagraphText()
        self._children(paragraph, text, (is_code, is_bold))
        has_words = any(kind == "text" and words.strip() for kind, words in text.pieces)
        text.code &= has_words
        text.bold &= has_words
        return text

    def _children(self, element: Any, text: ParagraphText, style: tuple[bool, bool]) -> None:
        for child in element:
            self._take(child, text, style)

    def _take(self, element: Any, text: ParagraphText, style: tuple[bool, bool]) -> None:
        tag = element.tag
        if tag in _GONE:
            return
        if tag == f"{W}r":
            self._run(element, text, style)
        elif tag == f"{MATH}oMathPara":
            text.displayed += formulas_in(element)
        elif tag == f"{MATH}oMath":
            text.pieces += [("formula", formula) for formula in formulas_in(element)]
        elif tag == f"{_COMPATIBILITY}AlternateContent":
            chosen = element.find(f"{_COMPATIBILITY}Choice")
            self._children(chosen if chosen is not None else element, text, style)
        elif tag == f"{W}fldSimple":
            if not _is_layout(element.get(f"{W}instr", "")):
                self._children(element, text, style)
        elif isinstance(tag, str):  # a link, an insertion, a content control
            self._children(element, text, style)

    def _run(self, run: Any, text: ParagraphText, style: tuple[bool, bool]) -> None:
        if switch(run, "rPr/vanish") or switch(run, "rPr/webHidden"):
            return
        words = ""
        for child in run:
            tag = child.tag
            if tag == f"{W}fldChar":
                self._field(child.get(f"{W}fldCharType", ""))
            elif tag == f"{W}instrText" and self._fields:
                self._fields[-1][0] += child.text or ""
            elif any(state == "asked" or _is_layout(asked) for asked, state in self._fields):
                continue
            elif tag == f"{W}t":
                words += child.text or ""
            elif tag in _SIGNS:
                is_text_break = value(run, "br") is None or not child.get(f"{W}type")
                words += _SIGNS[tag] if is_text_break else " "
            elif tag == f"{W}sym":
                words += _symbol(child)
            elif tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
                text.notes.append((tag.removeprefix(W)[:-9], child.get(f"{W}id", "")))
            elif tag in (f"{W}drawing", f"{W}pict", f"{W}object"):
                _anchored(child, text)
            elif tag == f"{_COMPATIBILITY}AlternateContent":
                chosen = child.find(f"{_COMPATIBILITY}Choice")
                _anchored(chosen if chosen is not None else child, text)
            elif tag == f"{W}ruby":
                words += "".join(part.text or "" for part in child.iterfind(f"{W}rubyBase//{W}t"))
        if words:
            self._add(run, words, text, style)

    def _add(self, run: Any, words: str, text: ParagraphText, style: tuple[bool, bool]) -> None:
        if words.strip():
            fonts = run.find(f"{W}rPr/{W}rFonts")
            font = fonts.get(f"{W}ascii") if fonts is not None else None
            bold = value(run, "rPr/b")
            text.code &= is_monospaced(font) if font else style[0]
            text.bold &= switch(run, "rPr/b") if bold is not None else style[1]
        place = value(run, "rPr/vertAlign")
        if place == "superscript":
            words = raised(words)
        elif place == "subscript":
            words = lowered(words)
        text.pieces.append(("text", words))

    def _field(self, change: str) -> None:
        if change == "begin":
            self._fields.append(["", "asked"])
        elif change == "separate" and self._fields:
            self._fields[-1][1] = "shown"
        elif change == "end" and self._fields:
            self._fields.pop()


def _is_layout(instruction: str) -> bool:
    return instruction.split()[:1] != [] and instruction.split()[0].upper() in _LAYOUT_FIELDS


def _symbol(element: Any) -> str:
    code = int(element.get(f"{W}char", "20"), 16) & 0xFFF
    if element.get(f"{W}font", "").lower() != "symbol":
        return " "  # a pictogram
    return _SYMBOLS.get(chr(code), chr(code) if code < 0x80 else " ")


def _anchored(element: Any, text: ParagraphText) -> None:
    """Text boxes, pictures and old formulas that hang on a run."""
    for part in element.iter(f"{W}txbxContent", _PROPERTIES, _OBJECT):
        if part.tag == _OBJECT:
            text.objects += part.get("ProgID", "").startswith("Equation")
        elif part.tag == _PROPERTIES:
            described = telling(part.get("descr") or "")
            if described:
                text.pictures.append(described)
        elif not _is_repeated(part, element):
            text.boxes.append(part)


def _is_repeated(box: Any, top: Any) -> bool:
    """Whether a text box stands in another, or in the form for old programs."""
    for above in box.iterancestors():
        if above is top:
            return False
        if above.tag in (f"{W}txbxContent", f"{_COMPATIBILITY}Fallback"):
            return True
    return False
