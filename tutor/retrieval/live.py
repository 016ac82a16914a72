"""An index that keeps up: whoever asks for it gets the generation that is in use by then."""

from pathlib import Path
from threading import Lock

from tutor.retrieval.encoding import TextEncoder
from tutor.retrieval.retriever import Retriever
from tutor.retrieval.store import CURRENT, current_number


class LiveIndex:
    """The index in a folder, with its encoder. May be used from several threads.

    A reader keeps the retriever that it got for as long as its turn takes; the next turn may get
    a newer one.
    """

    def __init__(self, index_dir: Path, encoder: TextEncoder) -> None:
        """Open the index that is in use now.

        Raises:
            IndexMissingError, IndexDamagedError, IndexSchemaError: See `store.open_generation`.
            EncoderMismatchError: The index was built with another encoder.
        """
        self.folder = index_dir
        self.encoder = encoder
        self._opening = Lock()
        self._state = _state_of(index_dir)
        self._retriever = Retriever.open(index_dir, encoder)

    def current(self) -> Retriever:
        """The newest generation; asking for its number takes microseconds, opening it once longer.

        Raises:
            TutorError: As when it was opened, if the folder was damaged or built anew with
                another encoder since.
        """
        if _state_of(self.folder) == self._state:
            return self._retriever
        with self._opening:
            # Read first: what is opened is as new or newer, and looked at again if it is newer.
            state = _state_of(self.folder)
            if state != self._state:
                self._retriever = Retriever.open(self.folder, self.encoder)
                self._state = state
            return self._retriever


def _state_of(index_dir: Path) -> tuple[int, ...]:
    """The number in use and when it came; an index that was deleted begins again at 1."""
    number = current_number(index_dir)
    try:
        status = (index_dir / CURRENT).stat()
    except OSError:  # it is being replaced or deleted, which the next look will show
        return (number,)
    return number, status.st_mtime_ns, status.st_ino
