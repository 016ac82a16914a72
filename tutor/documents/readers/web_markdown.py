"""Writes the elements of a web page as Markdown."""

import re
from typing import Any

from bs4.element import NavigableString, PreformattedString, Tag

from tutor.documents.readers.markup import (
    MarkdownText,
    code_span,
    escaped,
    lowered,
    one_line,
    raised,
    telling,
)
from tutor.documents.readers.web_formulas import DISPLAY, FORMULA
from tutor.documents.readers.web_tables import is_layout, rows_of

_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption "
    "figure footer h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main ol p pre section summary "
    "table tbody td tfoot th thead tr ul [document]".split()
)
_EMPHASIS = {"b": "**", "strong": "**", "i": "*", "em": "*"}
_LANGUAGE = re.compile(r"(?:language|lang|highlight|brush|src|sourceCode)[-:]\s*([\w+#-]+)")
_NOT_LANGUAGES = frozenset("text plaintext none default source output ipython notranslate".split())
_GREATEST_NUMBER = 999_999_999  # of a list item in Markdown


def markdown_of(content: Tag) -> str:
    """The Markdown of an element, with formulas, code, tables and lists."""
    writer = _Writer()
    writer.children(content)
    writer.end_paragraph()
    return str(writer.text)


class _Writer:
    """One walk over the elements; words gather until their paragraph ends."""

    def __init__(self) -> None:
        self.text = MarkdownText()
        self._line = _Line()
        self._depth = 0  # of the lists that are open
        self._mark = ""  # of the list item whose first words are still to come

    def children(self, element: Tag) -> None:
        for child in element.children:
            if isinstance(child, Tag):
                if child.name in _BLOCKS:
                    self._block(child)
                elif child.name == FORMULA and child.get(DISPLAY):
                    self._formula(child)
                elif child.find(lambda tag: tag.name in _BLOCKS or bool(tag.get(DISPLAY))):
                    self.children(child)  # a link or a span round blocks
                else:
                    self._line.put(child)
            elif isinstance(child, NavigableString) and not _is_silent(child):
                self._line.put(child)

    def end_paragraph(self) -> None:
        words, self._line = str(self._line), _Line()
        if not words:
            return
        if self._mark:
            self.text.item(self._depth - 1, self._mark, words)
            self._mark = ""
        else:
            self.text.paragraph(words)

    def _block(self, element: Tag) -> None:
        self.end_paragraph()
        name = element.name
        if re.fullmatch("h[1-6]", name):
            words = str(_Line(element))
            if words and self._depth:
                self.text.paragraph(words)
            elif words:
                self.text.heading(int(name[1]), words)
        elif name in ("ul", "ol"):
            self._list(element)
        elif name == "dl":
            self._definitions(element)
        elif name == "pre":
            self._code(element)
        elif name == "table" and not is_layout(element):
            self._table(element)
        elif name == "hr":
            return
        else:
            self.children(element)
            self.end_paragraph()

    def _list(self, element: Tag) -> None:
        number = _integer(element.get("start"), 1)
        self._depth += 1
        for child in element.children:
            if not isinstance(child, Tag):
                continue
            if child.name in ("ul", "ol"):  # wrong, and common
                self._list(child)
                continue
            if element.name == "ol":
                number = _integer(child.get("value"), number)
                self._mark = f"{min(max(number, 0), _GREATEST_NUMBER)}."
                number += 1
            else:
                self._mark = "-"
            self.children(child)
            self.end_paragraph()
            self._mark = ""
        self._depth -= 1

    def _definitions(self, element: Tag) -> None:
        """Terms with what they mean, a list item each."""
        terms: list[str] = []
        for child in element.find_all(["dt", "dd"]):
            if child.find_parent("dl") is not element:
                continue
            if child.name == "dt":
                terms.append(str(_Line(child)))
                continue
            if terms:
                self._line.add(f"{', '.join(filter(None, terms))}: ")
                terms = []
                self._mark, self._depth = "-", self._depth + 1
                self.children(child)
                self.end_paragraph()
                self._mark, self._depth = "", self._depth - 1
            else:
                self.children(child)
                self.end_paragraph()
        for term in filter(None, terms):
            self.text.paragraph(term)

    def _code(self, element: Tag) -> None:
        for line_break in element.find_all("br"):
            line_break.replace_with("\n")
        lines = element.get_text().expandtabs(4).split("\n")
        self._mark = ""
        self.text.code(lines, _language(element))

    def _formula(self, element: Tag) -> None:
        self.end_paragraph()
        self._mark = ""
        if element.get_text().strip():
            self.text.formula(element.get_text())

    def _table(self, element: Tag) -> None:
        caption = element.find("caption")
        if caption is not None:
            self._line.put(caption)
            self.end_paragraph()
        self._mark = ""
        self.text.table(rows_of(element, lambda cell: str(_Line(cell))))


