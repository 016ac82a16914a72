"""A document's text as Markdown, put together again from its chunks.

Of what lay between two chunks the index knows how long it was. Between two chunks of a section that
is white space, whose kind follows from what stands before and after it; between sections it holds
the headings, which the chunks know.
"""

import re
from collections.abc import Iterator, Sequence

from tutor.documents.document import Chunk
from tutor.documents.readers.markdown import top_heading

_ITEM = re.compile(r"[ \t]*(?:-|\d{1,9}[.)])[ \t]")
_INDENT = re.compile(rf"(?:{_ITEM.pattern})*[ \t]*")
_FENCE = re.compile(r"(?P<indent>[ \t]*)(?:(?:-|\d{1,9}[.)])[ \t]+)?(?P<mark>`{3,}|~{3,})")
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_MEANS_ELSE = re.compile(r"#{1,6}(?:\s|$)|[+*]\s|=+\s*$|-+\s*$|>")  # where a line begins
_FORMULA = "$$"
_HEADINGS = 5  # levels below the title's
_LEAST_HEADING = len("\n\n# \n\n")  # besides its words


def note_body(title: str, chunks: Sequence[Chunk]) -> str:
    """Markdown with the title, the headings and the text of a document.

    Sections that are no headings of their own, such as pages and slides, get one that names them.

    Args:
        title: The document's.
        chunks: All of the document's, in order.
    """
    parts = [_title_line(title)]
    before: Chunk | None = None
    section = _Section()
    for chunk in chunks:
        if before is not None and not _begins_section(before, chunk, section):
            section.go_on(chunk.span.start - before.span.end, chunk.text)
        else:
            parts += [_as_text(section.text), *_new_headings(before, chunk, title)]
            section = _Section()
            section.go_on(0, chunk.text)
        before = chunk
    parts.append(_as_text(section.text))
    # Where the text goes on below the title, the title's heading stands there and not on top.
    first = 1 if _title_line(title) in parts[1:] else 0
    return "\n\n".join(part for part in parts[first:] if part) + "\n"


def _path(chunk: Chunk) -> tuple[str, ...]:
    """The headings that a chunk stands below, not more than Markdown has."""
    path = chunk.heading_path
    if chunk.locator.kind != "heading":
        path = (*path, chunk.locator.label)
    inner = " > ".join(path[_HEADINGS - 1 :])
    return (*path[: _HEADINGS - 1], inner) if inner else path


def _begins_section(before: Chunk, chunk: Chunk, section: "_Section") -> bool:
    if _path(before) != _path(chunk):
        return True
    if section.is_in_code:
        return False
    # Two sections may have the same headings; then there is room for one between them.
    heading = chunk.heading_path[-1] if chunk.heading_path else chunk.title
    return chunk.span.start - before.span.end >= _LEAST_HEADING + len(heading)


def _new_headings(before: Chunk | None, chunk: Chunk, title: str) -> Iterator[str]:
    old, new = _path(before) if before else (), _path(chunk)
    if before is not None and not new:
        yield _title_line(title)
    common = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), len(old))
    for level in range(min(common, max(0, len(new) - 1)), len(new)):
        yield f"{'#' * (level + 2)} {_heading(new[level])}"


def _title_line(title: str) -> str:
    return f"# {_heading(title)}"


def _heading(text: str) -> str:
    """A heading's words, with backslashes where they would be read as something else."""
    text = " ".join(text.split())
    if top_heading(f"# {text}") == text:
        return text
    return _PUNCTUATION.sub(r"\\\1", text)


class _Section:
    """A section that is put together, and what is open at its end."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._indent = ""  # of the code that is open
        self._mark = ""  # that opened it; empty where none is
        self._in_formula = False
        self._formula_has_lines = False
        self._has_items = False
        # Of the line at the end:
        self._is_item = False
        self._indent_of_text = 0  # behind the marks of its items
        self._dollars = 0
        self._last = ""  # character

    @property
    def text(self) -> str:
        return "".join(self._parts)

    @property
    def is_in_code(self) -> bool:
        return bool(self._mark)

    def go_on(self, length: int, text: str) -> None:
        """Append a chunk, behind white space of this many characters."""
        gap = self._gap(length, text)
        self._parts += [gap, text]
        for i, line in enumerate(text.split("\n")):
            if i or "\n" in gap or len(self._parts) == 2:
                self._begin_line(line if i else gap.rpartition("\n")[2] + line)
            self._dollars += line.count("$")
        marks = text.count(_FORMULA)
        if marks:
            self._in_formula ^= bool(marks % 2)
            self._formula_has_lines = text.startswith(f"{_FORMULA}\n", text.rindex(_FORMULA))
        self._last = text[-1:]

    def _begin_line(self, line: str) -> None:
        fence = _FENCE.match(line)
        if not self._mark and fence:
            self._indent, self._mark = fence["indent"], fence["mark"]
        elif self._mark and line.strip() == self._mark:
            self._mark = ""
        self._is_item = bool(_ITEM.match(line))
        self._has_items |= self._is_item
        self._indent_of_text = len(line) - len(_INDENT.sub("", line, count=1))
        self._dollars = 0

    def _gap(self, length: int, text: str) -> str:
        """What lay between the section so far and the chunk that follows."""
        if length <= 0:
            return ""
        if self._mark:
            return "\n" * max(1, length - len(self._indent)) + self._indent
        if self._in_formula:
            return "\n" + " " * (length - 1) if self._formula_has_lines else " " * length
        if length == 1 and self._dollars % 2:
            return " "
        in_list = self._has_items and _ITEM.match(text) and (length == 1 or self._is_item)
        # A table's next row stands on the next line; another table has a blank line before it.
        is_row = text.startswith("|") and self._last == "|"
        in_table = is_row and length <= 1 + self._indent_of_text
        if in_table or in_list:
            return "\n" + " " * (length - 1)
        return "\n\n" + " " * (length - 2) if length > 1 else " "


def _as_text(section: str) -> str:
    """A section whose lines are read as they are: as text, with its line ends kept."""
    lines = section.split("\n")
    written: list[str] = []
    fence, formula = "", False
    for i, line in enumerate(lines):
        match = _FENCE.match(line)
        following = lines[i + 1] if i + 1 < len(lines) else ""
        if fence:
            fence = "" if line.strip() == fence else fence
        elif match:
            fence = match["mark"]
        elif formula or line.strip() == _FORMULA or line.strip().count(_FORMULA) % 2:
            formula ^= bool(line.count(_FORMULA) % 2)
        else:
            line = f"\\{line}" if _MEANS_ELSE.match(line) else line
            line += "\\" if _goes_on(line, following) else ""
        written.append(line)
    return "\n".join(written)


def _goes_on(line: str, following: str) -> bool:
    """Whether a paragraph's line ends here and its paragraph doesn't."""
    return (
        bool(line.strip())
        and bool(following.strip())
        and not line.lstrip().startswith("|")
        and not following.lstrip().startswith(("|", _FORMULA))
        and not _ITEM.match(following)
        and not _FENCE.match(following)
        and not line.endswith("\\")
    )
