"""Pieces of a page as blocks of a document."""

import re
from collections.abc import Iterable

from tutor.documents.document import BlockKind
from tutor.documents.readers.assembly import Assembly
from tutor.documents.readers.page_layout.flow import Piece

_SHORTEST_LEADERS = 6  # characters
_LEADERS = re.compile(
    r"\s*(?:[.\u00b7] ?){4,}|(?: [.\u00b7])+(?= \d+$|$)"
)  # the dots of a table of contents


def add_pieces(assembly: Assembly, pieces: Iterable[Piece]) -> None:
    """Append pieces; the items of a list and the rows of a table follow each other closely."""
    before: BlockKind | None = None
    for piece in pieces:
        text = without_leaders(piece.text) if has_leaders(piece) else piece.text.strip()
        lead = "\n\n"
        if piece.kind is before and piece.kind is BlockKind.LIST_ITEM:
            lead = "\n" + "  " * piece.depth
        elif piece.kind is before and piece.kind is BlockKind.TABLE_ROW and "\n|--" not in text:
            lead = "\n"
        if text:
            assembly.add(piece.kind, text, lead)
            before = piece.kind


def without_leaders(text: str) -> str:
    """A line of a table of contents with an ellipsis for its dots."""
    return re.sub(r"\s+", " ", _LEADERS.sub(" \u2026 ", text)).strip()


def has_leaders(piece: Piece) -> bool:
    """Whether it is a line of a table of contents."""
    found = _LEADERS.search(piece.text)
    return found is not None and len(found[0]) > _SHORTEST_LEADERS
