"""What the chat shows after each deed, and that an earlier deed never writes over a later one."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, cast

import gradio as gr
import pytest
from fakes_web import ScriptedTutor, kept, loops_closed

from tutor.conversations.conversations import Conversations
from tutor.conversations.turn import Phase, Turn
from tutor.errors import TutorError
from tutor.records.errors import RecordsError
from tutor.web.app import build_app
from tutor.web.chat import Screen, Update
from tutor.web.chat_deed import ChatDeed, Latest, chat_deed
from tutor.web.line import Line
from tutor.web.live_turns import LiveTurns
from tutor.web.text import chat as text

ONE = "1" * 32
STUDENT = "a" * 32
NAMES = ["past", "live", "past_sources", "live_sources", "state"]
SCREEN = Screen(**cast("Any", {name: name for name in NAMES}), linked=False, quiz=False)


@pytest.fixture
def conversations() -> Iterator[Conversations]:
    with kept() as conversations:
        yield conversations


@pytest.fixture
def turns(conversations: Conversations) -> Iterator[LiveTurns]:
    turns = LiveTurns(ScriptedTutor(), conversations, Line(), patience=60)
    yield turns
    turns.close()


def deed(name: str, conversation: str = ONE, *, sequence: int = 1, **values: str) -> ChatDeed:
    return ChatDeed(
        name,
        values.get("student", "anna"),
        values.get("session", "a page"),
        conversation,
        sequence,
        values.get("question", ""),
    )


def screen(updates: Iterator[Update]) -> dict[str, Any]:
    """What each component shows in the end."""
    result: dict[str, Any] = {}
    for update in updates:
        result |= update
    return result


@pytest.mark.parametrize("name", ["stop", "open"])
def test_deed_that_shows_nothing_leaves_the_screen_as_it_is(
    conversations: Conversations, name: str
) -> None:
    with loops_closed():
        app = build_app(ScriptedTutor(), conversations)
        (act,) = [fn.fn for fn in app.fns.values() if fn.concurrency_id == "chat"]

    def did(name: str, sequence: int) -> list[Update]:
        event = SimpleNamespace(name=name, student=STUDENT, conversation=ONE, sequence=sequence)
        return list(act(event, requested(local=True)))

    assert did("open", 2)
    # Of an event that gives no update at all Gradio makes one that empties everything.
    (update,) = did(name, 2)
    assert list(update.values()) == [gr.skip()]


def requested(*, local: bool) -> Any:
    return SimpleNamespace(
        client=SimpleNamespace(host="127.0.0.1" if local else "192.0.2.7"),
        headers={},
        scope={},
        session_hash="a page",
    )


def sent(local: bool = False, **values: object) -> ChatDeed:
    given = {"name": "ask", "student": STUDENT, "conversation": ONE, "sequence": 3, **values}
    return chat_deed(cast("Any", SimpleNamespace(**given)), requested(local=local))


def test_a_deed_is_whose_browser_sent_it() -> None:
    taken = sent(question="  Why? ")
    assert (taken.student, taken.conversation) == (f"visitor-{STUDENT}", ONE)
    assert (taken.question, taken.sequence, taken.session) == ("Why?", 3, "a page")


@pytest.mark.parametrize(
    "values",
    [
        {"conversation": "../records"},
        {"conversation": ONE[1:]},
        {"sequence": "3"},
        {"sequence": None},
        {"student": "somebody"},
    ],
)
def test_what_the_page_never_sends_is_refused(values: dict[str, object]) -> None:
    with pytest.raises(TutorError):
        sent(**values)


def test_only_the_latest_deed_of_a_page_is_shown() -> None:
    latest = Latest()
    first, second = deed("ask", sequence=1), deed("open", sequence=2)
    elsewhere = deed("open", sequence=1, session="another page")
    assert latest.begin(second)
    assert not latest.begin(first)  # it was sent before, and came later
    assert latest.begin(elsewhere)
    assert latest.shows(second)
    assert not latest.shows(first)


def test_a_question_is_shown_with_its_answer_and_then_above_the_next(turns: LiveTurns) -> None:
    shown = screen(SCREEN.shown(turns, deed("ask", question="Why?")))
    assert "Why?" in shown["live"]
    assert 'id="source-1-1"' in shown["live_sources"]
    assert shown["past"] == ""
    assert 'data-shows="ended"' in shown["state"]
    assert f'data-conversation="{ONE}"' in shown["state"]
    shown = screen(SCREEN.shown(turns, deed("ask", question="And?", sequence=2)))
    assert "Why?" in shown["past"]
    assert 'id="turn-2"' in shown["live"]
    assert 'id="source-1-1"' in shown["past_sources"]


def test_opening_shows_what_was_kept(turns: LiveTurns) -> None:
    asked = screen(SCREEN.shown(turns, deed("ask", question="Why?")))
    opened = screen(SCREEN.shown(turns, deed("open", sequence=2)))
    assert opened["live"] == asked["live"]
    assert opened["live_sources"] == asked["live_sources"]


@pytest.mark.parametrize(
    "opening", [deed("open", ""), deed("open", "2" * 32), deed("open", student="ben")]
)
def test_nobodys_and_somebody_elses_conversation_is_a_new_one(
    turns: LiveTurns, opening: ChatDeed
) -> None:
    screen(SCREEN.shown(turns, deed("ask", question="Why?")))
    shown = screen(SCREEN.shown(turns, opening))
    assert [shown[name] for name in NAMES[:4]] == [""] * 4
    assert 'data-conversation=""' in shown["state"]


def test_what_cannot_be_begun_is_a_sentence(
    turns: LiveTurns, monkeypatch: pytest.MonkeyPatch, conversations: Conversations
) -> None:
    def full(*_: object) -> None:
        raise RecordsError("The disk is full.")

    monkeypatch.setattr(conversations, "keep", full)
    shown = screen(SCREEN.shown(turns, deed("ask", question="Why?")))
    assert "The disk is full." in shown["live"]
    assert "Why?" in shown["live"]


def test_a_bug_is_a_sentence_too(
    turns: LiveTurns,
    conversations: Conversations,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken(*_: object) -> tuple[Turn, ...]:
        raise KeyError("turn")

    monkeypatch.setattr(conversations, "turns", broken)
    shown = screen(SCREEN.shown(turns, deed("open")))
    assert text.UNEXPECTED in shown["live"]
    assert "KeyError" in caplog.text


def test_what_stands_above_is_sent_once(turns: LiveTurns, conversations: Conversations) -> None:
    for number in range(1, 51):
        conversations.keep("anna", ONE, number, Turn(f"Question {number}?", Phase.STOPPED))
    updates = list(SCREEN.shown(turns, deed("ask", question="And now?")))
    assert [update["past"].count('class="question"') for update in updates if "past" in update] == [
        50
    ]
