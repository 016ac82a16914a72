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
    section = ""
    for chunk in chunks:
        if before is not None and not _begins_section(before, chunk, section):
            section += _gap(section, chunk.span.start - before.span.end, chunk.text) + chunk.text
        else:
            parts += [_as_text(section), *_new_headings(before, chunk, title)]
            section = chunk.text
        before = chunk
    parts.append(_as_text(section))
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


def _begins_section(before: Chunk, chunk: Chunk, section: str) -> bool:
    if _path(before) != _path(chunk):
        return True
    if _open_fence(section) is not None:
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


def _gap(before: str, length: int, text: str) -> str:
    """What lay between two chunks of a section.

    Args:
        before: The section up to there.
        length: How many characters it had.
        text: What follows.
    """
    if length <= 0:
        return ""
    indent = _open_fence(before)
    if indent is not None:
        return "\n" * max(1, length - len(indent)) + indent
    if before.count(_FORMULA) % 2:
        has_lines = before[before.rindex(_FORMULA) :].startswith(f"{_FORMULA}\n")
        return "\n" + " " * (length - 1) if has_lines else " " * length
    lines = before.split("\n")
    if length == 1 and lines[-1].count("$") % 2:
        return " "
    in_list = _ITEM.match(text) and any(_ITEM.match(line) for line in lines)
    in_table = text.startswith("|") and lines[-1].endswith("|")
    if in_table or (in_list and (length == 1 or _ITEM.match(lines[-1]))):
        return "\n" + " " * (length - 1)
    return "\n\n" + " " * (length - 2) if length > 1 else " "


def _open_fence(text: str) -> str | None:
    """The indentation of the code that a text ends in; None where it ends in none."""
    indent, mark = None, ""
    for line in text.split("\n"):
        match = _FENCE.match(line)
        if indent is None and match:
            indent, mark = match["indent"], match["mark"]
        elif indent is not None and match and line.strip() == mark:
            indent = None
    return indent


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
