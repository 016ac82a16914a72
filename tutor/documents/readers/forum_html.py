"""The HTML of forum posts as Markdown: their words, code, lists, tables and formulas.

Nothing else of a page can be in a post: no links' targets, no pictures, no scripts. Uploaded
pictures' addresses in particular hold ids of users.
"""

import html
import re
from html.parser import HTMLParser

_MARKDOWN_POST = re.compile(r"<md>(.*?)(?:</md>|\Z)", re.IGNORECASE | re.DOTALL)
_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code del dfn em font i img ins kbd label mark picture q s "
    "samp small source span strike strong sub sup time tt u var wbr".split()
)
_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dir div dl dt fieldset "
    "figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section "
    "summary table tbody td tfoot th thead tr ul".split()
)
_UNSEEN = frozenset(
    "audio button canvas head iframe math noscript object script select style svg template "
    "textarea title video".split()
)
_ALONE = frozenset("br hr img input link meta source wbr embed param".split())
_KNOWN = _INLINE | _BLOCKS | _UNSEEN | _ALONE
_MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*", "s": "~~", "strike": "~~", "del": "~~"}
_CODE = frozenset("code kbd samp tt".split())
_ORDINAL = re.compile(r"st|nd|rd|th|tm", re.IGNORECASE)
_DEEPEST = 8  # lists within lists; what is deeper stands at this depth

_TAG = re.compile(rf"</?(?:{'|'.join(sorted(_KNOWN))})(?=[\s/>])[^<>]*>", re.IGNORECASE)
# The parser goes back to each of these again and again, and it is no tag anyhow.
_UNCLOSED = re.compile(r"<(?![^<>]*>)")
_BREAKS_LINES = re.compile(rf"<(?:br|{'|'.join(sorted(_BLOCKS))})(?=[\s/>])", re.IGNORECASE)
_AS_IS = re.compile(
    r"(```.*?(?:```|\Z)|`[^`\n]+`|\$\$.{1,3000}?\$\$|\\\(.{1,300}?\\\)|\\\[.{1,3000}?\\\]"
    r"|(?<![\w$\\])\$(?=[^\s$])[^$\n]{0,300}?(?<=[^\s$\\])\$(?!\d))",
    re.DOTALL,
)
_TAG_LIKE = re.compile(r"<(?=[A-Za-z/!?])|&(?=#?\w+;)|^(?=[=-]{2,}[ \t]*$)", re.MULTILINE)
_LINE_START = re.compile(r"^([ \t]*)(#(?=#*[ \t]+[a-z])|\[(?=[^\]\n]+\]:))", re.MULTILINE)


def html_to_markdown(content: str) -> str:
    """A post's text as Markdown, whether it is HTML, Markdown between `<md>` tags or plain."""
    parts = _MARKDOWN_POST.split(content)
    return "\n\n".join(
        html.unescape(part) if i % 2 else _converted(part)
        for i, part in enumerate(parts)
        if part.strip()
    )


def _converted(content: str) -> str:
    content = _UNCLOSED.sub("&lt;", _without_comments(content))
    if not _TAG.search(content):
        return _kept(html.unescape(content))
    writer = _Writer(line_ends=not _BREAKS_LINES.search(content))
    writer.feed(content)
    writer.close()
    return writer.markdown()


def _without_comments(content: str) -> str:
    parts: list[str] = []
    at = 0
    while (begin := content.find("<!--", at)) >= 0 and (end := content.find("-->", begin)) >= 0:
        parts.append(content[at:begin])
        at = end + 3
    return "".join([*parts, content[at:]])


