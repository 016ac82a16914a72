"""What can go wrong with the file of what students did, in sentences for them."""

from tutor.errors import TutorError


class RecordsError(TutorError):
    """The file can't be opened, read or written, or does not hold what was asked for."""


class UnknownConversationError(RecordsError):
    """There is no such conversation of this student, whether nobody or somebody else has it."""

    def __init__(self) -> None:
        super().__init__("There is no such conversation any more; start a new one.")
