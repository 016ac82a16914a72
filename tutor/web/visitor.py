"""Who a request comes from: whose records it may see, and whether they look after the notes."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from typing import Any

import gradio as gr
from starlette.requests import Request

from tutor.errors import TutorError
from tutor.records.values import LOCAL_STUDENT
from tutor.web.text import practice as text

NAME = re.compile(r"[0-9a-f]{32}")
USER = "study_tutor.user"  # where a request's scope has who signed in

# A proxy in front of the page makes every request come from this computer; it says so with these.
_FORWARDING = {"forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via"}


class VisitorError(TutorError):
    """A visitor can't be told from others."""


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who signed in."""

    name: str
    keeper: bool = False  # looks after the notes


def student_of(name: str, request: gr.Request | Request) -> str:
    """Whose records a visitor has.

    Those of whoever signed in; where nobody has to, this computer's own for who sits at it, and
    for others those of a name that only their browser knows.

    Args:
        name: The name that the browser brings, 32 hexadecimal digits.
        request: What it came with.

    Raises:
        VisitorError: A visitor from elsewhere brings no name.
    """
    user = user_of(request)
    if user is not None:
        return f"user-{user.name}"
    if _from_here(request):
        return LOCAL_STUDENT
    if not NAME.fullmatch(name):
        raise VisitorError(text.NO_IDENTITY)
    return f"visitor-{name}"


def may_keep(request: gr.Request | Request) -> bool:
    """Whether a visitor may look after the notes: a keeper, or this computer without sign-in."""
    user = user_of(request)
    return _from_here(request) if user is None else user.keeper


def user_of(request: gr.Request | Request) -> User | None:
    """Who signed in; None where nobody has to."""
    # Gradio's request copies what is asked of it as JSON, which a scope is not.
    scope: Mapping[str, Any] = getattr(getattr(request, "request", request), "scope", {})
    user = scope.get(USER)
    return user if isinstance(user, User) else None


def _from_here(request: gr.Request | Request) -> bool:
    client = request.client
    return is_local(client.host if client else None, request.headers.keys())


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
