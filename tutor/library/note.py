"""What there is to know about notes, as the commands and the page show it."""

from dataclasses import dataclass
from pathlib import Path

from tutor.documents.document import Document
from tutor.retrieval.manifest import DocumentEntry
from tutor.retrieval.overlap import Overlap


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came from a contributor."""

    name: str  # as the contributor's computer had it; never used as a path as it is
    data: bytes


@dataclass(frozen=True, slots=True)
class Preview:
    """How a file would be read, or was."""

    name: str
    document: Document | None  # None where it can't be read
    refusal: str | None  # one sentence: why not
    overlaps: tuple[Overlap, ...] = ()  # notes that already say much of it, most first


@dataclass(frozen=True, slots=True)
class Note:
    """A note that is in the index."""

    entry: DocumentEntry
    path: Path  # the file that holds it, which may be gone
    is_contribution: bool  # it came through the page: removing it deletes the file

    @property
    def id(self) -> str:
        """The document's id."""
        return self.entry.id


@dataclass(frozen=True, slots=True)
class Pending:
    """An upload that waits for approval."""

    id: str  # names it in `approve` and `reject`
    received: str  # ISO 8601, UTC
    preview: Preview
