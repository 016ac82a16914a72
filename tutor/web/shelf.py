"""What the page needs of the notes behind the index."""

from collections.abc import Sequence
from typing import Protocol

from tutor.documents.document import Chunk
from tutor.documents.failures import Failure
from tutor.library.note import Note, Pending, Preview, Upload
from tutor.progress import Progress
from tutor.retrieval.manifest import DocumentEntry


class Addition(Protocol):
    """What came of adding files."""

    @property
    def added(self) -> tuple[DocumentEntry, ...]:
        """What is in the index now."""

    @property
    def pending(self) -> tuple[Pending, ...]:
        """What waits for approval."""

    @property
    def refused(self) -> tuple[Preview, ...]:
        """What was not taken, and why."""


class Shelf(Protocol):
    """The notes; every method may be called from several threads.

    What a person can mend is raised as a TutorError with one sentence.
    """

    reviewing: bool  # what is added waits until somebody approves it

    def notes(self) -> tuple[Note, ...]:
        """The notes of the index in use, in order."""

    def failures(self) -> tuple[Failure, ...]:
        """What is not in it, and why."""

    def preview(self, uploads: Sequence[Upload]) -> tuple[Preview, ...]:
        """How files would be read, one or (for an archive) several each; nothing is stored."""

    def add(self, uploads: Sequence[Upload], progress: Progress = ..., /) -> Addition:
        """Store files and index them, or put them on the waiting list."""

    def pending(self) -> tuple[Pending, ...]:
        """The waiting list, in order."""

    def approve(self, pending_id: str, progress: Progress = ..., /) -> Addition:
        """Add what waits."""

    def reject(self, pending_id: str, /) -> None:
        """Throw away what waits."""

    def remove(self, document_id: str, /) -> object:
        """Take a note out: a contribution's file is deleted, another's stays and is left out."""

    def original(self, document_id: str) -> tuple[str, bytes]:
        """A note's file: its name and what is in it."""

    def reading(self, document_id: str) -> tuple[Chunk, ...]:
        """A note as it was read, in order."""
