"""The notes as they are at one moment, with what practice needs to know of all of them."""

from functools import cached_property
from threading import Lock

from tutor.documents.document import Chunk
from tutor.practice.making.course import Course
from tutor.practice.outline import Outline
from tutor.retrieval.retriever import Retriever


class Snapshot:
    """One generation of the index. What takes time is worked out when it is first needed."""

    def __init__(self, retriever: Retriever) -> None:
        self.retriever = retriever
        self._making = Lock()

    @property
    def chunks(self) -> tuple[Chunk, ...]:
        """All passages, in the order of the notes."""
        return self.retriever.chunks

    @cached_property
    def chunk_ids(self) -> frozenset[str]:
        """Of all passages."""
        return frozenset(chunk.id for chunk in self.chunks)

    @cached_property
    def outline(self) -> Outline:
        """The chapters."""
        return Outline(self.chunks)

    @property
    def course(self) -> Course:
        """The terms and phrases of the course, from which wrong options are taken."""
        with self._making:  # it takes seconds; whoever comes second waits for it
            return self._course

    @cached_property
    def _course(self) -> Course:
        return Course(self.retriever, self.outline)
