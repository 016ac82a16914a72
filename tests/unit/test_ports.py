"""An address that can't be served on is found before anything else is done."""

import socket

import pytest

from tutor.ports import PortError, is_loopback, require_free


def test_port_in_use_suggests_another() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(PortError, match=rf"^Port {port} is in use .* --port \d+\.$"):
            require_free("127.0.0.1", port)
    require_free("127.0.0.1", port)


def test_unknown_host_is_named() -> None:
    with pytest.raises(PortError, match=r"'no\.such\.host\.invalid'.* --host"):
        require_free("no.such.host.invalid", 7860)


def test_address_of_another_computer_can_not_be_served_on() -> None:
    with pytest.raises(PortError, match=r"can't serve on 203\.0\.113\.1 port 7860"):
        require_free("203.0.113.1", 7860)


@pytest.mark.parametrize(
    ("host", "here"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("LocalHost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("192.0.2.7", False),
        ("localhost.example", False),
    ],
)
def test_it_is_known_who_can_reach_an_address(host: str, here: bool) -> None:
    assert is_loopback(host) is here
