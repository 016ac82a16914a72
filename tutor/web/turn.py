"""One turn as the page sees it: from a question to its end, whatever happens on the way."""

import logging
from collections.abc import Iterator, Sequence
from functools import reduce
from typing import Protocol

from tutor.answering.events import Event
from tutor.conversations.turn import Turn, advance, fail, history, stop
from tutor.errors import TutorError
from tutor.web.runs import Run, Runs
from tutor.web.text import chat as text

_LOG = logging.getLogger(__name__)
_INTERVAL = 0.04  # seconds between two updates of the page


class Answering(Protocol):
    """What the page needs of `tutor.api.Tutor`."""

    @property
    def title(self) -> str:
        """The course's name."""

    @property
    def model_name(self) -> str:
        """The name of the model that answers."""

    def example_questions(self) -> list[str]:
        """Questions that a new conversation offers."""

    def stream(self, question: str, *, history: Sequence[tuple[str, str]] = ()) -> Iterator[Event]:
        """The events of one turn, from a generator that stops the model when it is closed."""


def run_turn(
    tutor: Answering,
    runs: Runs,
    session: str,
    question: str,
    before: Sequence[Turn],
    interval: float = _INTERVAL,
) -> Iterator[Turn]:
    """Yield what the turn has come to, at most once in `interval` seconds, and its end.

    Nothing that goes wrong in the turn is raised: the student reads about it in the conversation,
    and what is not the student's to mend is logged with its traceback.
    """
    turn = Turn(question)
    yield turn
    run = None
    try:
        run = runs.start(session, tutor.stream(question, history=history(before)))
        for batch in run.batches(interval):
            turn = reduce(advance, batch, turn)
            yield turn
        if turn.phase.running:
            yield _stopped(turn, run)
    except TutorError as error:
        yield fail(turn, str(error))
    except Exception:  # noqa: BLE001 - logged, and the page goes on
        _LOG.exception("The answer to a question failed")
        yield fail(turn, text.UNEXPECTED)
    finally:
        # Also when the student closes the tab, which closes this generator.
        if run is not None:
            run.stop()
            runs.end(session, run)


def _stopped(turn: Turn, run: Run) -> Turn:
    if not run.stopped:
        raise RuntimeError("the turn's events ended without Finished")
    return stop(turn)
