"""Only who sits at the computer that serves the page decides about contributions."""

import pytest

from tutor.web.visitor import is_local


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
