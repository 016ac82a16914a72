"""What could not be read, and why, in words for the person whose note it is."""

from dataclasses import dataclass
from pathlib import Path

from tutor.errors import TutorError


@dataclass(frozen=True, slots=True)
class Failure:
    """One file, or one row of a passages file, that is not among the notes."""

    path: str  # as the user named it: the given folder or file, then the way down from it
    reason: str  # one sentence
    content_hash: str = ""  # of what was tried in vain, so that it is not tried again


class NoNotesError(TutorError):
    """There is nothing to read where the user pointed."""


class UnreadableNoteError(TutorError):
    """A note that was found can't be read; `reason` is one sentence without the note's name."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


class UnopenedNoteError(UnreadableNoteError):
    """A note's bytes can't be had just now, which says nothing about what is in them."""