def _kept(text: str) -> str:
    """Markdown in which nothing that was typed is lost: no tag, entity or heading by accident."""
    pieces = _AS_IS.split(text)
    for i, piece in enumerate(pieces):
        if i % 2 == 0:
            piece = _TAG_LIKE.sub(lambda m: _entity(m[0]) if m[0] else "\\", piece)
            pieces[i] = _LINE_START.sub(lambda m: m[1] + _entity(m[2]), piece)
        elif piece.startswith("$$") and "\n\n" not in piece:
            pieces[i] = f"$${piece[2:-2].strip()}$$"
    return "".join(pieces)


def _entity(character: str) -> str:
    return f"&#{ord(character)};"


class _Writer(HTMLParser):
    """Goes over a post's tags; what is kept between them is the paragraph that is open."""

    def __init__(self, *, line_ends: bool) -> None:
        super().__init__(convert_charrefs=True)
        self._line_ends = line_ends  # whether they are shown, as in posts without paragraphs
        self._blocks: list[str] = []
        self._text: list[str] = []  # characters since the last tag
        self._inline: list[str] = []  # Markdown of the open paragraph
        self._open: list[tuple[str, int]] = []  # inline tags with their place in it
        self._lists: list[int | None] = []  # next number of each open list
        self._items: list[str] = []  # marks of the open list items
        self._fresh = 0  # how many of them are not written yet, innermost last
        self._rows: list[list[str]] | None = None  # of the open table
        self._pre: str | None = None  # language of the open code block
        self._unseen = 0

    def markdown(self) -> str:
        self._end_block()
        if self._rows is not None:
            self._end_table()
        return "\n\n".join(self._blocks)

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self._text.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._unseen or tag in _UNSEEN:
            self._unseen += tag not in _ALONE
        elif tag not in _KNOWN:  # the writer's own, such as <unk>
            self._text.append(self.get_starttag_text() or "")
        elif self._pre is not None:
            self._start_in_code(tag, attrs)
        elif tag == "br":
            self._take_text()
            self._inline.append("\n")
        elif tag in _INLINE:
            self._take_text()
            self._open.append((tag, len(self._inline)))
        elif tag in _BLOCKS:
            self._start_block(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if self._unseen:
            self._unseen -= 1
        elif tag not in _KNOWN:
            self._text.append(f"</{tag}>")
        elif self._pre is not None:
            if tag == "pre":
                self._end_code()
        elif tag in _INLINE:
            self._end_inline(tag)
        elif tag in _BLOCKS:
            self._end(tag)

    def close(self) -> None:
        super().close()
        if self._pre is not None:
            self._end_code()

    def _start_block(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("td", "th"):
            self._take_text()
            self._inline.clear()
            return
        if self._rows is not None:
            if tag == "tr":
                self._rows.append([])
            elif self._inline or self._text:
                self._take_text()
                self._inline.append(" ")
            return
        self._end_block()
        if tag == "table":
            self._rows = []
        elif tag == "pre":
            self._pre = ""
            self._start_in_code(tag, attrs)
        elif tag in ("ul", "ol"):
            self._lists.append(_first_number(attrs) if tag == "ol" else None)
        elif tag == "li":
            self._start_item()
        elif tag[0] == "h" and tag[1:].isdigit():
            self._inline.append(f"{'#' * int(tag[1])} ")

    def _start_item(self) -> None:
        if not self._lists:
            self._lists.append(None)
        while len(self._items) >= min(len(self._lists), _DEEPEST):
            self._end_item()
        number = self._lists[-1]
        if number is not None:
            self._lists[-1] = number + 1
        self._items.append("- " if number is None else f"{number}. ")
        self._fresh += 1

    def _end_item(self) -> None:
        self._items.pop()
        self._fresh = max(0, self._fresh - 1)

    def _end(self, tag: str) -> None:
        if self._rows is not None:
            if tag in ("td", "th"):
                self._end_cell()
            elif tag == "table":
                self._end_table()
            return
        self._end_block()
        if tag == "li" and self._items and len(self._items) >= min(len(self._lists), _DEEPEST):
            self._end_item()
        elif tag in ("ul", "ol") and self._lists:
            self._lists.pop()
            while len(self._items) > len(self._lists):
                self._end_item()

    def _end_inline(self, tag: str) -> None:
        at = next((i for i in reversed(range(len(self._open))) if self._open[i][0] == tag), None)
        if at is None:
            return
        begin = self._open[at][1]
        self._take_text()
        del self._open[at:]
        words = "".join(self._inline[begin:])
        inner = words.strip()
        if tag in _CODE:
            marked = "`" * (1 + ("`" in inner)) if inner else ""
            inner = f"{marked}{inner}{marked}"
        elif tag in ("sup", "sub") and inner and not _ORDINAL.fullmatch(inner):
            inner = ("^" if tag == "sup" else "_") + (inner if len(inner) == 1 else f"{{{inner}}}")
        elif tag in _MARKS and inner and not self._is_marked(_MARKS[tag]):
            inner = f"{_MARKS[tag]}{inner}{_MARKS[tag]}"
        else:
            return
        lead = words[: len(words) - len(words.lstrip())]
        self._inline[begin:] = [lead, inner, words[len(words.rstrip()) :] if words.strip() else ""]

    def _is_marked(self, mark: str) -> bool:
        return any(_MARKS.get(name) == mark for name, _ in self._open)

    def _take_text(self) -> None:
        text = "".join(self._text).replace("\u00a0", " ")
        self._text.clear()
        if not text:
            return
        if not self._line_ends:
            text = re.sub(r"\s*\n\s*", " ", text)
        self._inline.append(text if any(tag in _CODE for tag, _ in self._open) else _kept(text))

    def _end_block(self) -> None:
        self._take_text()
        text = "".join(self._inline)
        self._inline.clear()
        self._open.clear()
        for paragraph in re.split(r"\n[ \t]*(?:\n[ \t]*)+", text):
            lines = [line.strip() for line in paragraph.split("\n") if line.strip()]
            # Two spaces end a line, and still leave a list that was typed a list.
            self._put("  \n".join(lines))

    def _put(self, text: str) -> None:
        if not text.strip():
            return
        done = len(self._items) - self._fresh
        indent = " " * sum(map(len, self._items[:done]))
        marks = "".join(self._items[done:])
        inner = indent + " " * len(marks)
        self._fresh = 0
        self._blocks.append(f"{indent}{marks}" + text.replace("\n", f"\n{inner}"))

    def _start_in_code(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self._text.append("\n")
        for key, value in attrs:
            named = re.search(r"\b(?:language|lang|brush)[-:]\s*([\w+#]+)", value or "")
            if key == "class" and named:
                self._pre = named[1]

    def _end_code(self) -> None:
        code = "".join(self._text).replace("\u00a0", " ").strip("\n").rstrip()
        self._text.clear()
        longest = max(map(len, re.findall("`{3,}", code)), default=2)
        fence = "`" * (longest + 1)
        if code.strip():
            self._put(f"{fence}{self._pre}\n{code}\n{fence}")
        self._pre = None

    def _end_cell(self) -> None:
        self._take_text()
        cell = " ".join("".join(self._inline).replace("|", "\\|").split())
        self._inline.clear()
        self._open.clear()
        if self._rows is not None:
            if not self._rows:
                self._rows.append([])
            self._rows[-1].append(cell)

    def _end_table(self) -> None:
        rows = [row for row in self._rows or [] if any(row)]
        self._rows = None
        self._text.clear()
        self._inline.clear()
        width = max(map(len, rows), default=0)
        lines = [f"| {' | '.join(row + [''] * (width - len(row)))} |" for row in rows]
        if lines:
            self._put("\n".join([lines[0], "|" + "---|" * width, *lines[1:]]))


def _first_number(attrs: list[tuple[str, str | None]]) -> int:
    start = dict(attrs).get("start") or "1"
    return int(start) if re.fullmatch(r"\d{1,6}", start) else 1
