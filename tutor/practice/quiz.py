"""A quiz: questions from the bank at once, and the rest made from the notes while it is played."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime

from tutor.documents.document import Chunk
from tutor.generation.base import Generator
from tutor.practice.bank import Bank
from tutor.practice.courtesy import GaveWayError
from tutor.practice.making.passage import Passage
from tutor.practice.making.rejection import Rejected
from tutor.practice.planning import Attempts, in_turn
from tutor.practice.production import Production
from tutor.practice.question import KINDS, Kind, Question
from tutor.practice.quiz_wish import QuizError, QuizWish
from tutor.practice.selection import is_new, select
from tutor.practice.snapshot import Snapshot
from tutor.practice.subject import as_in_the_notes, chunks_about
from tutor.progress import Progress
from tutor.retrieval.terms import content_terms

__all__ = ["Quiz", "QuizError", "QuizRun", "QuizWish"]

_TRIES = 6  # with the model, for each question that is wanted
_STEP = "Preparing questions"


@dataclass(frozen=True, slots=True)
class Quiz:
    """A whole quiz."""

    questions: tuple[Question, ...]
    rejected: Mapping[str, int]  # questions that did not pass a check, by reason
    seconds: float
    from_bank: int = 0  # how many of the questions were there already
    shortfall: str = ""  # why there are fewer questions than were wanted; empty where there aren't


class QuizRun(Iterator[Question]):
    """A quiz's questions as they are ready. To be read by one thread at a time."""

    def __init__(
        self,
        wish: QuizWish,
        *,
        snapshot: Snapshot,
        bank: Bank,
        generator: Callable[[], Generator],
        due: Mapping[str, datetime],
        now: datetime,
        stop: threading.Event,
        progress: Progress,
        waiting: Callable[[], AbstractContextManager[None]],
    ) -> None:
        """Look up what is wanted.

        Args:
            wish: How many questions, and of what.
            snapshot: The notes.
            bank: Gives what it has, and gets what is made.
            generator: Gives the model, where one is needed.
            due: When each question that the student has answered comes back, by its id.
            now: The time, aware.
            stop: Ends the making within a token.
            progress: Told how many questions there are so far.
            waiting: Entered while the model works for this quiz.

        Raises:
            TutorError: The topic or the chapter is not in the notes.
        """
        self._started = time.perf_counter()
        self._wish = wish
        self._snapshot = snapshot
        self._bank = bank
        self._generator = generator
        self._stop = stop
        self._progress = progress
        self._waiting = waiting
        self._chunks = _wanted_chunks(wish, snapshot)
        self._wanted = frozenset(chunk.id for chunk in self._chunks)
        self._given: list[Question] = []
        self.rejected: Counter[str] = Counter()
        self.shortfall = ""
        self._from_bank = 0
        self._questions = self._run(due, now)

    def __next__(self) -> Question:
        """The next question; while one is made this takes seconds."""
        return next(self._questions)

    def whole(self) -> Quiz:
        """All questions, those included that were read already."""
        for _ in self:
            pass
        seconds = time.perf_counter() - self._started
        return Quiz(
            tuple(self._given), dict(self.rejected), seconds, self._from_bank, self.shortfall
        )

    def _run(self, due: Mapping[str, datetime], now: datetime) -> Iterator[Question]:
        wish = self._wish
        there = self._bank.questions(
            self._snapshot.chunk_ids, kind=wish.kind, difficulty=wish.difficulty
        )
        wanted = (question for question in there if self._is_wanted(question))
        for question in select(wanted, wish.n, due=due, now=now):
            self._given.append(question)
            self._from_bank += 1
            self._progress(_STEP, len(self._given), wish.n)
            yield question
        if len(self._given) < wish.n:
            yield from self._make_missing()

    def _make_missing(self) -> Iterator[Question]:
        wish = self._wish
        generator = self._generator()
        with self._waiting():
            production = Production(
                self._bank, self._snapshot, generator, give_way=self._stop.is_set
            )
            attempts = Attempts(self._passages(), self._kinds(), self._bank.rejections())
        left = _TRIES * (wish.n - len(self._given))
        while len(self._given) < wish.n and left > 0:
            kinds = Counter(question.kind for question in self._given)
            attempt = attempts.next(kinds)
            self._progress(_STEP, len(self._given), wish.n)
            if attempt is None or self._stop.is_set():
                break
            calls = production.calls
            try:
                with self._waiting():
                    made = production.make(attempt.kind, attempt.passage)
            except GaveWayError:  # the quiz was stopped
                break
            left -= production.calls > calls  # what needed no model took no time
            if isinstance(made, Rejected):
                self.rejected[made.reason] += 1
                attempts.failed(attempt)
                continue
            attempts.used(attempt)
            if self._fits(made):
                self._given.append(made)
                self._progress(_STEP, len(self._given), wish.n)
                yield made
        if len(self._given) < wish.n:
            self.shortfall = self._why_fewer()

    def _fits(self, question: Question) -> bool:
        difficulty = self._wish.difficulty
        return difficulty in (None, question.difficulty) and is_new(question, self._given)

    def _is_wanted(self, question: Question) -> bool:
        """Whether a question of the bank is about what was asked for."""
        if self._wish.topic is None and self._wish.chapter is None:
            return True
        if question.citations:
            return any(citation.chunk_id in self._wanted for citation in question.citations)
        return _names(self._wish, question, self._snapshot)

    def _passages(self) -> list[Passage]:
        """What can be asked about, those first that are covered least."""
        known = {passage.chunk.id: passage for passage in self._snapshot.course.passages}
        covered = self._bank.covered(self._snapshot.chunk_ids)
        passages = [known[chunk.id] for chunk in self._chunks if chunk.id in known]
        if self._wish.topic is None:
            return in_turn(passages, covered)
        return sorted(passages, key=lambda passage: covered[passage.chunk.id])

    def _kinds(self) -> tuple[Kind, ...]:
        return KINDS if self._wish.kind is None else (self._wish.kind,)

    def _why_fewer(self) -> str:
        done = f"{len(self._given)} of {self._wish.n} questions"
        if self._stop.is_set():
            return f"Stopped after {done}."
        return (
            f"There are {done}: what else was made from these notes did not pass the checks. Ask "
            "again for more, or about something else."
        )


def _wanted_chunks(wish: QuizWish, snapshot: Snapshot) -> tuple[Chunk, ...]:
    """The passages that the quiz is about.

    Raises:
        TutorError: The topic or the chapter is not in the notes, or not the one in the other.
    """
    chapter = snapshot.outline.find(wish.chapter) if wish.chapter is not None else None
    chunks = snapshot.chunks if chapter is None else chapter.chunks
    if wish.topic is None:
        return chunks
    about = chunks_about(wish.topic, snapshot.retriever)
    if chapter is None:
        return about
    ids = {chunk.id for chunk in chunks}
    both = tuple(chunk for chunk in about if chunk.id in ids)
    if not both:
        raise QuizError(
            f"The chapter {chapter.name!r} doesn't speak of {wish.topic!r}; leave one "
            "of the two out."
        )
    return both


def _names(wish: QuizWish, question: Question, snapshot: Snapshot) -> bool:
    """Whether a question without citations says itself that it is about what is wanted."""
    if wish.chapter is not None and question.chapter != snapshot.outline.find(wish.chapter).key:
        return False
    said = content_terms(f"{question.topic} {question.question} {question.answer_text}")
    if wish.topic is None:
        return True
    return content_terms(as_in_the_notes(wish.topic, snapshot.retriever)) <= said
