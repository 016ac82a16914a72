"""The page with a library in memory, for tests in a real browser."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from browser import free_port
from fakes_notes import FakeLibrary
from fakes_web import ScriptedTutor, kept, loops_closed

from tutor.documents.limits import Limits
from tutor.web.app import build_app, launch

PATIENCE = 10  # seconds
LIMITS = Limits(bytes=2_000_000)


@dataclass
class Site:
    """The page's address, the library behind it, and what the browser asked other hosts for."""

    url: str
    library: FakeLibrary
    foreign: list[str] = field(default_factory=list)

    def hold(self, work: str) -> Callable[[], object]:
        """Let a piece of the library's work wait until the returned function is called."""
        go_on = threading.Event()
        self.library.pause = lambda begun: go_on.wait(PATIENCE) if begun == work else None
        return go_on.set

    def own_origin_only(self, route: Any) -> None:
        """Let nothing out to other hosts, and remember what wanted to."""
        url = route.request.url
        if url.startswith((self.url, "data:", "blob:")):
            route.continue_()
        else:
            self.foreign.append(url)
            route.abort()


@contextmanager
def served_site() -> Iterator[Site]:
    """The page, served until the end of the block."""
    library = FakeLibrary()
    with loops_closed(), kept() as conversations:
        app = build_app(ScriptedTutor(), conversations, library, limits=LIMITS)
        yield Site(launch(app, library, port=free_port(), limits=LIMITS), library)
        app.close(verbose=False)


def opened(context: Any, site: Site) -> Any:
    """A tab that shows the notes."""
    expect = pytest.importorskip("playwright.sync_api").expect
    page = context.new_page()
    page.goto(f"{site.url}#notes")
    expect(page.locator("#notes-table")).to_contain_text("note")
    return page


def choose(page: Any, *files: tuple[str, str | bytes]) -> None:
    """Choose files, of which there are the names and what is in them."""
    payload = [
        {"name": n, "mimeType": "", "buffer": c if isinstance(c, bytes) else c.encode()}
        for n, c in files
    ]
    page.locator("#notes-drop input[type=file]").set_input_files(payload)


def add_file(page: Any) -> None:
    """Add the one file that was chosen.

    By key: a click could miss the button while formulas in the preview above it are being drawn.
    """
    page.get_by_role("button", name="Add 1 file").press("Enter")
