"""The rows of a table on a web page."""

from collections.abc import Callable

from bs4.element import Tag

_MOST_COLUMNS = 100
_MOST_ROWS = 1000  # that one cell may span


def is_layout(table: Tag) -> bool:
    """Whether a table only places things: what is in it is read as if there were none."""
    if table.get("role") in ("presentation", "none"):
        return True
    if table.find(["table", "pre", "h1", "h2", "h3", "h4", "h5", "h6"]) is not None:
        return True
    return len(table.find_all(["td", "th"], limit=2)) < 2


def rows_of(table: Tag, text_of: Callable[[Tag], str]) -> list[list[str]]:
    """A table's cells as Markdown, row by row; cells that span rows are repeated in each.

    Args:
        table: The element.
        text_of: Gives a cell's Markdown on one line.
    """
    rows: list[list[str]] = []
    spanning: dict[int, tuple[int, str]] = {}  # column to the rows that are left and the text
    for row in table.find_all("tr"):
        cells: list[str] = []

        def fill(cells: list[str] = cells) -> None:
            while len(cells) in spanning and len(cells) < _MOST_COLUMNS:
                left, text = spanning.pop(len(cells))
                if left > 1:
                    spanning[len(cells)] = (left - 1, text)
                cells.append(text)

        for cell in row.find_all(["td", "th"], recursive=False):
            fill()
            text = text_of(cell).replace("\\\n", " ")
            columns = _count(cell.get("colspan"), _MOST_COLUMNS)
            down = _count(cell.get("rowspan"), _MOST_ROWS)
            for i in range(min(columns, _MOST_COLUMNS - len(cells))):
                if down > 1:
                    spanning[len(cells)] = (down - 1, "" if i else text)
                cells.append("" if i else text)
        fill()
        rows.append(cells)
    return rows


def _count(value: object, most: int) -> int:
    return max(1, min(int(value), most)) if isinstance(value, str) and value.isdecimal() else 1
