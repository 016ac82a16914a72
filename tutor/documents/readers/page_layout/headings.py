"""Which pieces are headings: by number, by size, or by their place on a slide."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from tutor.documents.document import BlockKind
from tutor.documents.readers.page_layout.flow import Piece
from tutor.documents.readers.page_layout.glyphs import Sheet

Style = tuple[int, bool]  # size in half points, bold

_NUMBERED = re.compile(r"(?P<number>\d{1,2}(?:\.\d{1,2}){0,4})\.?\s+(?=[^\W\d_]|[\"'“(])")
_CHAPTER = re.compile(r"(?:Chapter|Appendix|Part|Lecture|Unit|Kapitel)\s+[\dA-Z]{1,4}[.:]?")
_LARGER = 1.12  # than the text
_LONGEST = 160  # characters of a heading
_LONGEST_BOLD = 80  # of one in the size of the text
_LINES = 4
_DEEPEST = 4
_SLIDE_TOP = 0.55  # of the height above which a slide's title stands
_LARGER_TITLE = 1.15
_TITLE_PLACE = 0.03  # of the height within which titles stand at the same place


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a text, or a slide's title."""

    level: int  # from 1
    text: str


@dataclass(frozen=True, slots=True)
class Styles:
    """How a document sets its text and its headings."""

    body: float  # points
    levels: dict[Style, int]  # of headings that have a number
    sizes: tuple[int, ...]  # of headings, in half points, the largest first


def styles_of(pages: Sequence[Sequence[Piece]]) -> Styles:
    """Find the size of a document's text and the levels of its numbered headings."""
    sizes = Counter[float]()
    for piece in (piece for page in pages for piece in page):
        if piece.kind is not BlockKind.FORMULA:
            sizes[round(piece.size * 2) / 2] += len(piece.text)
    body = sizes.most_common(1)[0][0] if sizes else 10.0
    votes: dict[Style, Counter[int]] = {}
    found: set[int] = set()
    for piece in (piece for page in pages for piece in page):
        if not _may_be_heading(piece, body):
            continue
        if piece.size >= _LARGER * body:
            found.add(round(2 * piece.size))
        numbered = _NUMBERED.match(piece.text)
        if numbered:
            level = 1 + numbered["number"].count(".")
            votes.setdefault(_style(piece), Counter())[level] += 1
    levels = {style: counts.most_common(1)[0][0] for style, counts in votes.items()}
    return Styles(body, levels, tuple(sorted(found, reverse=True)))


def heading_of(piece: Piece, styles: Styles) -> Heading | None:
    """The heading that a piece of a text is, if it is one."""
    if not _may_be_heading(piece, styles.body):
        return None
    if _CHAPTER.match(piece.text):
        return Heading(1, piece.text)
    numbered = _NUMBERED.match(piece.text)
    if numbered:
        return Heading(1 + numbered["number"].count("."), piece.text)
    style = _style(piece)
    if style in styles.levels:
        return Heading(styles.levels[style], piece.text)
    if piece.size >= _LARGER * styles.body:
        larger = sum(size > style[0] for size in styles.sizes)
        return Heading(min(1 + larger, _DEEPEST), piece.text)
    return Heading(_DEEPEST, piece.text)


def is_chapter_label(text: str) -> bool:
    """Whether a heading says no more than "Chapter 3"."""
    return _CHAPTER.fullmatch(text.strip()) is not None


def slide_titles(pages: Sequence[Sequence[Piece]], sheets: Sequence[Sheet]) -> list[Piece | None]:
    """The title of each slide: what stands where titles stand, or is largest at the top."""
    tops = [_topmost(page) for page in pages]
    places = Counter(_place(top, sheet) for top, sheet in zip(tops, sheets, strict=True) if top)
    titles: list[Piece | None] = []
    for page, top, sheet in zip(pages, tops, sheets, strict=True):
        if top is None or len(top.text) > _LONGEST or not re.search(r"[^\W\d_]{2}", top.text):
            titles.append(None)
            continue
        in_place = places[_place(top, sheet)] >= max(2, 0.3 * len(sheets))
        upper = [piece for piece in page if piece.top > (1 - _SLIDE_TOP) * sheet.height]
        largest = max(upper, key=lambda piece: piece.size, default=None)
        others = sorted(piece.size for piece in page if piece is not largest)
        if in_place:
            titles.append(top)
        elif (
            largest is not None
            and largest.kind is BlockKind.PARAGRAPH
            and len(largest.text) <= _LONGEST
            and (not others or largest.size >= _LARGER_TITLE * others[len(others) // 2])
        ):
            titles.append(largest)
        else:
            titles.append(None)
    return titles


def _topmost(page: Sequence[Piece]) -> Piece | None:
    words = [piece for piece in page if piece.kind is BlockKind.PARAGRAPH]
    return max(words, key=lambda piece: piece.top, default=None)


def _place(piece: Piece, sheet: Sheet) -> tuple[int, Style]:
    return round(piece.top / sheet.height / _TITLE_PLACE), _style(piece)


def _style(piece: Piece) -> Style:
    return round(2 * piece.size), piece.bold


def _may_be_heading(piece: Piece, body: float) -> bool:
    if piece.kind is BlockKind.FORMULA or piece.lines > _LINES:
        return False
    if not re.search(r"[^\W\d_]{3}", piece.text) or piece.text.startswith("- "):
        return False
    if sum(map(str.isalpha, piece.text)) <= sum(map(str.isdigit, piece.text)):
        return False
    if piece.text[-1] in ".,;:" or "://" in piece.text or "@" in piece.text:
        return False
    if piece.size >= _LARGER * body:
        return len(piece.text) <= _LONGEST
    if not piece.bold or piece.size < 0.95 * body or piece.text[-1] in "!?":
        return False
    return piece.lines <= 2 and len(piece.text) <= _LONGEST_BOLD
