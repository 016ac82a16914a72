"""Boxes to pieces of text: paragraphs that flow again, items of lists, headings, formulas."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from tutor.documents.document import BlockKind
from tutor.documents.readers.page_layout.boxes import Box
from tutor.documents.readers.page_layout.hyphens import Vocabulary, joined
from tutor.documents.readers.page_layout.line_text import text_of
from tutor.documents.readers.page_layout.lines import Line


@dataclass(frozen=True, slots=True)
class Piece:
    """A block of text as it stood on a page."""

    kind: BlockKind
    text: str
    left: float
    top: float
    size: float
    bold: bool
    lines: int = 1
    depth: int = 0  # of a list item, from 0


_BULLETS = "•◦‣▪▫●○■□❖◆◇➢➤►▶✓✔∙\u2043\uf0b7\uf0a7\uf0d8\uf076\uf0fc"
_BULLET = re.compile(rf"(?:[{_BULLETS}]\s*|[-\u2013—*·>]\s+)(?=\S)")
_NUMBER = re.compile(r"(?:\d{1,2}[.)]|\((?:\d{1,2}|[a-z]|[ivx]{1,4})\)|[a-z]\))\s+(?=\S)")
_SECTION = re.compile(r"\d{1,2}(?:\.\d{1,2})+\.?\s+\S|(?:Chapter|Appendix|Part)\s+[\dA-Z]+\b")
_ENTRY = re.compile(r"(?:[.\u00b7] ?){4,}\d*$")  # a line of a table of contents
_HYPHENS = ("-", "\u2010", "\u00ad")
_STOP = re.compile(r"[.!?:;…][\"'”\u2019)\]]*$")
_GAP = 1.35  # of the usual distance between lines
_ROOM = 1.2  # ems that stay free beside a word that did not fit
_SHORT = 0.12  # of a box's width by which a last line ends early
_INDENT = 0.9  # ems of a first line
_DEEPER = 0.6  # ems from an item to one below it


def pieces_of(box: Box, words: Vocabulary, *, breaks_words: bool) -> list[Piece]:
    """The paragraphs and list items of a box, in order."""
    groups: list[list[Line]] = []
    texts = {id(line): text_of(line) for line in box.lines}
    steps = [a.base - b.base for a, b in pairwise(box.lines)]
    usual = median(steps) if steps else 0.0
    for line in box.lines:
        if not texts[id(line)]:
            continue
        if groups and not _begins(groups[-1], line, texts, box, usual):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [_piece(group, texts, words, breaks_words) for group in groups]


def with_depths(pieces: Sequence[Piece]) -> list[Piece]:
    """The same pieces, the items of lists below those that stand further left."""
    lefts: list[float] = []
    result: list[Piece] = []
    for piece in pieces:
        if piece.kind is not BlockKind.LIST_ITEM:
            lefts = []
            result.append(piece)
            continue
        near = _DEEPER * piece.size
        while lefts and piece.left < lefts[-1] - near:
            lefts.pop()
        if not lefts or piece.left > lefts[-1] + near:
            lefts.append(piece.left)
        result.append(replace(piece, depth=len(lefts) - 1))
    return result


def _begins(
    group: Sequence[Line], line: Line, texts: dict[int, str], box: Box, usual: float
) -> bool:
    """Whether a line begins a new paragraph after a group of lines."""
    text, last = texts[id(line)], group[-1]
    if _BULLET.match(text) or _SECTION.match(text):
        return True
    if _NUMBER.match(text) and (_is_item(texts[id(group[0])]) or _ends(last, texts)):
        return True
    if last.base - line.base > _GAP * usual:
        return True
    if _ENTRY.search(texts[id(last)]) or _has_room(last, line, box):
        return True
    if _is_item(texts[id(group[0])]):
        return line.left < group[0].left - 0.5 * line.size
    is_short = last.right < box.right - _SHORT * (box.right - box.left)
    if is_short and _ends(last, texts):
        return True
    indented = (
        line.left > box.left + _INDENT * line.size and last.left < line.left - 0.5 * line.size
    )
    return indented and line.right > box.right - line.size and _ends(last, texts)


def _has_room(last: Line, line: Line, box: Box) -> bool:
    """Whether a line's first word would have fitted behind the last line, had that been meant."""
    if line.bold or line.size > 1.05 * last.size:
        return False
    if max((g for run in last.runs for g in run.glyphs), key=lambda g: g.right).text in _HYPHENS:
        return False
    first = line.left
    for glyph in sorted((g for run in line.runs for g in run.glyphs), key=lambda g: g.left):
        if glyph.spaced and glyph.left > line.left + 0.1 * line.size:
            break
        first = max(first, glyph.right)
    needed = first - line.left + _ROOM * line.size
    return last.right + needed < box.right


def _ends(line: Line, texts: dict[int, str]) -> bool:
    return _STOP.search(texts[id(line)]) is not None


def _is_item(text: str) -> bool:
    return _BULLET.match(text) is not None or _NUMBER.match(text) is not None


def _piece(
    group: Sequence[Line], texts: dict[int, str], words: Vocabulary, breaks_words: bool
) -> Piece:
    text = ""
    for line in group:
        text = (
            joined(text, texts[id(line)], words, breaks_words=breaks_words)
            if text
            else (texts[id(line)])
        )
    first = group[0]
    kind = BlockKind.FORMULA if first.is_formula else BlockKind.PARAGRAPH
    bullet = _BULLET.match(text)
    if bullet:
        kind, text = BlockKind.LIST_ITEM, f"- {text[bullet.end() :]}"
    elif _NUMBER.match(text) and not first.is_formula:
        kind = BlockKind.LIST_ITEM
    bold = all(line.bold for line in group)
    return Piece(kind, text, first.left, first.top, first.size, bold, len(group))
