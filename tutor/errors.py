"""The errors that a person can cause, each one sentence that says what happened and what to do."""


class TutorError(Exception):
    """An error that the user can mend.

    Its text is one sentence for that user: the command line prints it on one line and exits 1,
    the page shows it as it is. Any other exception is a bug and keeps its traceback.
    """
