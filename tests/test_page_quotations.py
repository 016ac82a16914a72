"""Quotations on the page in a real browser: blocks of their own, whose citations lead somewhere."""

import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from browser import chromium
from fakes_web import Script, ScriptedTutor, kept, loops_closed, source

from tutor.answering.events import Event, Sentence, Withdrawn
from tutor.web.app import build_app, launch

playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect

pytestmark = [
    pytest.mark.browser,
    # How Gradio counts its events is deprecated in newer versions of pandas.
    pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting'"),
    pytest.mark.filterwarnings("ignore:The copy keyword is deprecated"),
]
PATIENCE = 10_000  # milliseconds
ZERO = "Dropout sets each unit to zero with probability $p$."
KEPT = "At test time every unit is kept."
SOURCES = (
    source(1, "Regularisation", "Dropout", f"{ZERO} It is simple.", ZERO),
    source(2, "Testing", "Dropout", KEPT, KEPT),
)


def quotation(text: str, n: int, lead: str) -> Sentence:
    return Sentence(lead, f"\u201c{text}\u201d", (n,), supported=True)


UNDER = Script(
    (
        Sentence("", "Units are dropped.", (1,), True),
        quotation(ZERO, 1, "\n\n> "),
        quotation(KEPT, 2, "\n\n> "),
    ),
    SOURCES,
)
INSTEAD = Script(
    (quotation(ZERO, 1, "> "), quotation(KEPT, 2, "\n\n> ")),
    SOURCES,
    withdrawn=(Sentence("", "It was patented in Toronto.", (), False),),
)


class Gate:
    """Holds a turn before its draft is withdrawn and again before what comes after that."""

    def __init__(self) -> None:
        self.withdraw = threading.Event()
        self.go_on = threading.Event()
        self._withdrawn = False

    def __call__(self, event: Event) -> None:
        if self._withdrawn:
            assert self.go_on.wait(PATIENCE / 1000)
        if isinstance(event, Withdrawn):
            assert self.withdraw.wait(PATIENCE / 1000)
            self._withdrawn = True


@pytest.fixture(scope="module")
def gate() -> Gate:
    return Gate()


@pytest.fixture(scope="module")
def tab(gate: Gate) -> Iterator[Any]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    tutor = ScriptedTutor({"under": UNDER, "instead": INSTEAD}, pause=gate)
    with loops_closed(), kept() as conversations, chromium() as browser:
        app = build_app(tutor, conversations)
        tab = browser.new_page(viewport={"width": 1440, "height": 900})
        tab.set_default_timeout(PATIENCE)
        tab.goto(launch(app, port=port))
        yield tab
        app.close(verbose=False)


def ask(tab: Any, question: str) -> None:
    tab.locator("#question textarea").fill(question)
    tab.keyboard.press("Enter")
    expect(tab.locator("#live .question")).to_contain_text(question)


def test_quotations_stand_under_an_answer_and_their_chips_lead_to_their_sentences(
    tab: Any,
) -> None:
    ask(tab, "under")
    expect(tab.locator("#live .below")).to_have_count(1)
    quotes = tab.locator("#live .answer blockquote")
    expect(quotes).to_have_count(2)
    expect(quotes.first.locator(".katex")).to_have_count(1)
    assert quotes.first.evaluate("quote => getComputedStyle(quote).borderLeftWidth") != "0px"
    assert ">" not in tab.locator("#live .answer").all_inner_texts()[0]
    quotes.nth(1).locator("a.chip").click()
    card = tab.locator(quotes.nth(1).locator("a.chip").get_attribute("href"))
    expect(card).to_be_focused()
    expect(card.locator("mark")).to_have_text(KEPT)


def test_nothing_of_a_withdrawn_draft_stays_on_the_screen(tab: Any, gate: Gate) -> None:
    ask(tab, "instead")
    expect(tab.locator("#live")).to_contain_text("Toronto")
    gate.withdraw.set()
    expect(tab.locator("#live")).not_to_contain_text("Toronto")  # although the turn goes on
    expect(tab.locator("#live .below")).to_have_count(0)
    gate.go_on.set()
    expect(tab.locator("#live .below")).to_have_count(1)
    expect(tab.locator("#live .answer blockquote")).to_have_count(2)
    expect(tab.locator("#live")).not_to_contain_text("not from your notes")
