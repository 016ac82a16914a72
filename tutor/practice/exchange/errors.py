"""What can go wrong between questions and files."""

from tutor.errors import TutorError


class ExchangeError(TutorError):
    """A file of questions can't be read or written."""


class ItemFault(ValueError):  # noqa: N818 - a fault of one item, which others outlive
    """An item can't be a question; its text is a fault for `question_pairs.gap`."""
