"""Markdown notes: CommonMark with front matter, tables, formulas and d2l's directives."""

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.front_matter import front_matter_plugin

from tutor.documents.document import BlockKind, Document, Locator, Metadata
from tutor.documents.failures import UnreadableNoteError
from tutor.documents.readers import formulas
from tutor.documents.readers.assembly import Assembly
from tutor.documents.readers.front_matter import FrontMatter, parse_front_matter
from tutor.documents.readers.html import without_html
from tutor.documents.readers.inline import is_book_text, is_navigation, render

Headings = tuple[tuple[int, str], ...]  # levels and texts, outermost first

_TOO_DEEP = "its lists or quotations are nested too deeply to be read; flatten them"
_ATTRIBUTES = re.compile(r"\s*\{[#.:][^{}]*\}\s*$")  # ## Heading {#its-id .its-class}
_ONLY_FORMULA = re.compile(r"(?P<bold>\**)\$\$(?P<tex>(?:(?!\$\$).)+)\$\$(?P=bold)", re.DOTALL)
_LANGUAGE = re.compile(r"\{?\.?([\w+#-]*)")  # ```python, ```{.python .input}, ```{code-cell}
_LAYOUT_FENCES = {"toc", "toctree", "eval_rst", "tableofcontents", "bibliography"}
_SAVE_MARK = re.compile(r"\s*#@save\b.*")  # d2l puts what is marked so into its library
_LAYOUT_CODE = re.compile(r"\s*(?:%%tab\b|#@tab\b|%load_ext d2lbook|tab\.interact_select\()")


def parse(text: str, document_id: str, path: Path, *, title: str | None = None) -> Document:
    """Read a note's text into a document of the sections below its headings.

    The document's text is Markdown again: formulas, code, emphasis and tables are kept, comments,
    HTML tags, link targets and layout directives are not. `path` names the file in errors and
    gives the title where nothing else does. With a `title` the text is all there is: no front
    matter is looked for.

    Raises:
        UnreadableNoteError: The front matter is broken, or lists and quotations are nested so
            deeply that the parser can't follow.
    """
    try:
        tokens = _parser(with_front_matter=title is None).parse(text)
        return _Reading(tokens, document_id, path, title).document()
    except RecursionError as error:
        raise UnreadableNoteError(path, _TOO_DEEP) from error


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a note that was read by itself, such as a notebook's cell."""

    document: Document
    headings: Headings  # that are open where it ends


def parse_part(
    text: str, document_id: str, path: Path, *, title: str, headings: Headings = ()
) -> Part:
    """Read a stretch of a note, whose sections stand below the `headings` open before it.

    A level-1 heading that says the note's `title` again opens no section of its own.

    Raises:
        UnreadableNoteError: As for `parse`.
    """
    try:
        reading = _Reading(_parser().parse(text), document_id, path, title, headings)
        return Part(reading.document(), tuple(reading.open_headings))
    except RecursionError as error:
        raise UnreadableNoteError(path, _TOO_DEEP) from error


def top_heading(text: str) -> str | None:
    """The first level-1 heading in a text, if it has one."""
    try:
        headings = _headings_in(_parser().parse(text))
    except RecursionError:
        return None  # reading the text will say so
    return next((words for level, words in headings if level == 1 and words), None)


@cache
def _parser(*, with_front_matter: bool = False) -> MarkdownIt:
    md = MarkdownIt("commonmark", {"maxNesting": 1000}).enable(["table", "strikethrough"])
    md.disable("text_join")  # it would hide which characters were escaped
    md.use(formulas.formulas_plugin)
    # Where a link leads is left out anyway, so a `data:` link need not stay in the text as it is.
    md.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005
    return md.use(front_matter_plugin) if with_front_matter else md


