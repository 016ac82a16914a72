"""The Python interface: open an index and ask it, search it, or build it."""

import threading
from collections.abc import Collection, Sequence
from collections.abc import Generator as Steps
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from tutor.answering.answer import AnsweringSettings
from tutor.answering.answer_cache import AnswerCache
from tutor.answering.events import Answer, Event, Finished
from tutor.answering.example_questions import example_questions
from tutor.config import Settings, load_settings
from tutor.generation.loading import LoadingGenerator
from tutor.loaders import answering_settings, load_encoder, load_generator
from tutor.privacy_env import turn_off_telemetry
from tutor.progress import Progress, silent
from tutor.retrieval.builder import build
from tutor.retrieval.filters import NO_FILTERS, Filters
from tutor.retrieval.live import LiveIndex
from tutor.retrieval.report import BuildReport
from tutor.retrieval.retriever import Retriever, SearchHit
from tutor.retrieval.store import current_number
from tutor.tracing import step

if TYPE_CHECKING:
    from tutor.documents.document import Chunk
    from tutor.generation.base import Generator
    from tutor.retrieval.manifest import DocumentEntry


class ModelNotLoadedError(RuntimeError):
    """A tutor that was opened for searching only was asked a question."""


class Tutor:
    """An open index with the models that answer from it.

    May be shared between threads: who asks at the same time is answered at the same time, where the
    model's engine can do that, and otherwise one after another.
    """

    def __init__(
        self,
        index: Retriever | LiveIndex,
        generator: "Generator | None",
        settings: AnsweringSettings,
        answer_cache: int = 0,  # how many answers are kept for those who ask the same again
    ) -> None:
        """Take an open index: a retriever stays as it is, a live index follows later builds."""
        self._index = index
        self._generator = generator
        self._settings = settings
        self._cache = AnswerCache(answer_cache)
        self._turns = 0  # under way
        self._counting = threading.Lock()

    @classmethod
    def open(
        cls,
        index: Path | str = "index",
        *,
        settings: Settings | None = None,
        progress: Progress = silent,
        load_model: bool = True,
        generator: "Generator | None" = None,
        lasting: bool = True,
    ) -> "Tutor":
        """Open an index; models that are not on this machine yet are fetched and prepared.

        Args:
            index: Folder that `tutor index` wrote.
            settings: By default those of the environment and tutor.toml.
            progress: Told how far fetching, preparing and loading are.
            load_model: False for searching only, which needs no language model.
            generator: Answers in the place of the settings' model, which then isn't loaded.
            lasting: False for a question or two; see `generation.load.load_generator`.

        Raises:
            TutorError: The index is missing, damaged or made with another encoder, or a model
                can't be had.
        """
        turn_off_telemetry()
        settings = settings or load_settings()
        current_number(Path(index))  # raises before a model is fetched for nothing
        encoder = load_encoder(settings, progress)
        with step("open the index"):
            live = LiveIndex(Path(index), encoder)
        if generator is None and load_model:
            with step("load the language model"):
                generator = load_generator(settings, progress, lasting=lasting)
        with step("load the encoder"):
            encoder.warm_up()
        return cls(live, generator, answering_settings(settings), settings.answer_cache)

    def ask(
        self,
        question: str,
        *,
        history: Sequence[tuple[str, str]] = (),
        exclude_documents: Collection[str] = (),
    ) -> Answer:
        """Answer a question; `stream` tells what each argument is."""
        *_, last = self.stream(question, history=history, exclude_documents=exclude_documents)
        if not isinstance(last, Finished):
            raise TypeError(f"a turn ended with {last!r}")
        return last.answer

    def stream(
        self,
        question: str,
        *,
        history: Sequence[tuple[str, str]] = (),
        exclude_documents: Collection[str] = (),
        stop: threading.Event | None = None,
    ) -> Steps[Event, None, None]:
        """Answer a question as a stream of events; closing the iterator stops the model.

        Args:
            question: As the student wrote it; a follow-up is understood from the history.
            history: The turns before, oldest first, as (question, answer).
            exclude_documents: Ids of documents that are left out of the search.
            stop: Set, it ends the waiting for a model that is still being loaded, during which
                the iterator can't be closed.

        Raises:
            TutorError: The question is empty, without a word or too long, or the engine failed
                for a reason that the user can mend, or `stop` was set before there was a model.
        """
        generator = self.generator
        if stop is not None and isinstance(generator, LoadingGenerator):
            generator = generator.until(stop)
        events = self._cache.events(
            question,
            generator=generator,
            retriever=self.retriever,
            settings=self._settings,
            history=history,
            exclude_documents=exclude_documents,
        )
        return self._counted(events)

    def search(
        self,
        query: str,
        k: int = 5,
        *,
        exclude_documents: Collection[str] = (),
        filters: Filters = NO_FILTERS,
    ) -> list[SearchHit]:
        """The `k` passages nearest to a query, best first; with filters, of those they admit."""
        return self.retriever.search(
            query, k, exclude_documents=frozenset(exclude_documents), filters=filters
        )

    @property
    def answering(self) -> bool:
        """Whether a turn is under way, so that work without anybody waiting for it gives way."""
        return self._turns > 0

    @property
    def generator(self) -> "Generator":
        """The language model.

        Raises:
            ModelNotLoadedError: The tutor was opened for searching only.
        """
        if self._generator is None:
            raise ModelNotLoadedError("this tutor was opened with load_model=False")
        return self._generator

    @property
    def live_index(self) -> LiveIndex:
        """The index that it was opened with.

        Raises:
            TypeError: It was made from a retriever, which follows no index.
        """
        if not isinstance(self._index, LiveIndex):
            raise TypeError("this tutor was given a retriever, not an index")
        return self._index

    @property
    def retriever(self) -> Retriever:
        """The index as it is now; the same for the whole of a turn that begins with it."""
        return self._index.current() if isinstance(self._index, LiveIndex) else self._index

    @property
    def documents(self) -> "tuple[DocumentEntry, ...]":
        """All documents of the index, in the order in which they were read."""
        return self.retriever.documents

    @property
    def chunks(self) -> "tuple[Chunk, ...]":
        """All chunks of the index, in the order in which the notes were read."""
        return self.retriever.chunks

    @property
    def title(self) -> str:
        """The course's name where all notes that name one name the same, else "Study Tutor"."""
        courses = {d.metadata.course for d in self.documents if d.metadata.course}
        return courses.pop() if len(courses) == 1 else "Study Tutor"

    @property
    def model_name(self) -> str:
        """The language model's name; empty where none was loaded."""
        return self._generator.name if self._generator else ""

    def example_questions(self) -> list[str]:
        """At most four questions that the notes can answer, each about a heading of another one."""
        return example_questions(self.chunks)

    def close(self) -> None:
        """Free the models, and forget the answers."""
        self._cache.clear()
        if self._generator is not None:
            self._generator.close()
            self._generator = None

    def _counted(self, events: Steps[Event, None, None]) -> Steps[Event, None, None]:
        """The events of a turn, which counts as under way while they are read."""
        with self._counting:
            self._turns += 1
        try:
            with closing(events):
                yield from events
        finally:
            with self._counting:
                self._turns -= 1


def build_index(
    paths: Sequence[Path | str],
    settings: Settings | None = None,
    *,
    rebuild: bool = False,
    progress: Progress = silent,
) -> BuildReport:
    """Bring the index up to date with these folders and files, or build it.

    Args:
        paths: Folders and files of notes; what else the index holds is removed from it.
        settings: By default those of the environment and tutor.toml.
        rebuild: Read and encode everything again.
        progress: Told how far fetching, reading and encoding are.

    Raises:
        TutorError: There are no notes, the index can't be built upon or written to, or the
            encoder can't be had.
    """
    turn_off_telemetry()
    settings = settings or load_settings()
    return build(
        [Path(path) for path in paths],
        settings.index,
        load_encoder(settings, progress),
        limits=settings.limits,
        keep_names=settings.keep_names,
        rebuild=rebuild,
        progress=progress,
    )
