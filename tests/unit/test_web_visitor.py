"""Whose records somebody has, and who looks after the notes: who sits here, or a keeper."""

from types import SimpleNamespace
from typing import Any

import gradio as gr
import pytest
from starlette.requests import Request

from tutor.records.values import LOCAL_STUDENT
from tutor.web.visitor import USER, User, is_local, may_keep, student_of

NAME = "a" * 32


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.1.1", "::1", "::ffff:127.0.0.1"])
def test_this_computer_is_local(host: str) -> None:
    assert is_local(host, ["Host", "User-Agent"])


ELSEWHERE = ["192.168.1.7", "10.0.0.1", "0.0.0.0", "::", "fe80::1%eth0", "::ffff:10.0.0.1"]
NO_ADDRESS = ["", None, "localhost", "testclient", "127.0.0.1.example"]


@pytest.mark.parametrize("host", [*ELSEWHERE, *NO_ADDRESS])
def test_everything_else_is_not(host: str | None) -> None:
    assert not is_local(host, [])


@pytest.mark.parametrize("header", ["X-Forwarded-For", "forwarded", "X-Real-IP", "via"])
def test_what_a_proxy_passes_on_comes_from_elsewhere(header: str) -> None:
    assert not is_local("127.0.0.1", ["host", header])


def request(host: str = "127.0.0.1", user: object = None) -> Request:
    scope: dict[str, Any] = {"type": "http", "client": (host, 5), "headers": []}
    return Request(scope if user is None else {**scope, USER: user})


def test_without_sign_in_whoever_sits_here_keeps_the_notes() -> None:
    assert may_keep(request())
    assert may_keep(gr.Request(request()))
    assert not may_keep(request("192.0.2.7"))


@pytest.mark.parametrize("host", ["127.0.0.1", "192.0.2.7"])
def test_who_signed_in_has_records_of_their_own_wherever_they_sit(host: str) -> None:
    for signed_in in (request(host, User("ann")), gr.Request(request(host, User("ann")))):
        assert student_of(NAME, signed_in) == "user-ann"
        assert not may_keep(signed_in)
    assert may_keep(gr.Request(request(host, User("bo", keeper=True))))


def test_nothing_but_a_user_makes_one() -> None:
    assert student_of("", request(user="ann")) == LOCAL_STUDENT
    plain: Any = SimpleNamespace(client=SimpleNamespace(host="192.0.2.7"), headers={})
    assert not may_keep(plain)
