"""The page with practice, for tests in a real browser: it can be ended and begun again."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from browser import free_port
from fakes_practice import Course, PractisingTutor, ten_about_autoencoders
from fakes_web import loops_closed

from tutor.conversations.conversations import Conversations
from tutor.practice.practice import Practice
from tutor.practice.question import Question
from tutor.web.app import build_app, launch

PATIENCE = 10_000  # milliseconds
RIGHT = {  # what answers each question about autoencoders, as it is typed
    "Which part": "2",
    "What is a denoising": "3",
    "Which quantity": "1",
    "What makes": "4",
    "Autoencoders need": "2",
    "Sparse penalties": "1",
    "Tied weights": "encoder",
    "Stacked layers": "greedy",
    "How does a variational": "it encodes a distribution and samples from it",
    "Undercomplete": "3",
}


class Site:
    """A served page over a course whose records outlive it."""

    def __init__(self, folder: Path) -> None:
        self.course = Course(folder)
        self.url = ""

    @contextmanager
    def served(self, practice: Practice | None = None) -> Iterator[str]:
        """The page's address, until the end of the block."""
        if practice is None:
            practice = self.course.opened()
        tutor = PractisingTutor(library=self.course.library)
        conversations = Conversations(practice.records, clock=self.course.clock)
        app = build_app(
            tutor, conversations, self.course.library, practice, clock=self.course.clock
        )
        try:
            self.url = launch(app, self.course.library, practice, port=free_port())
            yield self.url
        finally:
            app.close(verbose=False)
            self.course.close()

    def fill(self, *more: Question) -> None:
        """Put ten questions about autoencoders, and more, into the bank."""
        self.course.opened()
        self.course.bank.add([*ten_about_autoencoders(self.course.library), *more])
        self.course.close()


@pytest.fixture(scope="module", autouse=True)
def _loops_closed() -> Iterator[None]:
    with loops_closed():
        yield


def tab(
    browser: Any,
    url: str,
    part: str = "",
    *,
    width: int = 1280,
    visitor: bool = False,
    **options: Any,
) -> Any:
    """A window of a browser that knows nothing of the page yet, at one of its parts.

    A `visitor` comes from elsewhere, as a proxy in front of the page says, and has no records yet.
    """
    if visitor:
        options["extra_http_headers"] = {"X-Forwarded-For": "192.0.2.7"}
    context = browser.new_context(viewport={"width": width, "height": 900}, **options)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(f"{url}#{part}" if part else url)
    return page


def answer(page: Any, keys: str | None = None) -> str:
    """Answer the question on the screen with the keyboard, rightly or with these keys."""
    form = page.locator("form.item")
    kind: str = form.get_attribute("data-kind")
    words = form.locator(".prompt").inner_text()
    given = keys or next(v for k, v in RIGHT.items() if words.startswith(k))
    if kind == "flashcard":
        page.keyboard.press("Enter")
        page.locator(".ratings").wait_for()
        page.keyboard.press(given)
    elif kind in ("cloze", "short-answer"):
        page.keyboard.type(given)
        page.keyboard.press("Enter")
        page.locator(".verdict").wait_for()
    else:
        page.keyboard.press(given)
        page.keyboard.press("Enter")
        page.locator(".verdict").wait_for()
    return kind
