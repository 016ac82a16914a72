"""Finds displayed formulas and makes one line of each, whatever stands above what in them."""

import re
from collections.abc import Sequence

from tutor.documents.readers.page_layout.line_text import word_text
from tutor.documents.readers.page_layout.lines import (
    RELATIONS,
    Line,
    Run,
    line_of,
    share_of_formula,
)

_MOSTLY = 0.3  # of a line's glyphs are in fonts for formulas
_WORD = re.compile(r"[^\W\d_]{2,}")
_FORMULA_WORDS = frozenset(
    "if for and or all otherwise where log ln exp max min arg argmax argmin sup inf lim sin cos "
    "tan tanh det diag tr var cov sign sgn softmax mod else".split()
)
_SHORTEST_RELATION = 5  # glyphs
_MOST_PARTS = 1000  # of a page; with more it is a chart
_ABOVE = 0.5  # ems
_ROW = 1.5  # ems from a numerator or a row of a matrix to the next
_SIDE = 1.6  # ems between parts of one formula
_SIDE_ON_BASE = 2.4
_NEXT_STEP = 1.9  # ems from one step of a derivation to the next at least


def with_formulas_joined(lines: Sequence[Line]) -> list[Line]:
    """The same lines, those that make up a formula as one."""
    parts = [line for line in lines if _may_be_part(line)]
    if len(parts) > _MOST_PARTS or not any(_is_seed(line) for line in parts):
        return list(lines)
    groups: list[list[Line]] = []
    for part in sorted(parts, key=lambda line: -line.top):
        touching = [group for group in groups if any(_touch(part, other) for other in group)]
        rest = [group for group in groups if group not in touching]
        groups = [*rest, [part, *(line for group in touching for line in group)]]
    joined: list[Line] = []
    for group in groups:
        if any(_is_seed(line) for line in group):
            joined += [line_of(row, is_formula=True) for row in _rows(group)]
        else:
            joined += group
    others = [line for line in lines if not _may_be_part(line)]
    return [*others, *joined]


def _rows(group: Sequence[Line]) -> list[list[Run]]:
    """The runs of formulas that stand below each other, such as the steps of a derivation."""
    runs = [run for line in group for run in line.runs]
    em = max(run.size for run in runs)
    heights: list[float] = []
    for run in sorted(runs, key=lambda run: -run.base):
        relates = run.size > 0.9 * em and any(glyph.text in RELATIONS for glyph in run.glyphs)
        if relates and (not heights or heights[-1] - run.base > _NEXT_STEP * em):
            heights.append(run.base)
    rows: list[list[Run]] = [[] for _ in heights or [0.0]]
    for run in runs:
        distances = [abs(height - _height(run)) for height in heights] or [0.0]
        rows[distances.index(min(distances))].append(run)
    return rows


def _height(run: Run) -> float:
    glyph = run.glyphs[0]
    is_tall = glyph.font.startswith("CMEX")
    return (glyph.bottom + glyph.top) / 2 - 0.25 * run.size if is_tall else run.base


def _plain(line: Line) -> str:
    return " ".join(word_text(run.glyphs) for run in line.runs)


def _may_be_part(line: Line) -> bool:
    """Whether a line has no words of a sentence, so that it may belong to a formula."""
    if _is_seed(line):
        return sum(len(word) > 2 for word in _WORD.findall(_plain(line))) <= 4
    return all(word.lower() in _FORMULA_WORDS for word in _WORD.findall(_plain(line)))


def _is_seed(line: Line) -> bool:
    return share_of_formula(line) >= _MOSTLY


def is_relation(line: Line) -> bool:
    """Whether a line relates numbers and letters, without a word, in whatever font."""
    glyphs = [glyph.text for run in line.runs for glyph in run.glyphs]
    return (
        len(glyphs) >= _SHORTEST_RELATION
        and any(text in RELATIONS - {":", "<", ">"} for text in glyphs)
        and not _WORD.search(_plain(line))
    )


def _touch(a: Line, b: Line) -> bool:
    em = max(a.size, b.size)
    across = max(a.left, b.left) - min(a.right, b.right)
    between = max(a.bottom, b.bottom) - min(a.top, b.top)
    if between < -0.1 * em:
        on_one_base = abs(a.base - b.base) < 0.12 * em
        return across < (_SIDE_ON_BASE if on_one_base else _SIDE) * em
    # What stands above or below a big operator, a line of a fraction or a row of a matrix.
    is_near = abs(a.base - b.base) < _ROW * em or min(a.size, b.size) < 0.87 * em
    return across < 0 and between < _ABOVE * em and is_near
