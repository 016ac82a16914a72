"""The page with real models: a question asked in Chromium, and where its citation leads."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from browser import chromium
from fakes_web import kept, loops_closed

from tutor import Tutor
from tutor.config import Settings
from tutor.web.app import build_app, launch

playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect

pytestmark = [
    pytest.mark.browser,
    # Gradio counts its events with an option that newer versions of pandas warn of.
    pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting'"),
]
PATIENCE = 60_000  # milliseconds, for a slow machine


@contextmanager
def page_of(index: Path, cache_dir: Path, model: str) -> Iterator[Any]:
    """The page in a browser, with this model behind it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = Settings(index=index, cache_dir=cache_dir, model=model)
    tutor = Tutor.open(index, settings=settings)
    with loops_closed(), kept() as conversations, chromium() as browser:
        app = build_app(tutor, conversations)
        tab = browser.new_page(viewport={"width": 1440, "height": 900})
        tab.set_default_timeout(PATIENCE)
        tab.goto(launch(app, port=port))
        yield tab
        app.close(verbose=False)
    tutor.close()


def ask(tab: Any, question: str) -> None:
    """Ask, and wait until the turn has ended."""
    tab.locator("#question textarea").fill(question)
    tab.keyboard.press("Enter")
    expect(tab.locator("#live .question")).to_contain_text(question, timeout=PATIENCE)
    expect(tab.locator("#live .below")).to_have_count(1, timeout=PATIENCE)


def follow_first_citation(tab: Any) -> Any:
    """Click the first chip of the answer and return the card that it leads to."""
    chip = tab.locator("#live a.chip").first
    target = chip.get_attribute("href")
    chip.click()
    card = tab.locator(target)
    expect(card.locator("mark").first).to_be_in_viewport()
    return card


@pytest.mark.model
def test_a_small_models_answer_is_cited_and_its_silence_is_a_card(
    course_index: Path, cache_dir: Path
) -> None:
    with page_of(course_index, cache_dir, "smollm2-135m") as tab:
        expect(tab.locator("#welcome")).to_contain_text("What do the notes say about")
        ask(tab, "What are the default values for the two betas in Adam?")
        card = follow_first_citation(tab)
        expect(card).to_contain_text("Adam")
        ask(tab, "Which treaty ended the Thirty Years' War?")
        expect(tab.locator("#live")).to_contain_text("I didn't find this in your notes.")


@pytest.mark.default_model
def test_the_default_models_citation_leads_to_the_marked_sentence(
    course_index: Path, cache_dir: Path
) -> None:
    with page_of(course_index, cache_dir, "qwen-1.5b") as tab:
        ask(tab, "When did the US switch over to ICD-10-CM?")
        expect(tab.locator("#live .answer", has_text="1 October 2015").first).to_be_visible()
        card = follow_first_citation(tab)
        expect(card.locator("mark").first).to_contain_text("1 October 2015")
        ask(tab, "And how many codes does it have?")
        expect(tab.locator("#live .answer", has_text="70,000").first).to_be_visible()
