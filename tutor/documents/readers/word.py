"""Word documents: headings, lists, tables, formulas, code and footnotes."""

import re
from dataclasses import replace
from typing import Any

from tutor.documents.document import Document
from tutor.documents.failures import UnreadableNoteError
from tutor.documents.note_file import NoteFile
from tutor.documents.readers import markdown
from tutor.documents.readers.markup import MarkdownText, escaped, one_line
from tutor.documents.readers.office_file import OfficeFile, open_office_file
from tutor.documents.readers.word_styles import Numbering, Style, Styles, W, has, value
from tutor.documents.readers.word_tables import rows_of
from tutor.documents.readers.word_text import ParagraphText, TextReader

_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_UNTITLED = re.compile(
    r"(?:microsoft word\b.*|(?:word )?(?:document|dokument|documento)\s*\d*|untitled|title|titel"
    r"|.*\.(?:docx?|docm|dotx?|odt|rtf|pdf))?",
    re.IGNORECASE,
)
_CHOICE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Choice"
_ALTERNATIVES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_WRAPPERS = frozenset([f"{W}{name}" for name in "ins moveTo customXml smartTag sdtContent".split()])
_TYPED_BULLET = re.compile(r"[\u2022\u25cf\u25aa\u25e6\u2023\u27a2\u2013*\uf0b7-][ \t]+(?=\S)")
_LONGEST_HEADING = 80  # characters, of a bold line that serves as one


def read(note: NoteFile) -> Document:
    """Read a Word document; macros are never run, deleted text, comments and page headers are
    not part of it.

    Raises:
        UnreadableNoteError: It is protected, damaged, no Word file, or has no text.
    """
    file = open_office_file(note, "Word")
    main = file.related("").get("officeDocument", "")
    body = file.tree(main).find(f"{W}body")
    if body is None:
        reason = "it is no Word document; save it anew from Word"
        raise UnreadableNoteError(note.path, reason)
    return _Reading(note, file, main).document(body)


