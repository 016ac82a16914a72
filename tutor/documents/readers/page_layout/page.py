"""The pieces of a page in reading order."""

from collections.abc import Sequence
from dataclasses import replace

from tutor.documents.document import BlockKind
from tutor.documents.readers.page_layout.boxes import Box, boxes_of, with_labels
from tutor.documents.readers.page_layout.flow import Piece, pieces_of, with_depths
from tutor.documents.readers.page_layout.formulas import is_relation
from tutor.documents.readers.page_layout.hyphens import Vocabulary, joined
from tutor.documents.readers.page_layout.line_text import text_of
from tutor.documents.readers.page_layout.lines import Line, line_of
from tutor.documents.readers.page_layout.order import column_gap, in_reading_order
from tutor.documents.readers.page_layout.tables import Table, with_tables

_STOPS = ".!?:;\u2026"
_LINE_OF_TEXT = 20  # characters; shorter ones may be cells
_MOSTLY = 0.6  # of a column's lines by width
_SAME_SIZE = 0.95


def pieces_on(lines: Sequence[Line], words: Vocabulary, *, breaks_words: bool) -> list[Piece]:
    """What a page says, piece by piece.

    Args:
        lines: The page's, without running heads and feet.
        words: Those of the whole document, which tell which hyphens stay.
        breaks_words: See `hyphens.joined`.
    """
    tables, others = _with_tables(with_labels(lines))
    # Not before: the cells of a table may be such lines.
    others = [line_of(line.runs, is_formula=True) if is_relation(line) else line for line in others]
    parts: list[Box | Table] = [*boxes_of(others), *tables]
    pieces: list[Piece] = []
    for part in in_reading_order(parts):
        if isinstance(part, Table):
            pieces += _rows_of(part)
        else:
            pieces += pieces_of(part, words, breaks_words=breaks_words)
    if breaks_words:
        pieces = _with_columns_joined(pieces, words)
    return with_depths(pieces)


def goes_on(piece: Piece, following: Piece) -> bool:
    """Whether a paragraph breaks off in a sentence that the next one ends."""
    return (
        piece.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM)
        and following.kind is BlockKind.PARAGRAPH
        and piece.text[-1:] not in _STOPS
        and following.text[:1].islower()
        and min(piece.size, following.size) > _SAME_SIZE * max(piece.size, following.size)
        and piece.bold == following.bold
        and len(piece.text) > 40
    )


def _with_columns_joined(pieces: Sequence[Piece], words: Vocabulary) -> list[Piece]:
    """The same pieces, those that a new column or a picture parted in one."""
    result: list[Piece] = []
    for piece in pieces:
        if result and goes_on(result[-1], piece):
            text = joined(result[-1].text, piece.text, words)
            result[-1] = replace(result[-1], text=text, lines=result[-1].lines + piece.lines)
        else:
            result.append(piece)
    return result


def _with_tables(lines: Sequence[Line]) -> tuple[list[Table], list[Line]]:
    """The tables of a page and the other lines; no table reaches over two columns of text."""
    gap, _ = column_gap(lines) if lines else (None, 0.0)
    if gap is None:
        return with_tables(lines)
    sides = [
        [line for line in lines if line.right <= gap],
        [line for line in lines if line.left >= gap],
    ]
    if not all(_is_column_of_text(side) for side in sides):
        return with_tables(lines)
    tables: list[Table] = []
    others = [line for line in lines if line.left < gap < line.right]
    for side in sides:
        found, rest = with_tables(side)
        tables += found
        others += rest
    return tables, others


def _is_column_of_text(lines: Sequence[Line]) -> bool:
    long = sum(line.width for line in lines if len(text_of(line)) >= _LINE_OF_TEXT)
    return long > _MOSTLY * sum(line.width for line in lines)


def _rows_of(table: Table) -> list[Piece]:
    pieces: list[Piece] = []
    for i, row in enumerate(table.rows):
        text = "".join(f"| {cell.replace('|', chr(92) + '|')} " for cell in row) + "|"
        if i == 0:
            text += "\n|" + "---|" * len(row)
        pieces.append(Piece(BlockKind.TABLE_ROW, text, table.left, table.top, 0.0, False))
    return pieces