class _Line:
    """The words of a paragraph as Markdown; plain text gathers so that it is escaped at once."""

    def __init__(self, element: Tag | None = None) -> None:
        self._parts: list[str] = []
        self._plain = ""
        if element is not None:
            self._inside(element)

    def __str__(self) -> str:
        self._flush()
        lines = "".join(self._parts).split("\n")
        return "\\\n".join(filter(None, map(one_line, lines)))

    def add(self, markdown: str) -> None:
        """Append Markdown."""
        self._flush()
        self._parts.append(markdown)

    def put(self, node: Any) -> None:
        """Append what an element or a string says."""
        if isinstance(node, Tag):
            self._element(node)
        elif isinstance(node, NavigableString) and not _is_silent(node):
            self._plain += re.sub(r"\s+", " ", node)

    def _element(self, element: Tag) -> None:
        name = element.name
        if name == "br":
            self._plain += "\n"
        elif name == FORMULA:
            source = element.get_text().strip()
            if source:
                mark = "$$" if element.get(DISPLAY) else "$"
                self.add(f"{mark}{source}{mark}")
        elif name in ("code", "tt", "kbd", "samp"):
            self.add(code_span(element.get_text()))
        elif name == "img":
            described = telling(str(element.get("alt", "")))
            if described:
                self._plain += f" {described} "
        elif name in ("sup", "sub"):
            self._shifted(element)
        elif name in _EMPHASIS and not element.find(True):
            self._emphasised(element, _EMPHASIS[name])
        elif name == "a":
            self._link(element)
        elif name == "q":
            self._plain += "\u201c"
            self._inside(element)
            self._plain += "\u201d"
        elif name in _BLOCKS:  # in a cell or a heading, where everything is one line
            self._plain += " "
            self._inside(element)
            self._plain += " "
        else:
            self._inside(element)

    def _inside(self, element: Tag) -> None:
        for child in element.children:
            self.put(child)

    def _shifted(self, element: Tag) -> None:
        words = one_line(element.get_text())
        if element.find("a") is not None and re.fullmatch(r"\[?\W?\w{1,3}\W?\]?", words):
            return  # the mark of a footnote
        self._plain += raised(words) if element.name == "sup" else lowered(words)

    def _emphasised(self, element: Tag, mark: str) -> None:
        raw = element.get_text()
        words = one_line(raw)
        if not words or not words[0].isalnum() or not words[-1].isalnum():
            self._plain += re.sub(r"\s+", " ", raw)
            return
        before = " " if raw[0].isspace() else ""
        self._plain += before
        self.add(f"{mark}{escaped(words)}{mark}" + (" " if raw[-1].isspace() else ""))

    def _link(self, element: Tag) -> None:
        """A link as Markdown without its target, so that navigation can be told from text."""
        words = str(_Line(element))
        if element.get("href") and words and "\n" not in words:
            self.add(f"[{words}](#)")
        else:
            self._inside(element)

    def _flush(self) -> None:
        if self._plain:
            self._parts.append(escaped(self._plain))
            self._plain = ""


def _is_silent(node: NavigableString) -> bool:
    return isinstance(node, PreformattedString)  # comments, declarations, CDATA


def _integer(text: Any, default: int) -> int:
    return int(text) if isinstance(text, str) and re.fullmatch(r"\d{1,9}", text) else default


def _language(element: Tag) -> str:
    """The language of code, by the class that its element or one near it has."""
    near = [element.find("code"), element, element.parent, element.parent and element.parent.parent]
    for one in near:
        names = one.get("class") if isinstance(one, Tag) else None
        for name in [names] if isinstance(names, str) else names or []:
            match = _LANGUAGE.match(name)
            if match and match[1].lower() not in _NOT_LANGUAGES:
                return match[1]
    pandoc = [name for name in element.get("class") or [] if name != "sourceCode"]
    if "sourceCode" in (element.get("class") or []) and pandoc:
        return str(pandoc[0])
    return ""
