"""A turn goes on whoever looks at it, and is kept before anybody sees its end."""

import logging
import threading
from collections.abc import Callable, Iterator
from itertools import count

import pytest
from fakes_web import ACTIVATION, Script, ScriptedTutor, kept

from tutor.answering.events import Event, SourcesFound, Token
from tutor.conversations.conversations import Conversations, UnknownConversationError
from tutor.conversations.turn import Phase, Turn
from tutor.errors import TutorError
from tutor.records.errors import RecordsError
from tutor.web.line import Line
from tutor.web.live_turn import LiveTurn
from tutor.web.live_turns import Instead, LiveTurns, Opened, TooManyTurnsError
from tutor.web.text import chat as text

PATIENCE = 10  # seconds that a thread may take before a test fails
ANNA, BEN = "visitor-anna", "visitor-ben"
ONE, TWO = "1" * 32, "2" * 32


class Gate:
    """Holds the turns before their `n`th token until it is opened."""

    def __init__(self, n: int) -> None:
        self._left = n
        self.reached = threading.Event()
        self.opened = threading.Event()

    def __call__(self, event: Event) -> None:
        if isinstance(event, Token):
            self._left -= 1
            if self._left <= 0:
                self.reached.set()
                assert self.opened.wait(PATIENCE)


@pytest.fixture
def conversations() -> Iterator[Conversations]:
    with kept() as conversations:
        yield conversations


Make = Callable[..., LiveTurns]


@pytest.fixture
def make(conversations: Conversations) -> Iterator[Make]:
    """Live turns over these conversations; all have ended when the test has."""
    made: list[LiveTurns] = []

    def make(
        tutor: ScriptedTutor,
        *,
        instead: Instead = lambda question, before: None,
        patience: float = PATIENCE,
        clock: Callable[[], float] = lambda: 0.0,
    ) -> LiveTurns:
        made.append(
            LiveTurns(tutor, conversations, Line(), instead=instead, patience=patience, clock=clock)
        )
        return made[-1]

    yield make
    for turns in made:
        turns.close()


def live(opened: Opened) -> LiveTurn:
    assert isinstance(opened.last, LiveTurn)
    return opened.last


def last(opened: Opened) -> Turn:
    *_, turn = opened.watch()
    return turn


def test_the_question_is_kept_at_once_and_the_answer_before_its_end_is_seen(
    make: Make, conversations: Conversations
) -> None:
    gate = Gate(1)
    turns = make(ScriptedTutor(pause=gate))
    opened = turns.ask(ANNA, ONE, "Why?")
    assert [each.question for each in conversations.turns(ANNA, ONE)] == ["Why?"]
    gate.opened.set()
    turn = last(opened)
    assert (turn.phase, turn.sentences) == (Phase.ANSWERED, ACTIVATION.sentences)
    [stored] = conversations.turns(ANNA, ONE)
    assert (stored.phase, stored.sentences) == (Phase.ANSWERED, ACTIVATION.sentences)


def test_the_turns_before_are_handed_on(make: Make) -> None:
    tutor = ScriptedTutor()
    turns = make(tutor)
    first = last(turns.ask(ANNA, ONE, "Why?"))
    second = turns.ask(ANNA, ONE, "And?")
    assert second.past == (first,)
    last(second)
    assert tutor.asked[1] == ("And?", (("Why?", first.text),))


def test_whoever_opens_the_conversation_later_sees_the_same_turn_go_on(make: Make) -> None:
    gate = Gate(3)
    turns = make(ScriptedTutor(pause=gate))
    asked = turns.ask(ANNA, ONE, "Why?")
    assert gate.reached.wait(PATIENCE)
    again = turns.opened(ANNA, ONE)
    assert again.last is asked.last
    assert next(again.watch()).phase is Phase.WRITING
    gate.opened.set()
    assert last(asked) == last(again)
    assert live(asked).wait_closed(PATIENCE)
    assert turns.opened(ANNA, ONE) == Opened((), last(asked))


def test_stopping_ends_the_turn_at_once_and_closes_the_events(
    make: Make, conversations: Conversations
) -> None:
    gate = Gate(3)
    tutor = ScriptedTutor(pause=gate)
    turns = make(tutor)
    opened = turns.ask(ANNA, ONE, "Why?")
    assert gate.reached.wait(PATIENCE)  # the model is busy with its next token
    turns.stop(ANNA, ONE)
    turn = last(opened)
    assert (turn.phase, bool(turn.text)) == (Phase.STOPPED, True)
    assert conversations.turns(ANNA, ONE)[0].text == turn.text
    assert not tutor.closed
    gate.opened.set()
    assert tutor.stopped.wait(PATIENCE)
    assert tutor.closed == ["Why?"]


def test_nobody_can_reach_the_turn_of_another_student(make: Make) -> None:
    gate = Gate(2)
    turns = make(ScriptedTutor(pause=gate))
    opened = turns.ask(ANNA, ONE, "Why?")
    assert gate.reached.wait(PATIENCE)
    turns.stop(BEN, ONE)
    for reach in (
        lambda: turns.opened(BEN, ONE),
        lambda: turns.ask(BEN, ONE, "What did she ask?"),
        lambda: turns.ask_again(BEN, ONE),
    ):
        with pytest.raises(UnknownConversationError):
            reach()
    gate.opened.set()
    assert last(opened).phase is Phase.ANSWERED


