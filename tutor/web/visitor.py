"""Who a request comes from: whose records it may see, and whether from this computer."""

import re
from collections.abc import Iterable
from ipaddress import IPv6Address, ip_address

import gradio as gr

from tutor.errors import TutorError
from tutor.records.values import LOCAL_STUDENT
from tutor.web.text import practice as text

NAME = re.compile(r"[0-9a-f]{32}")

# A proxy in front of the page makes every request come from this computer; it says so with these.
_FORWARDING = {"forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via"}


class VisitorError(TutorError):
    """A visitor can't be told from others."""


def student_of(name: str, request: gr.Request) -> str:
    """Whose records a visitor has: this computer's own, or those of a name only it knows.

    Raises:
        VisitorError: A visitor from elsewhere brings no name.
    """
    client = request.client
    if is_local(client.host if client else None, request.headers.keys()):
        return LOCAL_STUDENT
    if not NAME.fullmatch(name):
        raise VisitorError(text.NO_IDENTITY)
    return f"visitor-{name}"


def is_local(host: str | None, headers: Iterable[str]) -> bool:
    """Whether a client is this computer itself.

    Args:
        host: The client's address as the server saw it.
        headers: Names of the request's headers.
    """
    if host is None or any(name.lower() in _FORWARDING for name in headers):
        return False
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    return address.is_loopback
