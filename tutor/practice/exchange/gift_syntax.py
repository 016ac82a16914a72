r"""The characters of GIFT: what is escaped, where a question begins and ends, what is a comment.

Moodle's format, https://docs.moodle.org/en/GIFT_format, as Moodle's own reader takes it. Escapes
are put in the place of control characters first, so that whatever `~ = # { } :` is left is syntax.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

# A backslash before one of these takes its meaning away; `\n` is a line's end. The stand-ins are
# control characters, which a text that was read has none of.
_ESCAPED = "\\:#={}~n"
_STAND_INS = dict(zip(_ESCAPED, map(chr, range(1, 1 + len(_ESCAPED))), strict=True))
BACKSLASH = _STAND_INS["\\"]  # of a text
_PLAIN = str.maketrans({to: "\n" if was == "n" else was for was, to in _STAND_INS.items()})
_ESCAPE = re.compile(r"\\([\\:#={}~n])")
_RESERVED = str.maketrans({c: "\\" + c for c in _ESCAPED if c != "n"} | {"\n": "\\n", "\r": ""})
_CATEGORY = re.compile(r"\$CATEGORY:\s*(?P<path>.*)")


@dataclass(slots=True)
class Block:
    """The lines of one question, escapes under their stand-ins."""

    line: int  # of its first line, from 1
    text: str
    comments: list[str] = field(default_factory=list)
    category: str = ""  # the last part of the category's path
    closed: bool = True  # whether every brace is


def escape(text: str) -> str:
    """A text as it stands in a question, on one line."""
    return text.translate(_RESERVED)


def plain(text: str) -> str:
    """What a part of a block says, once it has been cut out of it."""
    return text.translate(_PLAIN).strip()


def category_line(name: str) -> str:
    """The line that puts the questions below it into a category, and the blank one after it."""
    return f"$CATEGORY: {' '.join(name.split()).replace('/', '//')}\n\n"


def blocks(text: str) -> Iterator[Block]:
    """The questions of a file. A blank line ends one, unless its answers are still to come.

    Args:
        text: As `text_of` gives it.
    """
    category = ""
    for number, lines, closed in _groups(text.split("\n")):
        shown = [(number + i, line) for i, line in enumerate(lines)]
        comments = [line.strip()[2:].strip() for _, line in shown if _is_comment(line)]
        shown = [(i, line) for i, line in shown if not _is_comment(line) and line.strip()]
        while shown and (named := _CATEGORY.match(shown[0][1].strip())):
            category = _last_part(named["path"])
            shown = shown[1:]
        if shown:
            body = "\n".join(line for _, line in shown).strip()
            comments = [plain(_stand_ins(comment)) for comment in comments]
            yield Block(shown[0][0], _stand_ins(body), comments, category, closed)


def _groups(lines: list[str]) -> Iterator[tuple[int, list[str], bool]]:
    """Lines that belong together, with the number of the first, and whether braces are closed."""
    start = 0
    while start < len(lines):
        if not lines[start].strip():
            start += 1
            continue
        end, closed = _end(lines, start)
        yield start + 1, lines[start:end], closed
        start = end


def _end(lines: list[str], start: int) -> tuple[int, bool]:
    """Where the group ends that starts here, and whether its braces are closed."""
    first_blank: int | None = None
    is_open = has_answers = False
    for end in range(start, len(lines)):
        if not lines[end].strip():
            first_blank = first_blank or end
            if not is_open and (has_answers or not _answers_follow(lines, end)):
                return end, True
            continue
        for brace in _braces(lines[end]):
            if is_open and brace == "{":  # braces don't nest: the first was never closed
                return first_blank or _after(lines, end), False
            is_open = brace == "{"
            has_answers = True
    # What follows a brace that is never closed is not lost for it.
    return (first_blank or len(lines), False) if is_open else (len(lines), True)


def _answers_follow(lines: list[str], blank: int) -> bool:
    """Whether the answers stand by themselves, a blank line below the question."""
    following = blank + 1
    return following < len(lines) and lines[following].lstrip().startswith("{")


def _after(lines: list[str], line: int) -> int:
    """The next blank line, or the end."""
    return next((i for i in range(line, len(lines)) if not lines[i].strip()), len(lines))


def _braces(line: str) -> list[str]:
    return [] if _is_comment(line) else re.findall("[{}]", _stand_ins(line))


def _is_comment(line: str) -> bool:
    return line.lstrip().startswith("//")


def _stand_ins(text: str) -> str:
    return _ESCAPE.sub(lambda match: _STAND_INS[match[1]], text)


def _last_part(path: str) -> str:
    parts = [part.replace("//", "/").strip() for part in re.split(r"(?<!/)/(?!/)", path)]
    name = parts[-1]
    return "" if name.lower() in ("top", "$course$", "$system$", "$module$") else name
