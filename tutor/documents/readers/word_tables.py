"""The rows of a Word table."""

from collections.abc import Callable
from typing import Any

from tutor.documents.readers.word_styles import W, has, value

_MOST_COLUMNS = 63  # as many as Word allows


def rows_of(table: Any, text_of: Callable[[Any], str]) -> list[list[str]]:
    """A table's cells as Markdown, row by row.

    A cell that goes on from the row above says again what it says there, so that each row can be
    understood alone; one that spans columns is followed by empty ones.

    Args:
        table: The `w:tbl` element.
        text_of: Gives the Markdown of a `w:tc` element.
    """
    rows: list[list[str]] = []
    for row in table.iterfind(f".//{W}tr"):
        if _table_of(row) is not table or has(row, "trPr/del"):
            continue
        cells = [""] * _count(value(row, "trPr/gridBefore"), 0)
        for cell in row.iter(f"{W}tc"):
            if next(cell.iterancestors(f"{W}tr")) is not row:
                continue  # of a table within a cell, which its cell reads
            merged = value(cell, "tcPr/vMerge")
            above = rows[-1][len(cells)] if rows and len(cells) < len(rows[-1]) else ""
            text = above if merged is not None and merged != "restart" else text_of(cell)
            span = _count(value(cell, "tcPr/gridSpan"), 1)
            cells += [text, *[""] * (span - 1)]
        rows.append(cells[:_MOST_COLUMNS])
    return rows


def _table_of(row: Any) -> Any:
    return next(row.iterancestors(f"{W}tbl"))


def _count(text: str | None, default: int) -> int:
    return min(int(text), _MOST_COLUMNS) if text and text.isdigit() else default
