"""The turns that are under way: each in a thread of its own, whoever looks at it and however often.

A turn belongs to a student's conversation and not to a connection, so a reload, another tab or a
lost connection finds it where it has come to.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any, cast

from tutor.conversations.conversations import Conversations
from tutor.conversations.turn import Turn, advance, begin, fail, history, queue
from tutor.errors import TutorError
from tutor.web.line import Line, Ticket
from tutor.web.live_turn import LiveTurn
from tutor.web.text import chat as text
from tutor.web.turn import Answering

_LOG = logging.getLogger(__name__)
_MOST = 5  # turns of one student that are under way at once
_AT_ONCE = 0.3  # seconds in line that nobody needs to be told of


class TooManyTurnsError(TutorError):
    """A student has as many turns under way as one may have."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A conversation as it is now."""

    past: tuple[Turn, ...]
    last: LiveTurn | Turn | None  # the turn after those; None where there is none at all

    def watch(self) -> Iterator[Turn]:
        """What the last turn comes to, until its end."""
        if isinstance(self.last, LiveTurn):
            yield from self.last.watch()
        elif self.last is not None:
            yield self.last


Instead = Callable[[str, Sequence[Turn]], Turn | None]


class LiveTurns:
    """All turns that are under way; for several threads. A student can reach only their own."""

    def __init__(
        self,
        tutor: Answering,
        conversations: Conversations,
        line: Line,
        *,
        instead: Instead = lambda question, before: None,  # noqa: ARG005
        patience: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Begin without a turn.

        Args:
            tutor: Answers the questions.
            conversations: Where the turns are kept.
            line: Before the tutor.
            instead: Gives the whole turn where a question needs no answer.
            patience: Seconds for which nobody need look at a turn before it is stopped.
            clock: Gives seconds.
        """
        self._tutor = tutor
        self._conversations = conversations
        self._line = line
        self._instead = instead
        self._patience = patience
        self._clock = clock
        self._lock = threading.RLock()
        self._live: dict[tuple[str, str], LiveTurn] = {}

    def ask(self, student: str, conversation: str, question: str) -> Opened:
        """Begin the next turn of a conversation, whose running one is stopped.

        Raises:
            UnknownConversationError: It is another student's.
            TooManyTurnsError: As many as a student may have are under way in others.
            RecordsError: It can't be kept.
        """
        with self._lock:
            self.stop(student, conversation)
            before = self._conversations.turns(student, conversation)
            return self._begin(student, conversation, question, before)

    def ask_again(self, student: str, conversation: str) -> Opened:
        """Begin the last turn of a conversation anew, if it has one.

        Raises:
            UnknownConversationError: It is another student's.
            TooManyTurnsError: As many as a student may have are under way in others.
            RecordsError: It can't be kept.
        """
        with self._lock:
            self.stop(student, conversation)
            turns = self._conversations.turns(student, conversation)
            if not turns:
                return Opened((), None)
            return self._begin(student, conversation, turns[-1].question, turns[:-1])

    def opened(self, student: str, conversation: str) -> Opened:
        """A conversation with the turn that it has under way.

        Raises:
            UnknownConversationError: It is another student's.
        """
        with self._lock:
            turns = self._conversations.turns(student, conversation)
            live = self._live.get((student, conversation))
        if live is not None:
            return Opened(turns[: live.number - 1], live)
        return Opened(turns[:-1], turns[-1] if turns else None)

    def stop(self, student: str, conversation: str) -> None:
        """Stop a conversation's turn if it has one."""
        with self._lock:
            live = self._live.pop((student, conversation), None)
            if live is not None:
                live.stop()

    def close(self) -> None:
        """Stop all."""
        with self._lock:
            for key in list(self._live):
                self.stop(*key)

    def _begin(
        self, student: str, conversation: str, question: str, before: tuple[Turn, ...]
    ) -> Opened:
        number = len(before) + 1

        def keep(turn: Turn) -> None:
            self._conversations.keep(student, conversation, number, turn)

        turn = Turn(question)
        live = LiveTurn(turn, number, keep, self._clock)
        at_once = self._instead(question, before)
        if at_once is not None:
            live.end(at_once)
            return Opened(before, live)
        if sum(whose == student for whose, _ in self._live) >= _MOST:
            raise TooManyTurnsError(text.too_many_turns(_MOST))
        keep(turn)
        key = (student, conversation)
        self._live[key] = live
        threading.Thread(
            target=self._run, args=(key, live, before), name="turn", daemon=True
        ).start()
        return Opened(before, live)

    def _run(self, key: tuple[str, str], live: LiveTurn, before: Sequence[Turn]) -> None:
        """Bring a turn to its end, whatever happens on the way."""
        try:
            with self._line.join() as ticket:
                if self._admitted(live, ticket):
                    self._answer(live, before)
        except TutorError as error:
            live.end(fail(live.turn, str(error)))
        except Exception:  # noqa: BLE001 - logged, and the page goes on
            _LOG.exception("The answer to a question failed")
            problem = text.BROKEN_OFF if live.turn.text.strip() else text.UNEXPECTED
            live.end(fail(live.turn, problem))
        finally:
            with self._lock:
                if self._live.get(key) is live:
                    del self._live[key]
            live.closed()

    def _admitted(self, live: LiveTurn, ticket: Ticket) -> bool:
        """Whether the turn came to the front of the line before it was stopped."""
        if ticket.wait(_AT_ONCE):
            return True
        while not live.ended:
            standing = ticket.standing()
            if standing is None:
                return True
            live.update(queue(live.turn, standing.place, standing.seconds))
            self._stop_unwatched(live)
            ticket.wait(1.0)
        return False

    def _answer(self, live: LiveTurn, before: Sequence[Turn]) -> None:
        turn = begin(live.turn)
        live.update(turn)
        events = self._tutor.stream(turn.question, history=history(before), stop=live.over)
        # The contract asks for a generator; Iterator has no close() to say so.
        with closing(cast("Any", events)):
            for event in events:
                turn = advance(turn, event)
                if turn.phase.running:
                    live.update(turn)
                self._stop_unwatched(live)
                if live.ended:
                    return
        if turn.phase.running:
            raise RuntimeError("the turn's events ended without Finished")
        live.end(turn)

    def _stop_unwatched(self, live: LiveTurn) -> None:
        if not live.watched(self._patience):
            live.stop()
