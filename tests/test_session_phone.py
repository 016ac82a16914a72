"""A session from start to end: on a phone, held in one hand, in the dark."""

from collections.abc import Iterator
from typing import Any

import pytest
from study_answers import asked
from study_site import StudySite

from tutor.web.text import page as page_words
from tutor.web.text import practice as practice_words
from tutor.web.text import reading as reader_words

playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect

pytest_plugins = ["study_fixtures"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.model,
    pytest.mark.slow,
    # How Gradio counts its events is deprecated in newer versions of pandas.
    pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting'"),
    pytest.mark.filterwarnings("ignore:The copy keyword is deprecated"),
]
WIDTH, HEIGHT = 360, 740  # CSS pixels
THUMB = 44  # what a finger hits at least
QUESTION = "What is a denoising autoencoder?"


@pytest.fixture
def phone(study: StudySite, study_browser: Any) -> Iterator[Any]:
    page = study.window(
        study_browser,
        viewport={"width": WIDTH, "height": HEIGHT},
        has_touch=True,
        is_mobile=True,
        color_scheme="dark",
        reduced_motion="reduce",
    )
    yield page
    page.context.close()


def test_a_phone(phone: Any, study: StudySite) -> None:
    expect(phone.locator("body")).to_have_class("dark")
    ask(phone, QUESTION, by_key=False)
    ask(phone, "What is a sparse autoencoder?", by_key=True)
    look_at_the_sources(phone)
    find_the_conversation(phone)
    search(phone)
    practise(phone, study)
    go_to(phone, "notes")
    expect(phone.locator("#notes-table tbody tr")).not_to_have_count(0)
    fits(phone)
    go_to(phone, "chat")
    expect(phone.locator("#past .question")).to_contain_text(QUESTION)


def ask(phone: Any, question: str, *, by_key: bool) -> None:
    """Ask with the thumb; the keyboard then leaves the screen to the answer."""
    box = phone.locator("#question textarea")
    within_reach(phone)
    box.tap()
    box.fill(question)
    if by_key:
        phone.keyboard.press("Enter")
    else:
        phone.locator("#send").tap()
    expect(phone.locator("#live .question")).to_contain_text(question)
    expect(phone.locator("#live .below")).to_be_visible()
    expect(box).not_to_be_focused()
    within_reach(phone)
    fits(phone)


def look_at_the_sources(phone: Any) -> None:
    """They are folded under the answer; each opens over the whole page."""
    expect(phone.locator("#sources article.card").first).to_be_hidden()
    fold = phone.locator("#live .fold")
    fold.locator("summary").first.tap()
    card = fold.locator("article.card").first
    expect(card).to_be_visible()
    fits(phone)
    card.locator("a.open").tap()
    reader = phone.get_by_role("dialog", name=reader_words.READER)
    expect(reader.locator(".asked").first).to_be_in_viewport()
    assert reader.bounding_box()["width"] == WIDTH
    fits(phone)
    phone.go_back()
    expect(reader).to_be_hidden()
    fold.locator("summary").first.tap()
    expect(card).to_be_hidden()


def find_the_conversation(phone: Any) -> None:
    """The list is a drawer over the page."""
    opener = phone.locator("#header").get_by_role("button", name=page_words.CONVERSATIONS)
    listed = phone.locator("a.conversation")
    expect(listed).to_be_hidden()
    opener.tap()
    expect(listed).to_be_in_viewport()
    fits(phone)
    listed.tap()
    expect(listed).not_to_be_in_viewport()
    expect(phone.locator("#live .question")).to_be_in_viewport()


def search(phone: Any) -> None:
    """What is typed is found and marked."""
    go_to(phone, "search")
    phone.locator("#search-box").fill("attention weights")
    first = phone.locator("#search-page article.card").first
    expect(first.locator("mark").first).to_be_visible()
    fits(phone)


def practise(phone: Any, study: StudySite) -> None:
    """One question of a set, with options that a finger hits."""
    go_to(phone, "practice")
    phone.select_option("#practice-page select[name=chapter]", "5")
    phone.select_option("#practice-page select[name=kind]", "multiple-choice")
    phone.get_by_role("button", name=practice_words.START).tap()
    rows = phone.locator("label.option")
    expect(rows.first).to_be_visible()
    assert all(row.bounding_box()["height"] >= THUMB for row in rows.all())
    rows.nth(int(asked(phone, study).answer)).tap()
    phone.get_by_role("button", name=practice_words.CHECK).tap()
    expect(phone.locator(".verdict")).to_have_text(practice_words.VERDICTS["right"])
    expect(phone.get_by_role("button", name=practice_words.NEXT)).to_be_in_viewport()
    fits(phone)
    phone.get_by_role("button", name=practice_words.LEAVE).tap()
    expect(phone.locator("#practice-page .score")).to_have_text(practice_words.score(1, 1))


def go_to(phone: Any, part: str) -> None:
    """By the bar at the bottom."""
    link = phone.locator(f"#header nav a[href='#{part}']")
    link.tap()
    expect(link).to_have_attribute("aria-current", "page")


def within_reach(phone: Any) -> None:
    """The question box stands above the bar, and both on the screen."""
    box = phone.locator("#question").bounding_box()
    bar = phone.locator("#header nav").bounding_box()
    assert box["y"] + box["height"] <= bar["y"]
    assert bar["y"] + bar["height"] == HEIGHT
    assert bar["height"] >= THUMB


def fits(phone: Any) -> None:
    """Nothing is wider than the screen."""
    assert phone.evaluate("document.documentElement.scrollWidth") <= WIDTH
