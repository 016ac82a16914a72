"""Running heads and feet and page numbers: lines that come again at the same height."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from tutor.documents.readers.page_layout.glyphs import Sheet
from tutor.documents.readers.page_layout.line_text import text_of
from tutor.documents.readers.page_layout.lines import Line

Key = tuple[str, int]

_MARGIN = 0.13  # of a page's height, at the top and at the bottom
_HEIGHT_STEP = 4.0  # points within which heights are the same
_PAGES_AT_LEAST = 3
_PAGES_OF_CHAPTER = 2  # with a head of their own
_PAGES_OF_SLOT = 6
_AGAIN = 0.6  # share of the lines at a height that come again
_OF_SLIDES = 0.5  # share of slides that must have it: titles also come again, on some
_NUMBER = re.compile(
    r"(?:page|slide|p\.|seite)?\s*[-\u2013—|]?\s*(?P<number>\d{1,4}|[ivxlc]{1,7})\s*[-\u2013—|]?"
    r"(?:\s*(?:/|of|von)\s*\d{1,4})?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Running:
    """What was taken from the margins of all pages."""

    kept: list[list[Line]]  # the lines of each page that are its text
    printed: list[str | None]  # the number that is printed on each page


def without_running_lines(pages: Sequence[list[Line]], sheets: Sequence[Sheet]) -> Running:
    """Take out what stands at the same height on many pages, but for its digits."""
    candidates = [
        [(line, _key(line)) for line in lines if _in_margin(line, sheet)]
        for lines, sheet in zip(pages, sheets, strict=True)
    ]
    counts = Counter(key for page in candidates for key in {key for _, key in page})
    heads = _slots(counts)
    wide = sum(sheet.is_wide for sheet in sheets) * 2 > len(sheets)
    needed = max(_PAGES_AT_LEAST, _OF_SLIDES * len(sheets) if wide else 0)
    sizes = Counter(round(line.size) for lines in pages for line in lines)
    body = sizes.most_common(1)[0][0] if sizes else 0
    kept: list[list[Line]] = []
    printed: list[str | None] = []
    for lines, page in zip(pages, candidates, strict=True):
        running: set[int] = set()
        number: str | None = None
        for line, key in page:
            match = _NUMBER.fullmatch(text_of(line))
            is_number = match is not None and line.size < 1.4 * max(body, 1)
            least = min(needed, _PAGES_AT_LEAST) if is_number else needed
            if not wide and key[1] in heads:
                least = _PAGES_OF_CHAPTER
            if counts[key] >= least:
                running.add(id(line))
                if match and number is None:
                    number = match["number"]
        kept.append([line for line in lines if id(line) not in running])
        printed.append(number)
    return Running(kept, printed if _is_count(printed) else [None] * len(printed))


def _slots(counts: Counter[Key]) -> set[int]:
    """The heights at which most lines come again, though each chapter has one of its own."""
    used, again = Counter[int](), Counter[int]()
    for (_, height), count in counts.items():
        used[height] += count
        again[height] += count if count > 1 else 0
    return {
        height
        for height, count in used.items()
        if count >= _PAGES_OF_SLOT and again[height] > _AGAIN * count
    }


def _in_margin(line: Line, sheet: Sheet) -> bool:
    return not _MARGIN * sheet.height < line.base < (1 - _MARGIN) * sheet.height


def _key(line: Line) -> Key:
    text = text_of(line)
    number = _NUMBER.fullmatch(text)
    if number:
        text = text.replace(number["number"], "#")
    return re.sub(r"\d+", "#", text).lower(), round(line.base / _HEIGHT_STEP)


def _is_count(printed: Sequence[str | None]) -> bool:
    """Whether the numbers go up with the pages, as page numbers do."""
    numbers = [int(number) for number in printed if number and number.isdigit()]
    steps = [after - before for before, after in pairwise(numbers)]
    return bool(numbers) and sum(0 <= step <= 3 for step in steps) >= 0.8 * len(steps)
