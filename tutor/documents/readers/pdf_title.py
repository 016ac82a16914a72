"""What a PDF is called: its metadata, the largest words of its first page, or its file's name."""

import re
from collections.abc import Sequence
from pathlib import Path

from tutor.documents.document import BlockKind
from tutor.documents.readers.page_layout.flow import Piece

_PROGRAM = re.compile(r"(?:Microsoft (?:Word|PowerPoint|Excel)\s*-\s*)", re.IGNORECASE)
_FILE = re.compile(
    r".*\.(?:pptx?|docx?|pdf|tex|dvi|key|odp|odt|ps|indd|html?|ipynb|rtf|txt|md|xlsx?)", re.I
)
_EMPTY = re.compile(
    r"(?:untitled|unknown|no title|title|slide ?\d*|presentation|powerpoint presentation|"
    r"document|sans titre|sin t[ií]tulo|unbenannt|\(anonymous\))\s*\d*",
    re.IGNORECASE,
)
_LONGEST = 150
_NEARLY_AS_LARGE = 0.8  # a second line that belongs to the title


def title_of(given: str, first_page: Sequence[Piece], path: Path) -> str:
    """A document's title.

    Args:
        given: What its metadata say.
        first_page: The pieces of its first page with text.
        path: Its file.
    """
    given = re.sub(r"\s+", " ", given).strip()
    if _is_sensible(given, path):
        return given
    return _largest(first_page) or path.stem


def _is_sensible(given: str, path: Path) -> bool:
    if _PROGRAM.match(given) or _FILE.fullmatch(given) or _EMPTY.fullmatch(given):
        return False
    if not 3 < len(given) <= _LONGEST or given.lower() == path.stem.lower():
        return False
    # One word in small letters, or with underscores, is how a file is named.
    return " " in given or (given[0].isupper() and "_" not in given and given.isalpha())


def _largest(pieces: Sequence[Piece]) -> str:
    """The largest piece, with the one beside it that is nearly as large."""
    words = [
        piece
        for piece in pieces
        if piece.kind is BlockKind.PARAGRAPH
        and len(piece.text) <= _LONGEST
        and re.search(r"[^\W\d_]{3}", piece.text)
    ]
    if not words:
        return ""
    largest = max(words, key=lambda piece: piece.size)
    smallest = min(piece.size for piece in pieces)
    place = words.index(largest)
    following = words[place + 1] if place + 1 < len(words) else None
    if (
        following
        and following.size >= _NEARLY_AS_LARGE * largest.size
        and following.size > smallest
        and len(largest.text) + len(following.text) <= _LONGEST
    ):
        return f"{largest.text} \u2013 {following.text}"
    return largest.text
