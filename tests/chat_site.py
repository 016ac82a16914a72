"""The page with a tutor whose turns are scripted and wait for the test."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from browser import free_port
from fakes_web import ACTIVATION, NOTHING, Script, ScriptedTutor, kept, loops_closed, source

from tutor.answering.events import Event, Sentence, Token
from tutor.conversations.conversations import Conversations
from tutor.errors import TutorError
from tutor.web.app import build_app, launch

playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect
Page = playwright.Page

PATIENCE = 10  # seconds
HOSTILE = (
    "<script>window.hacked = 1</script><img src=x onerror='window.hacked = 2'>"
    "<svg onload='window.hacked = 3'></svg> [a](javascript:window.hacked=4) "
    "![b](http://pictures.example/b.png) <iframe src='http://frames.example'></iframe> "
    "<style>@import 'http://styles.example/s.css'</style> $\\href{javascript:window.hacked=5}{x}$ "
    "$\\includegraphics{http://pictures.example/tex.png}$ `</code><img src=http://c.example/c.png>`"
)
WIDE_ANSWER = Script(
    sentences=(
        Sentence("", "```python\n" + "x = compute(" + "argument, " * 30 + ")\n```", (1,), True),
        Sentence(
            "\n\n", "$$" + " + ".join(f"a_{{{i}}} x^{{{i}}}" for i in range(40)) + "$$", (), True
        ),
        Sentence("\n\n", "|" + " column |" * 12 + "\n" + "|---" * 12 + "|", (1,), True),
        Sentence("\n\n", "Averylongword" * 20 + ".", (), False),
    ),
    sources=(source(1, "Title" * 30, "place" * 30, "word" * 80 + ".", "word" * 80 + "."),),
)
SCRIPTS = {
    "nothing": NOTHING,
    "draft": Script(ACTIVATION.sentences, ACTIVATION.sources, NOTHING.searched),
    "hostile": Script(
        (Sentence("", HOSTILE, (1,), True),),
        (source(1, HOSTILE, HOSTILE, f"{HOSTILE} Evidence.", "Evidence."),),
    ),
    "too long": Script(ACTIVATION.sentences[:1], ACTIVATION.sources, error=TutorError("No.")),
    "bug": Script(error=KeyError("chunk")),
    "crash": Script(ACTIVATION.sentences[:2], ACTIVATION.sources, error=RuntimeError("no memory")),
    "long": Script((Sentence("", "word " * 2000, (1,), True),), ACTIVATION.sources),
    "wide": WIDE_ANSWER,
}


class Gate:
    """Lets every event of the scripted turns pass, or holds the first of a kind until opened."""

    def __init__(self) -> None:
        self.open()

    def open(self) -> None:
        self._held: Callable[[Event], bool] = lambda event: False
        self._opened = threading.Event()
        self._opened.set()

    def hold(self, held: Callable[[Event], bool]) -> None:
        self._opened = threading.Event()
        self._held = held

    def slow_down(self) -> None:
        """Let no more than a hundred events pass in a second."""
        self._opened = threading.Event()
        self._held = lambda event: bool(self._opened.wait(0.01))

    def release(self) -> None:
        self._held = lambda event: False
        self._opened.set()

    def __call__(self, event: Event) -> None:
        if self._held(event):
            self._opened.wait(PATIENCE)


def token_number(n: int) -> Callable[[Event], bool]:
    """True from the `n`th token on."""
    seen = [0]

    def held(event: Event) -> bool:
        seen[0] += isinstance(event, Token)
        return isinstance(event, Token) and seen[0] >= n

    return held


@dataclass
class ChatSite:
    """The page's address, what is behind it, and what the browser asked other hosts for."""

    url: str
    tutor: ScriptedTutor
    gate: Gate
    conversations: Conversations
    foreign: list[str] = field(default_factory=list)


@contextmanager
def served_chat(scripts: dict[str, Script], *, patience: float = 20) -> Iterator[ChatSite]:
    """The page, served until the end of the block."""
    gate = Gate()
    with loops_closed(), kept() as conversations:
        tutor = ScriptedTutor(scripts=scripts, pause=gate)
        app = build_app(tutor, conversations, patience=patience, lanes=1)
        try:
            yield ChatSite(launch(app, port=free_port()), tutor, gate, conversations)
        finally:
            gate.release()
            app.close(verbose=False)


def opened(context: Any, site: ChatSite, address: str = "") -> Any:
    """A tab of the page."""
    page = context.new_page()
    page.set_default_timeout(PATIENCE * 1000)
    page.goto(site.url + address)
    expect(page.locator("#live")).to_have_attribute("aria-live", "polite")
    return page


def ask(page: Any, question: str) -> None:
    """Ask and wait until the question is the newest turn."""
    newest = page.locator("#live .question")
    number = int((newest.get_attribute("id") or "").removeprefix("turn-")) if newest.count() else 0
    page.locator("#question textarea").fill(question)
    page.locator("#question textarea").press("Enter")
    expect(page.locator(f"#live #turn-{number + 1}")).to_have_count(1)


def finish(page: Any) -> None:
    """Wait until the newest turn has ended."""
    expect(page.locator("#live .below")).to_have_count(1)
    expect(page.locator("#send")).to_be_visible()
