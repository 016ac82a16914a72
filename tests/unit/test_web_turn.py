"""A turn ends as it should whatever happens in it, and stopping it stops the model."""

import logging
import threading
from collections.abc import Iterator

import pytest
from fakes_web import ACTIVATION, Script, ScriptedTutor, pieces

from tutor.answering.events import Event, SourcesFound, Token
from tutor.conversations.turn import Phase, Turn
from tutor.errors import TutorError
from tutor.web.runs import Run, Runs
from tutor.web.text import chat as text
from tutor.web.turn import run_turn

PATIENCE = 10  # seconds that a thread may take before a test fails


def turns_of(tutor: ScriptedTutor, runs: Runs, before: tuple[Turn, ...] = ()) -> Iterator[Turn]:
    return run_turn(tutor, runs, "a session", "Why?", before, interval=0)


class Gate:
    """Holds a turn before its `n`th token until it is opened."""

    def __init__(self, n: int) -> None:
        self._left = n
        self.reached = threading.Event()
        self.opened = threading.Event()

    def __call__(self, event: Event) -> None:
        if isinstance(event, Token):
            self._left -= 1
            if self._left == 0:
                self.reached.set()
                assert self.opened.wait(PATIENCE)


def test_the_question_is_there_at_once_and_the_answer_in_the_end() -> None:
    first, *_, last = turns_of(ScriptedTutor(), Runs())
    assert (first.phase, first.question) == (Phase.SEARCHING, "Why?")
    assert last.phase is Phase.ANSWERED
    assert last.sentences == ACTIVATION.sentences


def test_the_turns_before_are_handed_on() -> None:
    tutor = ScriptedTutor()
    *_, first = turns_of(tutor, Runs())
    list(turns_of(tutor, Runs(), (first,)))
    assert tutor.asked[1] == ("Why?", (("Why?", first.text),))


def test_stopping_ends_the_turn_at_once_and_closes_the_events() -> None:
    gate = Gate(3)
    tutor = ScriptedTutor(pause=gate)
    runs = Runs()
    seen = []
    for turn in turns_of(tutor, runs):
        seen.append(turn)
        if turn.phase is Phase.WRITING:
            assert gate.reached.wait(PATIENCE)
            runs.stop("a session")  # while the model is busy with its next token
    assert seen[-1].phase is Phase.STOPPED
    assert not tutor.closed
    gate.opened.set()
    assert tutor.stopped.wait(PATIENCE)
    assert tutor.closed == ["Why?"]


def test_stopping_one_session_leaves_the_others_alone() -> None:
    runs = Runs()
    turns = turns_of(ScriptedTutor(), runs)
    next(turns)
    runs.stop("another session")
    *_, last = turns
    assert last.phase is Phase.ANSWERED


def test_a_tab_that_is_closed_stops_the_model() -> None:
    gate = Gate(2)
    tutor = ScriptedTutor(pause=gate)
    turns = turns_of(tutor, Runs())
    while next(turns).phase is not Phase.WRITING:
        pass
    turns.close()  # type: ignore[attr-defined]
    gate.opened.set()
    assert tutor.stopped.wait(PATIENCE)


def test_a_new_question_stops_the_one_before_in_the_same_session() -> None:
    gate = Gate(2)
    tutor = ScriptedTutor(pause=gate)
    runs = Runs()
    first = turns_of(tutor, runs)
    while next(first).phase is not Phase.WRITING:
        pass
    second = turns_of(ScriptedTutor(), runs)
    assert [*second][-1].phase is Phase.ANSWERED
    assert [*first][-1].phase is Phase.STOPPED
    gate.opened.set()
    assert tutor.stopped.wait(PATIENCE)


def test_an_error_of_the_tutor_is_its_sentence_and_what_was_written_stays() -> None:
    error = TutorError("The question is too long; shorten it.")
    script = Script(ACTIVATION.sentences[:1], ACTIVATION.sources, error=error)
    *_, last = turns_of(ScriptedTutor(default=script), Runs())
    assert (last.phase, last.problem) == (Phase.FAILED, str(error))
    assert last.sentences == ACTIVATION.sentences[:1]


def test_a_bug_is_logged_with_its_traceback_and_told_in_one_sentence(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.ERROR):
        *_, last = turns_of(ScriptedTutor(default=Script(error=KeyError("chunk"))), Runs())
    assert (last.phase, last.problem) == (Phase.FAILED, text.UNEXPECTED)
    [record] = caplog.records
    assert record.exc_info
    assert record.exc_info[0] is KeyError


def test_events_that_end_without_finished_are_a_bug(caplog: pytest.LogCaptureFixture) -> None:
    class Breaking(ScriptedTutor):
        def stream(self, question, *, history=()):  # type: ignore[no-untyped-def]
            yield SourcesFound((), 0.0)

    *_, last = turns_of(Breaking(), Runs())
    assert last.problem == text.UNEXPECTED
    assert "without Finished" in caplog.text


def test_events_that_come_together_are_shown_together() -> None:
    tokens = [Token(piece) for piece in pieces("A sentence of some length.")]
    read = threading.Event()

    def stream() -> Iterator[Event]:
        yield from tokens
        read.set()

    now = [0.0]

    def clock() -> float:
        read.wait(PATIENCE)  # the first look at the clock is after everything was read
        return now[0]

    batches = list(Run(stream()).batches(interval=0.0, clock=clock))
    assert [event for batch in batches for event in batch] == tokens
    assert len(batches) == 1
