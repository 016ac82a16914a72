"""A document as it was read, as an HTML page of its own without anything that could run.

Every chunk has an anchor with its id, to which citations lead. The page's one style sheet and its
one script, which applies the chosen colours and scrolls to what was asked for, are inside it and
named in its policy by hash. The page's own reader (`static/reader.js`) shows the same HTML.
"""

import re
from base64 import b64encode
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from html import unescape
from pathlib import Path

from tutor.documents.document import Chunk, Span
from tutor.retrieval.manifest import DocumentEntry
from tutor.web.addresses import is_pdf, original_address, reading_address
from tutor.web.markdown import text_html
from tutor.web.mathml import mathml
from tutor.web.points import DISPLAY_MATH, INLINE_MATH
from tutor.web.preview_view import gaps_html
from tutor.web.sheets import Sheets
from tutor.web.sources_view import passage_html
from tutor.web.text import notes as text
from tutor.web.text import page as page_words
from tutor.web.text import reading as reading_words

_STATIC = Path(__file__).parent / "static"
_FORMULA = re.compile(
    f"{DISPLAY_MATH[0]}(?P<display>.*?){DISPLAY_MATH[1]}|{INLINE_MATH[0]}(?P<inline>.*?)"
    f"{INLINE_MATH[1]}"
)
_FENCE = re.compile(r"[ \t]*(?:```|~~~)")
_DELIMITERS = re.compile(r"[ \t]*\|?(?:[ \t]*:?-+:?[ \t]*\|)+(?:[ \t]*:?-+:?)?[ \t]*")


@dataclass(frozen=True, slots=True)
class Target:
    """What of a document was asked for."""

    chunk_id: str = ""
    marks: tuple[Span, ...] = ()  # offsets into the chunk's text


def reading_html(
    entry: DocumentEntry,
    chunks: Sequence[Chunk],
    target: Target = Target(),
    sheets: Sheets | None = None,
) -> str:
    """The page of a document.

    Args:
        entry: What is known about the document.
        chunks: All of it, in order.
        target: What of it to show and to mark; what there is not is left out.
        sheets: How the pages of a PDF look.
    """
    facts = (entry.format, text.units(entry.format, entry.units), entry.metadata.chapter)
    line = " · ".join(text_html(fact) for fact in (entry.id, *facts) if fact)
    up = "../" * reading_address(entry.id).count("/")
    original = text_html(up + original_address(entry.id))
    remark = f"<p class=remark>{text_html(sheets.remark)}</p>" if sheets and sheets.remark else ""
    # Where the reader looks: beside what was asked for.
    asked = any(chunk.id == target.chunk_id for chunk in chunks)
    head = (
        f"<header><p class=app><a href={_quoted(up or './')}>{page_words.NAME}</a></p>"
        f"<h1>{text_html(entry.title)}</h1><p class=facts>{line}</p>"
        f'<p class=facts>{text.READING_NOTE} <a href="{original}">{text.ORIGINAL}</a></p>'
        f"{gaps_html(entry.gaps)}{'' if asked else remark}</header>"
    )
    sections = _sections(chunks, entry, up, target, remark)
    if sheets is None or not sheets.sizes:
        body = "".join(html for _, html in sections)
        return _page(entry.title, f"{head}<main>{body}</main>")
    body = "".join(_sheets(sections, sheets, entry, up))
    return _page(entry.title, f"{head}<main>{body}</main>", "reading sheets")


def sentence_html(sentence: str) -> str:
    """A page that says one sentence, in place of one that can't be shown."""
    return _page(page_words.NAME, f"<main><p class=said>{text_html(sentence)}</p></main>")


@cache
def policy() -> str:
    """What the browser may do with these pages: show them."""
    style, script = (_hash(_static(*names)) for names in (_STYLES, _SCRIPTS))
    return (
        f"default-src 'none'; style-src '{style}'; script-src '{script}'; img-src 'self'; "
        "base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'"
    )


_STYLES = ("colours.css", "text.css", "reading.css")
_SCRIPTS = ("reading.js",)


def _page(title: str, body: str, kind: str = "reading") -> str:
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{text_html(title)}</title><style>{_static(*_STYLES)}</style></head><body>"
        f'<script>{_static(*_SCRIPTS)}</script><div class="{kind}">{body}</div></body></html>'
    )


def _sections(
    chunks: Sequence[Chunk], entry: DocumentEntry, up: str, target: Target, remark: str
) -> Iterable[tuple[Chunk, str]]:
    """The HTML of each chunk, below the headings that begin with it."""
    before: Chunk | None = None
    for chunk, words in zip(chunks, whole(chunks), strict=True):
        heading = ""
        if before is None or not _same_section(before, chunk):
            heading = _heading(chunk, before, entry, up)
        before = chunk
        asked = chunk.id == target.chunk_id
        lead = max(words.find(chunk.text), 0)  # what was put before it to make it whole
        marks = [mark.shifted(lead) for mark in target.marks] if asked else []
        body = typeset(passage_html(words, marks))
        kind = "passage asked" if asked else "passage"
        heading += remark if asked else ""
        yield chunk, f'{heading}<section class="{kind}" id="{text_html(chunk.id)}">{body}</section>'


def _sheets(
    sections: Iterable[tuple[Chunk, str]], sheets: Sheets, entry: DocumentEntry, up: str
) -> Iterable[str]:
    """The pages in order, each as a picture and as it was read."""
    read: dict[int, list[str]] = defaultdict(list)
    for chunk, html in sections:
        read[chunk.locator.number or 0].append(html)
    for number in sorted({*read, *range(1, len(sheets.sizes) + 1)}):
        figure = sheets.figure_html(number, entry.id, entry.title, up)
        words = "".join(read[number]) or _page_place(reading_words.page(number), number, entry, up)
        yield f'<div class="sheet">{figure}<div class="words">{words}</div></div>'


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
    if locator.kind == "page" and locator.number is not None and is_pdf(entry.id):
        return _page_place(locator.label, locator.number, entry, up) + html
    return f"<p class=place>{text_html(locator.label)}</p>{html}"


def _page_place(label: str, number: int, entry: DocumentEntry, up: str) -> str:
    address = text_html(up + original_address(entry.id, number))
    return f'<p class=place><a href="{address}">{text_html(label)}</a></p>'


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
