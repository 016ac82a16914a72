"""One student's conversation as values: what each turn has come to, event by event."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum

from tutor.answering.events import (
    Event,
    Finished,
    NotInNotes,
    Searched,
    Searching,
    Seconds,
    Sentence,
    SentenceDone,
    Source,
    SourcesFound,
    Token,
    Withdrawn,
)
from tutor.practice.quiz_wish import QuizWish


class Phase(Enum):
    """How far a turn has come."""

    WAITING = "waiting"  # others are answered first
    SEARCHING = "searching"
    READING = "reading"  # the sources are there, the first word is not
    WRITING = "writing"
    ANSWERED = "answered"
    NOT_IN_NOTES = "not in notes"
    STOPPED = "stopped"
    FAILED = "failed"
    QUIZ = "quiz"  # the student wanted to be asked

    @property
    def running(self) -> bool:
        """Whether more is to come."""
        return self in (Phase.WAITING, Phase.SEARCHING, Phase.READING, Phase.WRITING)


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and what has been answered so far."""

    question: str
    phase: Phase = Phase.SEARCHING
    query: str = ""
    sentences: tuple[Sentence, ...] = ()
    pending: str = ""  # streamed text that is not a checked sentence yet
    sources: tuple[Source, ...] = ()
    searched: Searched | None = None
    seconds: Seconds | None = None
    model: str = ""
    problem: str = ""  # one sentence, only in phase FAILED
    quiz: QuizWish | None = None  # only in phase QUIZ
    quiz_about: str = ""  # the name of the chapter that it is about
    place: int = 0  # in the waiting line from 1, only in phase WAITING; not kept
    wait: float | None = None  # seconds that it will probably wait there; not kept

    @property
    def text(self) -> str:
        """The answer in Markdown without citations."""
        return "".join(s.lead + s.text for s in self.sentences) + self.pending

    @property
    def cited_text(self) -> str:
        """The answer in Markdown with `[n]` marks, as it is copied."""
        return "".join(s.lead + s.cited_text for s in self.sentences) + self.pending


def queue(turn: Turn, place: int, wait: float | None) -> Turn:
    """The turn while others are answered first."""
    return replace(turn, phase=Phase.WAITING, place=place, wait=wait)


def begin(turn: Turn) -> Turn:
    """The turn as soon as it is its own to be answered."""
    return replace(turn, phase=Phase.SEARCHING, place=0, wait=None)


def advance(turn: Turn, event: Event) -> Turn:
    """The turn after an event."""
    if isinstance(event, Searching):
        return replace(turn, query=event.query)
    if isinstance(event, SourcesFound):
        return replace(turn, phase=Phase.READING, sources=event.sources)
    if isinstance(event, Token):
        return replace(turn, phase=Phase.WRITING, pending=turn.pending + event.text)
    if isinstance(event, SentenceDone):
        return replace(
            turn,
            phase=Phase.WRITING,
            sentences=(*turn.sentences, event.sentence),
            pending=event.pending,
            sources=event.sources,
        )
    if isinstance(event, Withdrawn):
        return replace(turn, sentences=(), pending="")
    if isinstance(event, NotInNotes):
        # What was streamed turned out to be unfounded, so it is taken back.
        return replace(turn, sentences=(), pending="", searched=event.searched)
    return _finished(turn, event)


def stop(turn: Turn) -> Turn:
    """The turn after the student stopped it; what was written stays."""
    return replace(turn, phase=Phase.STOPPED, place=0, wait=None)


def fail(turn: Turn, problem: str) -> Turn:
    """The turn after an error, with the sentence that tells the student about it."""
    return replace(turn, phase=Phase.FAILED, problem=problem, place=0, wait=None)


def history(turns: Sequence[Turn]) -> list[tuple[str, str]]:
    """Questions with their answers, oldest first, for understanding a follow-up question."""
    return [(turn.question, turn.text) for turn in turns if turn.text.strip()]


def _finished(turn: Turn, event: Finished) -> Turn:
    answer = event.answer
    answered = answer.status == "answered"
    return replace(
        turn,
        phase=Phase.ANSWERED if answered else Phase.NOT_IN_NOTES,
        sentences=answer.sentences if answered else (),
        pending="",
        sources=answer.sources,
        searched=answer.searched or turn.searched,
        seconds=answer.seconds,
        model=answer.model,
    )
