"""What can go wrong with a search index, each as one sentence that says how to mend it."""

import shlex
from pathlib import Path

from tutor.errors import TutorError


class RetrievalError(TutorError):
    """Something about the index, the encoder or the query keeps a search from running."""


class EncoderError(RetrievalError):
    """The sentence encoder can't be loaded, or can't do what it is asked for."""


class IndexMissingError(RetrievalError):
    """There is no index in the folder."""


class IndexDamagedError(RetrievalError):
    """Files of the index are missing, cut short or changed."""


class IndexSchemaError(RetrievalError):
    """The index was written by a version of the program whose layout this one doesn't read."""


class EncoderMismatchError(RetrievalError):
    """The index was built with another encoder than the one that is in use."""


class IndexBusyError(RetrievalError):
    """Another build is writing to the same index."""


class IndexWriteError(RetrievalError):
    """The index can't be written: no permission, no space, or a broken disk."""


class NothingToIndexError(RetrievalError):
    """No note could be read, so there is nothing that an index could hold."""


class EmptyQueryError(RetrievalError):
    """The query has no word in it."""


def index_command(index_dir: Path, *options: str) -> str:
    """The command that mends an index, ready to be copied."""
    return shlex.join(["tutor", "index", "--index", str(index_dir), *options])
