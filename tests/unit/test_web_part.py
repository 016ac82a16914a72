"""Who does something in the parts about practice, and what goes wrong there."""

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import gradio as gr
import pytest

from tutor.errors import TutorError
from tutor.records.values import LOCAL_STUDENT
from tutor.web.part import Deed, DeedError, View, deed_of, done
from tutor.web.text import practice as text
from tutor.web.visitor import VisitorError, student_of

TAB = "0" * 32
NAME = "a" * 32


def request(host: str = "127.0.0.1", **headers: str) -> Any:
    return SimpleNamespace(client=SimpleNamespace(host=host), headers=headers)


def event(**data: object) -> gr.EventData:
    sent = {"name": "show", "student": NAME, "tab": TAB, "values": {}, **data}
    return gr.EventData(None, sent)


@dataclass
class FakePart:
    """Remembers deeds; `problem` is raised by the next one."""

    problem: Exception | None = None
    shown: str = "<p>shown</p>"
    deeds: list[Deed] = field(default_factory=list)

    def act(self, deed: Deed) -> None:
        self.deeds.append(deed)
        if self.problem is not None:
            raise self.problem

    def view(self, deed: Deed) -> View:
        return View("key", self.shown, say=deed.text("say"))

    def due(self, student: str) -> int:
        return 7


def test_who_sits_at_this_computer_has_its_records_whatever_the_browser_says() -> None:
    assert student_of("", request()) == LOCAL_STUDENT
    assert student_of(NAME, request()) == LOCAL_STUDENT


def test_others_are_told_apart_by_a_name_that_only_their_browser_knows() -> None:
    assert student_of(NAME, request("192.0.2.7")) == f"visitor-{NAME}"
    assert student_of(NAME, request(**{"X-Forwarded-For": "192.0.2.7"})) == f"visitor-{NAME}"


@pytest.mark.parametrize("name", ["", LOCAL_STUDENT, "visitor-x", "A" * 32, NAME + "\n"])
def test_a_visitor_without_such_a_name_is_nobody(name: str) -> None:
    with pytest.raises(VisitorError):
        student_of(name, request("192.0.2.7"))


def test_what_is_no_deed_is_refused() -> None:
    for sent in ({"values": "all"}, {"tab": "../x"}):
        with pytest.raises(DeedError):
            deed_of(event(**sent), request())


def test_numbers_are_kept_within_their_bounds() -> None:
    deed = Deed("start", "me", TAB, {"n": "5000", "m": -3, "x": "many"})
    assert deed.number("n", 1, 50) == 50
    assert deed.number("m", 1, 50) == 1
    for key in ("x", "missing"):
        with pytest.raises(DeedError):
            deed.number(key, 1, 50)


def test_what_is_shown_carries_what_the_script_needs() -> None:
    html = done(FakePart(), event(values={"say": "<b>"}), request(), 3)
    assert 'data-version="3" data-key="key" data-due="7"' in html
    assert "&lt;b&gt;" in html
    assert "<p>shown</p>" in html


def test_a_problem_stands_above_what_was_there() -> None:
    html = done(FakePart(TutorError("It is <gone>.")), event(), request(), 1)
    assert '<p class="problem" role="alert">It is &lt;gone&gt;.</p>' in html
    assert "<p>shown</p>" in html


def test_a_mistake_of_the_program_is_logged_and_told(caplog: pytest.LogCaptureFixture) -> None:
    html = done(FakePart(ValueError("secret")), event(), request(), 1)
    assert text.UNEXPECTED in html
    assert "secret" not in html
    assert "secret" in caplog.text
