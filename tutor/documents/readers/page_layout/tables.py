"""Simple tables: short cells that stand below each other, row for row."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from tutor.documents.readers.page_layout.line_text import text_of
from tutor.documents.readers.page_layout.lines import Line

_ROWS_AT_LEAST = 3
_LONGEST_CELL = 24  # characters, of half of the cells
_NEXT_ROW = 2.6  # ems
_ALIGNED = 0.7  # ems
_SHARE = 0.7  # of the cells that stand below one of the row before


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Rows of cells, from top to bottom."""

    rows: tuple[tuple[str, ...], ...]
    left: float
    right: float
    bottom: float
    top: float


def with_tables(lines: Sequence[Line]) -> tuple[list[Table], list[Line]]:
    """The tables of a page, and the lines that are in none."""
    rows = _rows([line for line in lines if not line.is_formula])
    tables: list[Table] = []
    taken: set[int] = set()
    run: list[list[Line]] = []
    for row in [*rows, []]:
        if row and len(row) > 1 and (not run or _goes_on(run[-1], row)):
            run.append(row)
            continue
        if _is_table(run):
            tables.append(_table(run))
            taken.update(id(line) for each in run for line in each)
        run = [row] if len(row) > 1 else []
    return tables, [line for line in lines if id(line) not in taken]


def _rows(lines: Sequence[Line]) -> list[list[Line]]:
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: -line.base):
        if rows and abs(rows[-1][0].base - line.base) < 0.25 * line.size:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda line: line.left) for row in rows]


def _goes_on(above: Sequence[Line], row: Sequence[Line]) -> bool:
    return above[0].base - row[0].base < _NEXT_ROW * row[0].size


def _is_table(run: Sequence[Sequence[Line]]) -> bool:
    if len(run) < _ROWS_AT_LEAST:
        return False
    counts = [len(row) for row in run]
    lengths = [len(text_of(cell)) for row in run for cell in row]
    longest = [max(len(text_of(cell)) for cell in row) for row in run]
    usual = max(set(counts), key=counts.count)
    if median(lengths) > _LONGEST_CELL or median(longest) > 2 * _LONGEST_CELL:
        return False
    if counts.count(usual) < 0.6 * len(run) or any(_is_item(row[0]) for row in run):
        return False
    aligned = [
        any(_stand_below(cell, other) for other in above)
        for above, row in pairwise(run)
        for cell in row
    ]
    return sum(aligned) >= _SHARE * len(aligned)


def _is_item(cell: Line) -> bool:
    return not text_of(cell)[:1].isalnum() and text_of(cell)[:1] not in "-\u2212+(<>≤≥~%$€£."


def _stand_below(cell: Line, other: Line) -> bool:
    near = _ALIGNED * cell.size
    return (
        abs(cell.left - other.left) < near
        or abs(cell.right - other.right) < near
        or abs(cell.left + cell.right - other.left - other.right) < 2 * near
    )


def _table(run: Sequence[Sequence[Line]]) -> Table:
    cells = [cell for row in run for cell in row]
    columns = _columns(run)
    rows: list[tuple[str, ...]] = []
    for row in run:
        texts = [""] * len(columns)
        for cell in row:
            middle = (cell.left + cell.right) / 2
            nearest = min(range(len(columns)), key=lambda i: abs(columns[i] - middle))
            texts[nearest] = f"{texts[nearest]} {text_of(cell)}".strip()
        rows.append(tuple(texts))
    return Table(
        tuple(rows),
        min(cell.left for cell in cells),
        max(cell.right for cell in cells),
        min(cell.bottom for cell in cells),
        max(cell.top for cell in cells),
    )


def _columns(run: Sequence[Sequence[Line]]) -> list[float]:
    """The middles of the columns: of the cells that overlap from row to row."""
    spans: list[list[float]] = []
    for cell in sorted((cell for row in run for cell in row), key=lambda cell: cell.left):
        for span in spans:
            if min(span[1], cell.right) > max(span[0], cell.left):
                span[0], span[1] = min(span[0], cell.left), max(span[1], cell.right)
                break
        else:
            spans.append([cell.left, cell.right])
    return [(left + right) / 2 for left, right in spans]
