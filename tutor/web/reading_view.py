"""A document as it was read, as an HTML page of its own without anything that could run.

Every chunk has an anchor with its id, to which citations lead. The page's one style sheet and its
one script, which only applies the chosen colours, are inside it and named in its policy by hash.
"""

import re
from base64 import b64encode
from collections.abc import Iterable, Sequence
from functools import cache
from hashlib import sha256
from html import unescape
from pathlib import Path

from tutor.documents.document import Chunk
from tutor.retrieval.manifest import DocumentEntry
from tutor.web.addresses import is_pdf, original_address, reading_address
from tutor.web.markdown import text_html
from tutor.web.mathml import mathml
from tutor.web.points import DISPLAY_MATH, INLINE_MATH
from tutor.web.preview_view import gaps_html
from tutor.web.sources_view import passage_html
from tutor.web.text import notes as text
from tutor.web.text import page as page_words

_STATIC = Path(__file__).parent / "static"
_FORMULA = re.compile(
    f"{DISPLAY_MATH[0]}(?P<display>.*?){DISPLAY_MATH[1]}|{INLINE_MATH[0]}(?P<inline>.*?)"
    f"{INLINE_MATH[1]}"
)
_FENCE = re.compile(r"[ \t]*(?:```|~~~)")
_DELIMITERS = re.compile(r"[ \t]*\|?(?:[ \t]*:?-+:?[ \t]*\|)+(?:[ \t]*:?-+:?)?[ \t]*")


def reading_html(entry: DocumentEntry, chunks: Sequence[Chunk]) -> str:
    """The page of a document.

    Args:
        entry: What is known about the document.
        chunks: All of it, in order.
    """
    facts = (entry.format, text.units(entry.format, entry.units), entry.metadata.chapter)
    line = " · ".join(text_html(fact) for fact in (entry.id, *facts) if fact)
    up = "../" * reading_address(entry.id).count("/")
    original = text_html(up + original_address(entry.id))
    head = (
        f"<header><p class=app><a href={_quoted(up or './')}>{page_words.NAME}</a></p>"
        f"<h1>{text_html(entry.title)}</h1><p class=facts>{line}</p>"
        f'<p class=facts>{text.READING_NOTE} <a href="{original}">{text.ORIGINAL}</a></p>'
        f"{gaps_html(entry.gaps)}</header>"
    )
    return _page(entry.title, f"{head}<main>{''.join(_sections(chunks, entry, up))}</main>")


def sentence_html(sentence: str) -> str:
    """A page that says one sentence, in place of one that can't be shown."""
    return _page(page_words.NAME, f"<main><p class=said>{text_html(sentence)}</p></main>")


@cache
def policy() -> str:
    """What the browser may do with these pages: show them."""
    style, script = (_hash(_static(*names)) for names in (_STYLES, _SCRIPTS))
    return (
        f"default-src 'none'; style-src '{style}'; script-src '{script}'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'"
    )


_STYLES = ("colours.css", "text.css", "reading.css")
_SCRIPTS = ("reading.js",)


def _page(title: str, body: str) -> str:
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{text_html(title)}</title><style>{_static(*_STYLES)}</style></head><body>"
        f"<script>{_static(*_SCRIPTS)}</script>{body}</body></html>"
    )


def _sections(chunks: Sequence[Chunk], entry: DocumentEntry, up: str) -> Iterable[str]:
    before: Chunk | None = None
    for chunk, words in zip(chunks, whole(chunks), strict=True):
        if before is None or not _same_section(before, chunk):
            yield _heading(chunk, before, entry, up)
        before = chunk
        body = typeset(passage_html(words, ()))
        yield f'<section class="passage" id="{text_html(chunk.id)}">{body}</section>'


def _same_section(one: Chunk, other: Chunk) -> bool:
    return one.locator == other.locator and one.heading_path == other.heading_path


def _heading(chunk: Chunk, before: Chunk | None, entry: DocumentEntry, up: str) -> str:
    """The headings and the place that begin with a chunk, without those that go on."""
    path = chunk.heading_path
    known = before.heading_path if before is not None else ()
    same = 0
    while same < min(len(path), len(known)) and path[same] == known[same]:
        same += 1
    html = "".join(
        f"<h{min(level + 2, 6)}>{text_html(path[level])}</h{min(level + 2, 6)}>"
        for level in range(same, len(path))
    )
    locator = chunk.locator
    if locator.kind == "heading" or (before is not None and before.locator == locator):
        return html
    label = text_html(locator.label)
    if locator.kind == "page" and is_pdf(entry.id):
        address = text_html(up + original_address(entry.id, locator.number))
        label = f'<a href="{address}">{label}</a>'
    return f"<p class=place>{label}</p>{html}"


def whole(chunks: Sequence[Chunk]) -> list[str]:
    """The chunks' Markdown, each so that it can be rendered by itself.

    Where a block of code or a table was cut, its later parts get its first lines again.
    """
    result = []
    fence = ""  # the line that opened the code that goes on
    table: list[str] = []  # the head of the table that may go on
    before: Chunk | None = None
    for chunk in chunks:
        if before is None or not _same_section(before, chunk):
            fence, table = "", []
        before = chunk
        lines = chunk.text.split("\n")
        if fence:
            lines.insert(0, fence)
        elif table and _is_row(lines[0]) and not _is_head(lines):
            lines[:0] = table
        fence, table = _open_at_end(lines)
        result.append("\n".join([*lines, fence.strip()[:3]] if fence else lines))
    return result


def _open_at_end(lines: list[str]) -> tuple[str, list[str]]:
    fence, table = "", []
    for number, line in enumerate(lines):
        if _FENCE.match(line):
            fence = "" if fence else line
        elif not fence and _is_row(line) and _is_head(lines[number:]):
            table = lines[number : number + 2]
        elif not _is_row(line):
            table = []
    return fence, table


def _is_row(line: str) -> bool:
    return line.lstrip().startswith("|")


def _is_head(lines: list[str]) -> bool:
    return len(lines) > 1 and _is_row(lines[0]) and bool(_DELIMITERS.fullmatch(lines[1]))


def typeset(html: str) -> str:
    """The page's HTML with its formulas as MathML, or as TeX where that can't be had."""
    return _FORMULA.sub(_typeset, html)


def _typeset(found: re.Match[str]) -> str:
    display = found["display"] is not None
    tex = found["display"] if display else found["inline"]
    # Between these brackets there is escaped text and nothing else.
    return mathml(unescape(tex), display=display) or f'<code class="tex">{tex}</code>'


def _quoted(address: str) -> str:
    return f'"{text_html(address)}"'


@cache
def _static(*names: str) -> str:
    return "".join((_STATIC / name).read_text(encoding="utf-8") for name in names)


def _hash(content: str) -> str:
    return "sha256-" + b64encode(sha256(content.encode()).digest()).decode()
