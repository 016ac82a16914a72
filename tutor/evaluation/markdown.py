"""The few forms of Markdown that reports are made of."""

from collections.abc import Sequence

_LONGEST = 400  # characters of a quotation


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Lines of a table."""
    return [
        _row(head),
        "|" + "---|" * len(head),
        *(_row(row) for row in rows),
    ]


def inline(text: str) -> str:
    """A quotation as one line in which nothing is a list, a heading or a table's bar."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST].rstrip()} …"


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(" ".join(cell.split()).replace("|", "\\|") for cell in cells) + " |"
