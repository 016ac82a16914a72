"""Work in the background stops within a token when somebody needs the model."""

import threading

import pytest
from fakes import FakeGenerator

from tutor.generation.base import Message
from tutor.practice.courtesy import CourteousGenerator, GaveWayError

ASKED = [Message("user", "Ask something.")]


def test_everything_is_passed_on_while_nobody_waits() -> None:
    model = FakeGenerator("One two three", verdicts=[(-1.0, -2.0)])
    courteous = CourteousGenerator(model, lambda: False)
    assert "".join(courteous.stream(ASKED, max_tokens=9)) == "One two three"
    assert courteous.choose(ASKED, ("Yes", "No")) == [-1.0, -2.0]
    assert courteous.count_tokens(ASKED) == 2
    assert (courteous.name, courteous.context_length) == ("fake", 4096)
    assert courteous.calls == 2
    courteous.close()
    assert not model.closed  # it belongs to whoever loaded it


def test_answer_is_broken_off_within_a_token_and_the_model_stopped() -> None:
    model = FakeGenerator("One two three four")
    heard: list[str] = []
    courteous = CourteousGenerator(model, lambda: len(heard) >= 2)
    with pytest.raises(GaveWayError):
        heard.extend(courteous.stream(ASKED, max_tokens=9))
    assert heard == ["One", " two"]
    assert model.stopped == 1


def test_model_is_not_asked_while_somebody_waits() -> None:
    model = FakeGenerator()
    courteous = CourteousGenerator(model, lambda: True)
    with pytest.raises(GaveWayError):
        next(courteous.stream(ASKED, max_tokens=9))
    with pytest.raises(GaveWayError):
        courteous.choose(ASKED, ("Yes", "No"))
    assert (model.prompts, model.choices, courteous.calls) == ([], [], 0)


def test_verdict_that_came_too_late_is_dropped() -> None:
    waiting = iter((False, True))
    courteous = CourteousGenerator(FakeGenerator(verdicts=[(-1.0,)]), lambda: next(waiting))
    with pytest.raises(GaveWayError):
        courteous.choose(ASKED, ("Yes",))


def test_engine_that_asks_before_it_begins_is_told_to_let_it_be() -> None:
    waiting = iter((False, True, False))  # somebody came while the work stood behind an answer
    model = FakeGenerator("One two three")
    courteous = CourteousGenerator(model, lambda: next(waiting))
    with pytest.raises(GaveWayError):
        list(courteous.stream(ASKED, max_tokens=9))


def test_stop_of_the_caller_ends_the_answer_without_an_error() -> None:
    stop = threading.Event()
    courteous = CourteousGenerator(FakeGenerator("One two three"), lambda: False)
    pieces = courteous.stream(ASKED, max_tokens=9, stop=stop)
    assert next(pieces) == "One"
    stop.set()
    assert list(pieces) == []
