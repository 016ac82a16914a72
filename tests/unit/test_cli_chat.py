"""tutor chat: a conversation remembers, can be stopped and started over."""

from pathlib import Path

import pytest
from cli_fakes import Calls, answer_to, install
from typer.testing import CliRunner, Result

from tutor.cli.app import app


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Calls:
    return install(monkeypatch, tmp_path)


def talk(*lines: str) -> Result:
    result = CliRunner().invoke(app, ["chat"], input="".join(f"{line}\n" for line in lines))
    assert result.exit_code == 0, result.exc_info
    return result


def test_later_questions_carry_the_turns_before_them(calls: Calls) -> None:
    talk("Why?", "", "And how?")
    first, second = calls.asked
    assert first == ("Why?", (), frozenset())
    assert second == ("And how?", (("Why?", answer_to("Why?").text),), frozenset())
    assert calls.closed == 1


def test_new_forgets_the_turns_before(calls: Calls) -> None:
    talk("Why?", "/new", "And how?")
    assert calls.asked[1][1] == ()


def test_sources_shows_every_passage_of_the_last_answer(calls: Calls) -> None:
    result = talk("/sources", "Why?", "/sources")
    assert "There are no sources to show." in result.stdout
    assert "slides.pdf · page 12" in result.stdout


def test_quit_leaves_and_unknown_commands_are_explained(calls: Calls) -> None:
    result = talk("/help", "/quit", "Why?")
    assert "/new starts over" in result.stdout
    assert calls.asked == []


def test_title_is_shown_as_it_is(calls: Calls) -> None:
    assert "My [notes]." in talk().stdout


def test_ctrl_c_stops_the_answer_and_not_the_conversation(
    calls: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calls.tutor, "interrupt_on", "How?")
    result = talk("How?", "Why?")
    assert "It lets layers … stopped" in result.stdout
    assert [(question, history) for question, history, _ in calls.asked] == [
        ("How?", ()),
        ("Why?", ()),
    ]


def test_ctrl_c_at_the_prompt_says_how_to_leave(
    calls: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    replies = iter([KeyboardInterrupt, "Why?", EOFError])

    def read(*_: object, **__: object) -> str:
        reply = next(replies)
        if isinstance(reply, str):
            return reply
        raise reply

    monkeypatch.setattr("rich.console.Console.input", read)
    result = talk()
    assert "Ctrl-D leaves." in result.stdout
    assert len(calls.asked) == 1


def test_question_that_fails_does_not_end_the_conversation(
    calls: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tutor.errors import TutorError

    def fail(*_: object, **__: object) -> None:
        raise TutorError("The server at [x] is gone; start it.")

    monkeypatch.setattr(calls.tutor, "stream", fail)
    result = talk("Why?")
    assert "Error: The server at [x] is gone; start it." in result.stdout
