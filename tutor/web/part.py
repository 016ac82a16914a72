"""A part of the page that the server writes whole: what a visitor does comes in, HTML goes out.

The browser sends each deed with its name, what stands in the form around the pressed button, and
two random names of its own: one for whoever uses this browser, one for the tab. They are kept in
the browser's storage, so a reload finds what was left, and nobody else's records can be named.
"""

import itertools
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import gradio as gr

from tutor.errors import TutorError
from tutor.web.markdown import text_html
from tutor.web.text import practice as text
from tutor.web.visitor import NAME, may_keep, student_of

_LOG = logging.getLogger(__name__)
_SCRIPT = Path(__file__).parent / "static" / "part_events.js"
_LONGEST = 8000  # characters of anything that is sent


class DeedError(TutorError):
    """What the browser sent is nothing that the page asks for."""


@dataclass(frozen=True, slots=True)
class Deed:
    """What a visitor did."""

    name: str
    student: str
    tab: str
    values: Mapping[str, Any]
    keeper: bool = False  # whether the visitor looks after the notes

    def text(self, key: str) -> str:
        """A value as text without space around it; empty where there is none."""
        value = self.values.get(key)
        return value.strip()[:_LONGEST] if isinstance(value, str) else ""

    def number(self, key: str, low: int, high: int) -> int:
        """A whole number within bounds.

        Raises:
            DeedError: It is none.
        """
        try:
            return min(max(int(str(self.values.get(key, ""))), low), high)
        except ValueError as error:
            raise DeedError(text.BAD_DEED) from error


@dataclass(frozen=True, slots=True)
class View:
    """What a part shows."""

    key: str  # another one means that something else is shown, which then gets the focus
    html: str
    say: str = ""  # read out by screen readers
    again: int = 0  # milliseconds after which the browser asks anew; 0 for never


class Part(Protocol):
    """The mind of a part; safe to use from several threads."""

    def act(self, deed: Deed) -> None:
        """Do what the visitor wants; what a person can mend is raised as a TutorError."""

    def view(self, deed: Deed) -> View:
        """What this visitor sees now."""

    def due(self, student: str) -> int:
        """How many reviews wait for a student."""


def place(name: str, part: Part, students: int, *, head: str = "") -> None:
    """Put a part on the page, inside `with page:`.

    Args:
        name: What its elements' ids begin with.
        part: What it does.
        students: How many of its deeds may be under way at once; further ones queue.
        head: HTML above what it shows, which stays as it is whatever happens below.
    """
    versions = itertools.count(1)
    script = _SCRIPT.read_text(encoding="utf-8").replace("$PART", name)
    with gr.Column(elem_id=f"{name}-page", elem_classes="part"):
        if head:
            gr.HTML(head, elem_id=f"{name}-head", js_on_load=None, apply_default_css=False)
        events = gr.HTML("", elem_id=f"{name}-events", js_on_load=script, apply_default_css=False)
        shown = gr.HTML(
            f'<p class="waiting">{text.LOADING}</p>',
            elem_id=f"{name}-view",
            js_on_load=None,
            apply_default_css=False,
        )

    def act(event: gr.EventData, request: gr.Request) -> str:
        return done(part, event, request, next(versions))

    events.act(
        act,
        None,
        shown,
        show_progress="hidden",
        api_visibility="private",
        trigger_mode="multiple",
        concurrency_limit=students,
        concurrency_id=name,
    )


def done(part: Part, event: gr.EventData, request: gr.Request, version: int) -> str:
    """The part's HTML after a deed; a problem stands on top of it."""
    try:
        deed = deed_of(event, request)
        problem = _tried(lambda: part.act(deed))
        return frame(part.view(deed), version, part.due(deed.student), problem)
    except TutorError as error:
        return frame(View("problem", ""), version, 0, str(error))
    except Exception:  # noqa: BLE001 - logged, and the page goes on
        _LOG.exception("A part of the page about practice can't be shown")
        return frame(View("problem", ""), version, 0, text.UNEXPECTED)


def _tried(act: Callable[[], None]) -> str:
    """The sentence that tells why something could not be done; empty where it was."""
    try:
        act()
    except TutorError as error:
        return str(error)
    except Exception:  # noqa: BLE001 - logged, and the page goes on
        _LOG.exception("A deed in a part of the page about practice failed")
        return text.UNEXPECTED
    return ""


def frame(view: View, version: int, due: int, problem: str = "") -> str:
    """A view with what the page's script needs to know about it."""
    told = f'<p class="problem" role="alert">{text_html(problem)}</p>' if problem else ""
    return (
        f'<div class="view" data-version="{version}" data-key="{text_html(view.key)}" '
        f'data-due="{due}" data-again="{view.again}">'
        f'<p class="unseen" role="status">{text_html(view.say)}</p>'
        f'<div class="told">{told}</div><div class="shown">{view.html}</div></div>'
    )


def deed_of(event: gr.EventData, request: gr.Request) -> Deed:
    """What an event says that its visitor did.

    Raises:
        VisitorError: The visitor is not on this computer and brings no name.
        DeedError: The browser sent something else.
    """
    values = getattr(event, "values", None)
    tab = str(getattr(event, "tab", ""))
    if not isinstance(values, Mapping) or not NAME.fullmatch(tab):
        raise DeedError(text.BAD_DEED)
    student = student_of(str(getattr(event, "student", "")), request)
    keeper = may_keep(request)
    return Deed(str(getattr(event, "name", "")), student, tab, values, keeper)
