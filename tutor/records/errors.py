"""What can go wrong with the file of what students did, in sentences for them."""

from tutor.errors import TutorError


class RecordsError(TutorError):
    """The file can't be opened, read or written, or does not hold what was asked for."""
