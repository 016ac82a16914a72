"""An index that keeps up: whoever asks for it gets the generation that is in use by then."""

from pathlib import Path
from threading import Lock

from tutor.retrieval.encoding import TextEncoder
from tutor.retrieval.retriever import Retriever
from tutor.retrieval.store import current_number


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
        self._retriever = Retriever.open(index_dir, encoder)

    def current(self) -> Retriever:
        """The newest generation; reading its number takes microseconds, opening it once longer.

        Raises:
            TutorError: As when it was opened, if the folder was damaged or built anew with
                another encoder since.
        """
        if current_number(self.folder) == self._retriever.number:
            return self._retriever
        with self._opening:
            if current_number(self.folder) != self._retriever.number:
                self._retriever = Retriever.open(self.folder, self.encoder)
            return self._retriever
