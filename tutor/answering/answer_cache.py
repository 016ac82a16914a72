"""Answers that were given already, for whoever asks the same again.

Decoding is greedy, so that one question to one index, with one model and the same settings, has one
answer; the cache says it again without a search and without the model. What would change an answer
is in the key or empties the cache: another index, whatever its number, is another `Retriever`.

A question that leans on the turns before it is neither kept nor looked up, because its answer
depends on what one student was told. Only finished turns are kept: not one that was stopped or
failed.
"""

import re
import time
from collections import OrderedDict
from collections.abc import Collection, Iterator, Sequence
from collections.abc import Generator as Steps
from contextlib import closing
from dataclasses import dataclass, replace
from threading import Lock
from weakref import ref

from tutor.answering.answer import AnsweringSettings, answer_events
from tutor.answering.events import Event, Finished, Searching, Seconds, SourcesFound, Token
from tutor.answering.query import check_question, stands_alone
from tutor.generation.base import Generator
from tutor.retrieval.retriever import Retriever
from tutor.tracing import step

# "5!" is another question than "5", and so the exclamation mark stays.
_END = re.compile(r"[\s?.\u2026\u061f\u3002\uff1f]+$")


@dataclass(frozen=True, slots=True)
class Asked:
    """What an answer depends on, beside the index."""

    question: str  # as `same_question` writes it
    excluded: frozenset[str]  # ids of documents that aren't searched
    settings: AnsweringSettings
    model: str  # its name; what runs it stays the same for as long as there is the cache


class AnswerCache:
    """The events of the latest answers of one engine. Thread-safe.

    Of several who ask the same at the same time each gets a turn of their own.
    """

    def __init__(self, most: int) -> None:
        """Take how many answers are kept, 0 for none. The one not asked for longest goes first."""
        self._most = most
        self._lock = Lock()
        self._index: ref[Retriever] | None = None  # which all that is kept was answered from
        self._kept: OrderedDict[Asked, tuple[Event, ...]] = OrderedDict()

    def __len__(self) -> int:
        """How many answers are kept."""
        return len(self._kept)

    def events(
        self,
        question: str,
        *,
        retriever: Retriever,
        generator: Generator,
        settings: AnsweringSettings,
        history: Sequence[tuple[str, str]] = (),
        exclude_documents: Collection[str] = (),
    ) -> Steps[Event, None, None]:
        """The events of a turn, from an earlier one where there is one; see `answer_events`.

        They have this turn's question, as its student wrote it, and its times.
        """
        excluded = frozenset(exclude_documents)
        kept = None
        asked = None
        if self._most and (not history or stands_alone(question)):
            asked = Asked(same_question(question), excluded, settings, generator.name)
            with step("look for an earlier answer"):
                kept = self._find(asked, retriever)
        if kept is not None:
            yield from _again(question, kept)
            return
        events = answer_events(
            question,
            retriever=retriever,
            generator=generator,
            settings=settings,
            history=history,
            exclude_documents=excluded,
        )
        told: list[Event] = []
        with closing(events):
            for event in events:
                told.append(event)
                if asked is not None and isinstance(event, Finished):
                    self._keep(asked, retriever, tuple(told))
                yield event

    def clear(self) -> None:
        """Keep nothing of what was answered so far."""
        with self._lock:
            self._kept.clear()
            self._index = None

    def _find(self, asked: Asked, index: Retriever) -> tuple[Event, ...] | None:
        with self._lock:
            if self._index is None or self._index() is not index:
                self._kept.clear()
                self._index = ref(index)
            if asked in self._kept:
                self._kept.move_to_end(asked)
            return self._kept.get(asked)

    def _keep(self, asked: Asked, index: Retriever, events: tuple[Event, ...]) -> None:
        with self._lock:
            # A turn may be finished after the index has changed.
            if self._index is not None and self._index() is index:
                self._kept[asked] = events
                self._kept.move_to_end(asked)
                while len(self._kept) > self._most:
                    self._kept.popitem(last=False)


def same_question(question: str) -> str:
    """What is the same for questions that differ in white space, case or the mark at the end."""
    return _END.sub("", " ".join(question.split()).casefold())


def _again(question: str, events: Sequence[Event]) -> Iterator[Event]:
    """An earlier turn's events as those of a turn of its own, with the times of this one."""
    started = time.perf_counter()
    question = check_question(question)
    retrieval = 0.0
    first_token: float | None = None
    for event in events:
        now = time.perf_counter() - started
        if isinstance(event, Searching):
            # What is kept leans on no other turn, and so is searched for as it stands.
            yield Searching(question, question)
        elif isinstance(event, SourcesFound):
            retrieval = now
            yield replace(event, seconds=now)
        elif isinstance(event, Finished):
            seconds = Seconds(retrieval, first_token, now)
            yield Finished(replace(event.answer, question=question, seconds=seconds))
        else:
            if isinstance(event, Token) and first_token is None:
                first_token = now
            yield event
