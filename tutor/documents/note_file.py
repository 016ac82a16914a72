"""A note as it was found: what a reader is given."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class NoteFile:
    """A file of notes, or a member of an archive of them, that is about to be read."""

    document_id: str  # of the document that is made of it
    path: Path  # names it in errors, its ending tells its format; a member's lies below its archive
    data: bytes
    keep_names: bool = False  # leave people's names in forum threads
    people: frozenset[str] = frozenset()  # names that lists beside it give, to be taken out
    max_pages: int = 2000  # of a PDF or a presentation; longer ones are refused
