"""What can go wrong with notes that somebody adds, removes or reviews."""

from tutor.errors import TutorError


class LibraryError(TutorError):
    """A note can't be added, removed, reviewed or handed out, for a reason in one sentence."""