class _Reading:
    """One walk through a document's body."""

    def __init__(self, note: NoteFile, file: OfficeFile, main: str) -> None:
        self._note = note
        parts = file.related(main)

        def tree(kind: str) -> Any | None:
            return file.tree(parts[kind]) if file.has(parts.get(kind, "")) else None

        core = file.related("").get("core-properties", "")
        self._core = file.tree(core) if file.has(core) else None
        self._styles = Styles(tree("styles"))
        self._numbering = Numbering(tree("numbering"))
        self._notes = {kind: _notes(tree(f"{kind}s"), kind) for kind in ("footnote", "endnote")}
        self._reader = TextReader()
        self._text = MarkdownText()
        self._code: list[str] = []
        self._objects = 0
        self._chunks = 0
        self._bold_headings = False
        self._title = ""

    def document(self, body: Any) -> Document:
        paragraphs = list(body.iter(f"{W}p"))
        styles = [self._styles.of(paragraph) for paragraph in paragraphs]
        levels = [_level(paragraph, self._styles.of(paragraph)) for paragraph in paragraphs]
        self._bold_headings = all(level is None for level in levels)
        self._title = self._titled(paragraphs, styles) or self._note.path.stem
        self._blocks(body)
        self._end_code()
        text = str(self._text)
        document = markdown.parse(text, self._note.document_id, self._note.path, title=self._title)
        if not document.sections:
            reason = "it has no text; export its pictures as PDF and run an OCR tool over that"
            raise UnreadableNoteError(self._note.path, reason)
        return replace(document, format="Word", gaps=tuple(self._gaps()))

    def _titled(self, paragraphs: list[Any], styles: list[Style]) -> str:
        """What the file says its title is, else the paragraph that looks like one."""
        named = one_line(self._core.findtext(_TITLE) or "") if self._core is not None else ""
        if named and not _UNTITLED.fullmatch(named):
            return named
        for wanted in ("title", "heading"):
            for paragraph, style in zip(paragraphs, styles, strict=True):
                level = _level(paragraph, style)
                if style.is_title if wanted == "title" else level == 0:
                    words = one_line(
                        TextReader().read(paragraph, is_code=False, is_bold=False).plain
                    )
                    if words:
                        return words
        return ""

    def _gaps(self) -> list[str]:
        gaps: list[str] = []
        if self._objects:
            are = "formula is" if self._objects == 1 else "formulas are"
            gaps.append(
                f"{self._objects} {are} of Word's old equation editor; convert them to Office "
                "Math to have them read"
            )
        if self._chunks:
            gaps.append("a part is another document that was put in; save it anew from Word")
        return gaps

    def _blocks(self, container: Any) -> None:
        for element in container:
            tag = element.tag
            if tag == f"{W}p":
                self._paragraph(element)
            elif tag == f"{W}tbl":
                self._table(element)
            elif tag == f"{W}sdt":
                content = element.find(f"{W}sdtContent")
                gallery = value(element, "sdtPr/docPartObj/docPartGallery") or ""
                if content is not None and gallery != "Table of Contents":
                    self._blocks(content)
            elif tag == _ALTERNATIVES:
                chosen = element.find(_CHOICE)
                if chosen is not None:
                    self._blocks(chosen)
            elif tag in _WRAPPERS:
                self._blocks(element)
            elif tag == f"{W}altChunk":
                self._chunks += 1

    def _paragraph(self, paragraph: Any) -> None:
        style = self._styles.of(paragraph)
        text = self._reader.read(paragraph, is_code=style.is_code, is_bold=style.is_bold)
        self._objects += text.objects
        if style.is_layout:
            return
        if text.code and not text.displayed and _level(paragraph, style) is None:
            self._code += "".join(words for _, words in text.pieces).split("\n")
        elif text.plain:
            self._end_code()
            self._words(paragraph, style, text)
        elif self._code and not text.displayed:
            self._code.append("")
        for formula in text.displayed:
            self._end_code()
            self._text.formula(formula)
        for described in text.pictures:
            self._text.paragraph(f"Picture: {escaped(described)}")
        for kind, number in text.notes:
            self._note_text(kind, number)
        for box in text.boxes:
            self._blocks(box)

    def _words(self, paragraph: Any, style: Style, text: ParagraphText) -> None:
        level = _level(paragraph, style)
        is_title = style.is_title or level == 0
        if is_title and one_line(text.plain) == self._title:
            self._text.heading(1, text.markdown)
            return
        if level is not None:
            self._text.heading(level + 2, text.markdown)
            return
        numbered = _numbered(paragraph, style)
        if numbered:
            mark, label = self._numbering.mark(*numbered)
            depth = max(numbered[1], style.list_depth)
            self._text.item(depth, mark, f"{escaped(label)} {text.markdown}".strip())
            return
        typed = _TYPED_BULLET.match(text.plain)
        if typed and text.pieces[0][0] == "text":
            text.pieces[0] = ("text", text.pieces[0][1].lstrip()[1:].lstrip())
            self._text.item(0, "-", text.markdown)
        elif self._bold_headings and text.bold and _is_headline(text.plain):
            self._text.heading(2, text.markdown)
        else:
            self._text.paragraph(text.markdown.replace("\n", "\\\n"))

    def _table(self, table: Any) -> None:
        self._end_code()
        paragraphs = list(table.iter(f"{W}p"))
        headed = any(_level(one, self._styles.of(one)) is not None for one in paragraphs)
        cells = [cell for row in table.iterfind(f"{W}tr") for cell in row.iterfind(f"{W}tc")]
        if headed or len(cells) == 1:  # a frame round text, or a way to lay it out
            for cell in cells:
                self._blocks(cell)
            return
        self._text.table(rows_of(table, self._cell))

    def _cell(self, cell: Any) -> str:
        parts: list[str] = []
        for paragraph in cell.iter(f"{W}p"):
            style = self._styles.of(paragraph)
            text = self._reader.read(paragraph, is_code=False, is_bold=False)
            self._objects += text.objects
            numbered = _numbered(paragraph, style)
            if numbered and text.plain:
                mark, label = self._numbering.mark(*numbered)
                parts.append(label if label else "" if mark == "-" else mark)
            parts += [text.markdown, *(f"${formula}$" for formula in text.displayed)]
        return " ".join(part for part in parts if part)

    def _note_text(self, kind: str, number: str) -> None:
        parts = [
            TextReader().read(paragraph, is_code=False, is_bold=False).markdown
            for paragraph in self._notes[kind].get(number, ())
        ]
        words = one_line(" ".join(parts))
        if words:
            self._text.paragraph(f"{kind.capitalize()}: {words}")

    def _end_code(self) -> None:
        self._text.code(self._code)
        self._code = []


def _notes(tree: Any | None, kind: str) -> dict[str, list[Any]]:
    """The paragraphs of every footnote by its number."""
    found = tree.iter(f"{W}{kind}") if tree is not None else ()
    return {note.get(f"{W}id", ""): list(note.iter(f"{W}p")) for note in found}


def _level(paragraph: Any, style: Style) -> int | None:
    """A heading's level from 0, None for what is no heading."""
    own = value(paragraph, "pPr/outlineLvl")
    if own is not None and own.isdigit():
        return int(own) if int(own) < 9 else None
    return style.outline


def _numbered(paragraph: Any, style: Style) -> tuple[str, int] | None:
    """The number of the list that a paragraph belongs to, and how deep it stands in it."""
    number_id, level = style.number_id, style.number_level
    if has(paragraph, "pPr/numPr"):
        number_id = value(paragraph, "pPr/numPr/numId") or number_id
        own = value(paragraph, "pPr/numPr/ilvl") or ""
        level = int(own) if own.isdigit() else level
    return (number_id, level) if number_id and number_id != "0" else None


def _is_headline(words: str) -> bool:
    is_short = 2 < len(words) <= _LONGEST_HEADING and "\n" not in words
    return is_short and words[-1] not in ".,;:!" and any(map(str.isalpha, words))