def test_a_new_question_stops_the_one_before_in_the_same_conversation(
    make: Make, conversations: Conversations
) -> None:
    gate = Gate(2)
    tutor = ScriptedTutor(pause=gate)
    turns = make(tutor)
    first = turns.ask(ANNA, ONE, "Why?")
    assert gate.reached.wait(PATIENCE)
    second = turns.ask(ANNA, ONE, "What?")
    assert last(first).phase is Phase.STOPPED
    gate.opened.set()
    assert last(second).phase is Phase.ANSWERED
    phases = [turn.phase for turn in conversations.turns(ANNA, ONE)]
    assert phases == [Phase.STOPPED, Phase.ANSWERED]


def test_asking_again_takes_the_place_of_the_last_answer(
    make: Make, conversations: Conversations
) -> None:
    turns = make(ScriptedTutor())
    for question in ("One?", "Two?"):
        last(turns.ask(ANNA, ONE, question))
    again = turns.ask_again(ANNA, ONE)
    assert (len(again.past), last(again).question) == (1, "Two?")
    assert [turn.question for turn in conversations.turns(ANNA, ONE)] == ["One?", "Two?"]
    assert turns.ask_again(ANNA, TWO) == Opened((), None)


def test_others_wait_in_line_and_see_their_place(make: Make) -> None:
    gate = Gate(1)
    tutor = ScriptedTutor(pause=gate)
    turns = make(tutor)
    first = turns.ask(ANNA, ONE, "First?")
    assert gate.reached.wait(PATIENCE)
    second = turns.ask(BEN, TWO, "Second?")
    waiting = next(turn for turn in second.watch() if turn.phase is Phase.WAITING)
    assert (waiting.place, waiting.wait) == (1, None)
    gate.opened.set()
    assert [last(each).phase for each in (first, second)] == [Phase.ANSWERED] * 2
    assert [question for question, _ in tutor.asked] == ["First?", "Second?"]
    assert last(second).place == 0


def test_who_stops_while_waiting_is_never_asked_for(make: Make) -> None:
    gate = Gate(1)
    tutor = ScriptedTutor(pause=gate)
    turns = make(tutor)
    first = turns.ask(ANNA, ONE, "First?")
    assert gate.reached.wait(PATIENCE)
    second = turns.ask(BEN, TWO, "Second?")
    turns.stop(BEN, TWO)
    assert last(second).phase is Phase.STOPPED
    assert live(second).wait_closed(PATIENCE)
    gate.opened.set()
    last(first)
    assert [question for question, _ in tutor.asked] == ["First?"]


def test_a_turn_that_nobody_looks_at_is_stopped_and_frees_the_line(
    make: Make, conversations: Conversations
) -> None:
    now = [0.0]
    gate = Gate(5)
    tutor = ScriptedTutor(pause=gate)
    turns = make(tutor, patience=20, clock=lambda: now[0])
    left = turns.ask(ANNA, ONE, "Why?")
    assert gate.reached.wait(PATIENCE)
    now[0] = 20.5
    waiting = turns.ask(BEN, TWO, "And I?")
    gate.opened.set()
    assert last(waiting).phase is Phase.ANSWERED
    assert tutor.closed == ["Why?"]
    assert last(left).phase is Phase.STOPPED
    assert conversations.turns(ANNA, ONE)[0].text


def test_one_that_waits_in_line_is_dropped_too_when_nobody_looks(make: Make) -> None:
    seconds = count()  # every look at the clock is a second later
    gate = Gate(1)
    tutor = ScriptedTutor(pause=gate)
    turns = make(tutor, patience=60, clock=lambda: float(next(seconds)))
    turns.ask(ANNA, ONE, "First?")
    assert gate.reached.wait(PATIENCE)
    left = live(turns.ask(BEN, TWO, "Second?"))
    for _ in range(60):
        next(seconds)
    assert left.wait_closed(PATIENCE)
    assert left.turn.phase is Phase.STOPPED
    gate.opened.set()


def test_an_error_of_the_tutor_is_its_sentence_and_what_was_written_stays(make: Make) -> None:
    error = TutorError("The question is too long; shorten it.")
    script = Script(ACTIVATION.sentences[:1], ACTIVATION.sources, error=error)
    turn = last(make(ScriptedTutor(default=script)).ask(ANNA, ONE, "Why?"))
    assert (turn.phase, turn.problem) == (Phase.FAILED, str(error))
    assert turn.sentences == ACTIVATION.sentences[:1]


