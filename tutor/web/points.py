"""Points set into Markdown: places that survive parsing, so that spans of text can be painted.

A sentence or a piece of evidence may begin and end inside emphasis, a table cell or a code block,
where no HTML tag can be put. So a point is a short run of characters in the Markdown itself: it is
parsed as text, found again in the leaves of the parsed document and never shown.
"""

import re

# Punctuation to a Markdown parser, so that `**` beside a point still opens and closes; from the
# SignWriting block, so that nothing is lost when they are taken out of a text.
_OPEN, _CLOSE = "\U0001da87", "\U0001da88"
# What the page puts around TeX. From the private use area: no text means anything by them.
INLINE_MATH = ("\ue000", "\ue001")
DISPLAY_MATH = ("\ue002", "\ue003")

POINT = re.compile(f"{_OPEN}([a-z0-9]+){_CLOSE}")
_RESERVED = str.maketrans(dict.fromkeys([_OPEN, _CLOSE, *INLINE_MATH, *DISPLAY_MATH], "\ufffd"))

# Where a line begins with these, a point before them would change what kind of block it is.
_BLOCK_START = re.compile(
    r"(?:[ \t]+|(?:[-*+]|\d{1,9}[.)]|\#{1,6}|>)(?=[ \t])|\||\$\$|\\\[)*",
)
_FENCE = re.compile(r"[ \t>]*(?:```|~~~)")
_RULE = re.compile(r"[ \t|:=*_-]+")  # a table's delimiter row, a thematic break, an underline
_CLOSERS = ("$$", "\\]", "|")


def point(name: str) -> str:
    """The characters of a point; `name` is lower-case letters and digits."""
    return f"{_OPEN}{name}{_CLOSE}"


def without_reserved(text: str) -> str:
    """The text with the page's own characters replaced, of the same length."""
    return text.translate(_RESERVED)


def start_in(text: str) -> int:
    """The first offset at which a point can be set without changing how the text is parsed."""
    at = 0
    while at < len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        line = text[at:end]
        if line.strip() and not _FENCE.match(line) and not _RULE.fullmatch(line):
            found = _BLOCK_START.match(line)
            return at + (found.end() if found else 0)
        at = end + 1
    return len(text)


def end_in(text: str) -> int | None:
    """The last such offset, or None where the text is nothing but block marks."""
    end = len(text)
    while end > 0:
        end = len(text[:end].rstrip())
        begin = text.rfind("\n", 0, end) + 1
        line = text[begin:end]
        if not line:
            return None
        if _FENCE.match(line) or _RULE.fullmatch(line):
            end = begin
            continue
        for closer in _CLOSERS:
            if line.endswith(closer) and not line.endswith("\\" + closer):
                inner = len(text[: end - len(closer)].rstrip())
                if inner > begin:
                    return inner
                end = inner
                break
        else:
            return end
    return None