class _Reading:
    """One walk over the tokens; what is kept between them is where the walk stands."""

    def __init__(
        self,
        tokens: list[Token],
        document_id: str,
        path: Path,
        title: str | None,
        above: Headings | None = None,
    ) -> None:
        self._tokens = tokens
        front = FrontMatter(title, Metadata())
        if tokens and tokens[0].type == "front_matter":
            front = parse_front_matter(tokens[0].content, path)
        h1s = [text for level, text in _headings_in(tokens) if level == 1]
        self._title = front.title or next(iter(h1s), None) or path.stem
        # The only top heading names the document, also where the front matter puts it otherwise.
        is_named = h1s[:1] == [self._title] or (len(h1s) == 1 and above is None)
        self._own_heading = h1s[0] if is_named else None
        self._assembly = Assembly(document_id, self._title, front.metadata)
        self.open_headings = list(above or ())
        self._is_book = any(is_book_text(token.content) for token in tokens)
        self._markers: list[str] = []  # of the list items that are open
        self._fresh_item = False  # the innermost item's marker is not written yet
        self._after_list_line = False
        self._row: list[str] = []  # cells of the table row that is open
        self._in_header = False

    def document(self) -> Document:
        if self.open_headings:
            self._start_section()
        for i, token in enumerate(self._tokens):
            self._take(token, self._tokens[i - 1] if i else token)
        return self._assembly.finish()

    def _take(self, token: Token, before: Token) -> None:
        kind = token.type
        if kind == "inline" and before.type == "heading_open" and before.level == 0:
            self._heading(int(before.tag[1]), _heading_text(token))
        elif kind == "inline" and before.type in ("th_open", "td_open"):
            self._row.append(self._rendered(token).replace("|", "\\|").replace("\n", " "))
        elif kind == "inline":
            self._paragraph(token)
        elif kind in ("thead_open", "thead_close"):
            self._in_header = kind == "thead_open"
        elif kind == "tr_close":
            self._table_row()
        elif kind == formulas.BLOCK:
            self._formula(token.content)
        elif kind in ("fence", "code_block"):
            self._code(token)
        elif kind == "html_block":
            self._html(token)
        elif kind == "list_item_open":
            number = f"{token.info}{token.markup} " if token.info else "- "
            self._markers.append(number)
            self._fresh_item = True
        elif kind == "list_item_close":
            self._markers.pop()
            self._fresh_item = False

    def _heading(self, level: int, text: str) -> None:
        while self.open_headings and self.open_headings[-1][0] >= level:
            self.open_headings.pop()
        if level == 1 and text == self._own_heading:
            self._own_heading = None
        elif text:
            self.open_headings.append((level, text))
        self._after_list_line = False
        self._start_section(f"{'#' * level} {text}")

    def _start_section(self, headline: str = "") -> None:
        path = tuple(text for _, text in self.open_headings)
        label = " > ".join(path) or self._title
        self._assembly.start_section(path, Locator("heading", label), headline)

    def _paragraph(self, token: Token) -> None:
        children = token.children or []
        if not self._markers and is_navigation(children):
            return
        text = self._rendered(token)
        formula = _ONLY_FORMULA.fullmatch(text)
        if formula:
            self._formula(formula["tex"])
        elif text:
            kind = BlockKind.LIST_ITEM if self._fresh_item else BlockKind.PARAGRAPH
            self._add(kind, text)

    def _rendered(self, token: Token) -> str:
        return render(token.children or [], book=self._is_book)

    def _formula(self, tex: str) -> None:
        if tex.strip():
            tex = tex.strip()
            self._add(BlockKind.FORMULA, f"$$\n{tex}\n$$" if "\n" in tex else f"$${tex}$$")

    def _html(self, token: Token) -> None:
        words = " ".join(without_html(token.content).split())
        text = render(_parser().parseInline(words)[0].children or [])
        if text:
            self._add(BlockKind.PARAGRAPH, text)

    def _table_row(self) -> None:
        text = f"| {' | '.join(self._row)} |"
        if self._in_header:
            text += "\n|" + "---|" * len(self._row)
        self._row = []
        self._add(BlockKind.TABLE_ROW, text, "\n\n" if self._in_header else "\n")

    def _code(self, token: Token) -> None:
        language = _LANGUAGE.match(token.info.strip())
        name = language[1] if language else ""
        if name in _LAYOUT_FENCES:
            return
        lines = [_SAVE_MARK.sub("", line).rstrip() for line in token.content.split("\n")]
        lines = [line for line in lines if not _LAYOUT_CODE.match(line)]
        if name == "math":
            self._formula("\n".join(line for line in lines if line))
            return
        filled = [i for i, line in enumerate(lines) if line]
        mark = token.markup or "```"
        for at, i in enumerate(filled):
            text, gap = lines[i], "\n"
            if at == 0:
                text, gap = f"{mark}{name}\n{text}", "\n\n"
            else:
                gap = "\n" * (i - filled[at - 1])
            if at == len(filled) - 1:
                text = f"{text}\n{mark}"
            self._add(BlockKind.CODE_LINE, text, gap)

    def _add(self, kind: BlockKind, text: str, gap: str = "\n\n") -> None:
        """Write a block at its depth in the lists, behind its item's marker if that is due."""
        indent = " " * sum(map(len, self._markers))
        if self._fresh_item:
            marker = self._markers[-1]
            gap = "\n" if self._after_list_line else "\n\n"
            lead = gap + indent[: -len(marker)]
            if kind is BlockKind.LIST_ITEM:
                text = marker + text
            else:
                lead += marker
            self._fresh_item = False
        else:
            lead = gap + indent
        self._assembly.add(kind, text.replace("\n", "\n" + indent), lead)
        self._after_list_line = kind is BlockKind.LIST_ITEM


def _headings_in(tokens: list[Token]) -> list[tuple[int, str]]:
    return [
        (int(opening.tag[1]), _heading_text(inline))
        for opening, inline in pairwise(tokens)
        if opening.type == "heading_open" and opening.level == 0
    ]


def _heading_text(inline: Token) -> str:
    return _ATTRIBUTES.sub("", render(inline.children or [], plain=True)).replace("\n", " ")