@pytest.mark.parametrize(
    ("written", "said"), [(0, text.UNEXPECTED), (1, text.BROKEN_OFF)], ids=["at once", "midway"]
)
def test_a_bug_is_logged_with_its_traceback_and_told_in_one_sentence(
    make: Make, caplog: pytest.LogCaptureFixture, written: int, said: str
) -> None:
    script = Script(ACTIVATION.sentences[:written], ACTIVATION.sources, error=KeyError("chunk"))
    with caplog.at_level(logging.ERROR):
        turn = last(make(ScriptedTutor(default=script)).ask(ANNA, ONE, "Why?"))
    assert (turn.phase, turn.problem) == (Phase.FAILED, said)
    assert turn.sentences == ACTIVATION.sentences[:written]
    [record] = caplog.records
    assert record.exc_info
    assert record.exc_info[0] is KeyError


def test_events_that_end_without_finished_are_a_bug(
    make: Make, caplog: pytest.LogCaptureFixture
) -> None:
    class Breaking(ScriptedTutor):
        def stream(self, question, *, history=(), stop=None):  # type: ignore[no-untyped-def]
            yield SourcesFound((), 0.0)

    assert last(make(Breaking()).ask(ANNA, ONE, "Why?")).problem == text.UNEXPECTED
    assert "without Finished" in caplog.text


def test_who_stops_while_the_model_is_loaded_leaves_the_line(
    make: Make, conversations: Conversations
) -> None:
    class Loading(ScriptedTutor):
        def stream(self, question, *, history=(), stop=None):  # type: ignore[no-untyped-def]
            if question == "First?":
                assert stop.wait(PATIENCE)
                raise TutorError("It was stopped before the language model was there.")
            yield from super().stream(question, history=history)

    turns = make(Loading())
    first = turns.ask(ANNA, ONE, "First?")
    second = turns.ask(BEN, TWO, "Second?")
    turns.stop(ANNA, ONE)
    assert last(second).phase is Phase.ANSWERED
    assert last(first).phase is conversations.turns(ANNA, ONE)[0].phase is Phase.STOPPED


def test_a_turn_that_needs_no_answer_is_kept_and_there_at_once(
    make: Make, conversations: Conversations
) -> None:
    def quiz(question: str, before: object) -> Turn:
        return Turn(question, Phase.QUIZ)

    tutor = ScriptedTutor()
    assert last(make(tutor, instead=quiz).ask(ANNA, ONE, "quiz me")).phase is Phase.QUIZ
    assert conversations.turns(ANNA, ONE)[0].phase is Phase.QUIZ
    assert not tutor.asked


def test_one_student_cannot_fill_the_line(make: Make, conversations: Conversations) -> None:
    gate = Gate(1)
    turns = make(ScriptedTutor(pause=gate))
    for number in range(1, 6):
        turns.ask(ANNA, f"{number:032x}", "Why?")
    with pytest.raises(TooManyTurnsError, match="5 of your questions"):
        turns.ask(ANNA, "6" * 32, "Why?")
    assert conversations.turns(ANNA, "6" * 32) == ()
    turns.ask(BEN, TWO, "Why?")
    turns.ask(ANNA, f"{5:032x}", "In place of the one that this stops?")
    gate.opened.set()


def test_closing_stops_all(make: Make) -> None:
    gate = Gate(1)
    turns = make(ScriptedTutor(pause=gate))
    opened = [turns.ask(student, id_, "Why?") for student, id_ in ((ANNA, ONE), (BEN, TWO))]
    turns.close()
    gate.opened.set()
    assert [last(each).phase for each in opened] == [Phase.STOPPED] * 2
    assert all(live(each).wait_closed(PATIENCE) for each in opened)


def test_updates_that_come_together_are_shown_together() -> None:
    turn = LiveTurn(Turn("Why?"), 1, lambda turn: None, lambda: 0.0)
    looks = turn.watch(interval=0, beat=PATIENCE)
    assert next(looks).query == ""
    for query in ("one", "two", "three"):
        turn.update(Turn("Why?", query=query))
    assert next(looks).query == "three"
    turn.stop()
    assert [look.phase for look in looks] == [Phase.STOPPED]


def test_a_look_is_given_after_a_while_although_nothing_changed() -> None:
    looks = LiveTurn(Turn("Why?"), 1, lambda turn: None, lambda: 0.0).watch(interval=0, beat=0)
    assert next(looks) is next(looks)


def test_while_it_is_written_a_turn_is_kept_every_two_seconds() -> None:
    now = [0.0]
    saved: list[str] = []
    turn = LiveTurn(Turn("Why?"), 1, lambda turn: saved.append(turn.query), lambda: now[0])
    for second in (1, 2, 3, 4):
        now[0] = float(second)
        turn.update(Turn("Why?", Phase.WRITING, query=str(second)))
    assert saved == ["2", "4"]


def test_what_cannot_be_kept_is_said_and_stays_on_the_screen() -> None:
    def full(turn: Turn) -> None:
        raise RecordsError("The disk is full.")

    turn = LiveTurn(Turn("Why?"), 1, full, lambda: 0.0)
    turn.end(Turn("Why?", Phase.ANSWERED, pending="Because."))
    assert turn.ended
    assert (turn.turn.phase, turn.turn.problem) == (Phase.FAILED, "The disk is full.")
    assert turn.turn.text == "Because."
