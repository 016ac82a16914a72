"""Study guides of one course: what the page calls."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from threading import Event
from typing import Protocol

from tutor.generation.base import Generator
from tutor.guide.guide import Guide, Line
from tutor.guide.maker import GuideMaker
from tutor.guide.store import GuideStore
from tutor.guide.subject import Subject, chapter, topic
from tutor.practice.bank import Bank
from tutor.practice.outline import Outline
from tutor.practice.snapshot import Snapshot


class Model(Protocol):
    """What guides need of `tutor.api.Tutor`."""

    @property
    def answering(self) -> bool:
        """Whether somebody waits for an answer."""

    @property
    def generator(self) -> Generator:
        """The language model."""

    @property
    def model_name(self) -> str:
        """Its name; empty where there is none."""


class Notes(Protocol):
    """What guides need of `tutor.practice.practice.Practice`."""

    bank: Bank

    def snapshot(self) -> Snapshot:
        """The notes as they are now."""

    def in_front(self) -> AbstractContextManager[None]:
        """For as long as somebody waits, the filling of the bank gives way."""


class Guides:
    """Makes guides and keeps them. Thread-safe."""

    def __init__(
        self,
        tutor: Model,
        practice: Notes,
        store: GuideStore,
        *,
        clock: Callable[[], datetime],
        model_is_ready: Callable[[], bool] = lambda: True,
    ) -> None:
        """Take what is open already; none of it is closed here.

        Args:
            tutor: Knows the model, and whether a question is being answered.
            practice: Knows the notes and the questions that there are.
            store: Keeps the guides.
            clock: Gives the time, aware.
            model_is_ready: Whether the model can be asked now; until then guides are made of the
                notes' own sentences.
        """
        self._tutor = tutor
        self._practice = practice
        self._store = store
        self._clock = clock
        self._model_is_ready = model_is_ready

    @property
    def outline(self) -> Outline:
        """The chapters of the notes as they are now."""
        return self._practice.snapshot().outline

    def chapter(self, name: str) -> Subject:
        """A chapter by its key, number, title or words of these.

        Raises:
            UnknownChapterError: None or several are meant.
        """
        return chapter(name, self._practice.snapshot())

    def topic(self, words: str) -> Subject:
        """A topic in a student's words.

        Raises:
            TopicMissingError: The notes don't speak of it.
            EmptyQueryError: It has no word.
        """
        return topic(words, self._practice.snapshot())

    def fingerprint(self, subject: Subject) -> str:
        """Tells the guide that would be made now from others."""
        return subject.fingerprint(self._model)

    def kept(self, subject: Subject) -> Guide | None:
        """The guide on a subject, where a whole one was made of its notes as they are now."""
        found = self._store.find(subject.scope, subject.key)
        if found is None or not found.complete or found.fingerprint != self.fingerprint(subject):
            return None
        # A glossary or a question may cite passages from elsewhere.
        known = self._practice.snapshot().chunk_ids
        cited = {citation.chunk_id for line in found.all_lines for citation in line.citations}
        return found if cited <= known else None

    def make(self, subject: Subject, *, stop: Event, again: bool = False) -> Iterator[Guide]:
        """Make a guide and keep it; yields it as it grows.

        Ideas of an earlier guide whose sections are as they were are taken over, also from one
        that was stopped.

        Args:
            subject: What it is about.
            stop: Ends the work within a token.
            again: Whether to make everything anew.

        Raises:
            TutorError: The engine failed or a file can't be written to.
        """
        name = self._model
        with self._practice.in_front():
            maker = GuideMaker(
                subject,
                self._practice.snapshot().course,
                self._practice.bank,
                self._tutor.generator if name else None,
                known={} if again else self._known(subject, name),
                give_way=lambda: self._tutor.answering,
                stop=stop,
                clock=self._clock,
            )
            guide = None
            for guide in maker.guides():
                yield guide
            if guide is not None and (guide.complete or self.kept(subject) is None):
                self._store.keep(guide)

    @property
    def _model(self) -> str:
        """The model's name; empty where none can be asked now."""
        return self._tutor.model_name if self._model_is_ready() else ""

    def _known(self, subject: Subject, model: str) -> Mapping[str, Line | None]:
        """The ideas of an earlier guide that hold still, by their sections' keys."""
        found = self._store.find(subject.scope, subject.key)
        if found is None or found.model != model:
            return {}
        return {idea.key: idea.line for idea in found.ideas[: found.done]}
