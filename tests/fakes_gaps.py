"""What the notes of a library in memory lack."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt
from fakes_notes import FakeLibrary

from tutor.answering.events import Nearest, Searched
from tutor.conversations.conversations import Conversations
from tutor.conversations.gaps import Gaps
from tutor.conversations.turn import Phase, Turn
from tutor.documents.document import Chunk
from tutor.records.records import Records


@dataclass
class WordPassages:
    """A library's passages, and vectors that are alike where the words from four letters on are."""

    library: FakeLibrary

    @property
    def chunks(self) -> tuple[Chunk, ...]:
        return tuple(each for _, chunks, _ in self.library.kept.values() for each in chunks)

    def chunk(self, chunk_id: str) -> Chunk:
        return {each.id: each for each in self.chunks}[chunk_id]

    def encode(self, text: str) -> npt.NDArray[np.float32]:
        vector = np.zeros(512, dtype=np.float32)
        for word in re.findall(r"\w{4,}", text):
            vector[sum(word.encode()) % 512] = 1
        return vector / (float(np.linalg.norm(vector)) or 1)  # type: ignore[no-any-return]


def gaps_of(records: Records, library: FakeLibrary, clock: Callable[[], datetime]) -> Gaps:
    """The gaps in a library's notes."""
    return Gaps(records, lambda: WordPassages(library), clock=clock)


def ask_in_vain(conversations: Conversations, library: FakeLibrary, *questions: str) -> None:
    """Ask what the notes don't answer, each question nearest to another passage."""
    chunks = WordPassages(library).chunks
    for number, question in enumerate(questions):
        each = chunks[number % len(chunks)]
        near = Nearest(each.document_id, each.title, each.locator.label, each.heading, each.id)
        searched = Searched(len(library.kept), len(chunks), (near,))
        turn = Turn(question, Phase.NOT_IN_NOTES, question, searched=searched)
        conversations.keep("visitor-" + "f" * 32, f"{number + 1:030x}99", 1, turn)
