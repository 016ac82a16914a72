"""A session from start to end without a mouse: the focus can always be seen and is never lost."""

import re
from typing import Any

import pytest
from keyboard import Keyboard
from study_site import PATIENCE, StudySite

from tutor.web.text import keys as key_words

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
QUESTION = "What does dropout do during training?"
BOX = "#question textarea"


def test_a_session_by_keyboard(study: StudySite, study_browser: Any) -> None:
    page = study.window(study_browser, "#progress")
    expect(page.locator("#progress-page h2").first).to_be_visible()
    keys = Keyboard(page)
    skip_to_the_chat(keys)
    ask(keys)
    read_a_passage(keys)
    go_on_with_a_chip(keys)
    search(keys)
    practise(keys)
    look_at_the_keys(keys)
    look_after_conversations(keys)


def skip_to_the_chat(keys: Keyboard) -> None:
    keys.press("Tab")
    assert keys.has("a.skip")
    keys.press("Enter")
    expect(keys.page.locator("#progress-page h2").first).to_be_focused()
    keys.tab_to("#header nav a[href='#chat']", back=True)
    keys.press("Enter")
    expect(keys.page.locator(BOX)).to_be_focused()


def ask(keys: Keyboard) -> None:
    page = keys.page
    keys.type(QUESTION)
    keys.press("Enter")
    answered(page, 1)
    expect(page.locator(BOX)).to_be_focused()
    expect(page.locator(BOX)).to_have_value("")
    expect(page.locator("#live a.chip").first).to_be_visible()


def answered(page: Any, number: int) -> None:
    state = page.locator("#chat-state [data-sequence]")
    expect(state).to_have_attribute("data-number", str(number), timeout=PATIENCE)
    expect(state).to_have_attribute("data-shows", "ended", timeout=PATIENCE)


def read_a_passage(keys: Keyboard) -> None:
    page = keys.page
    keys.tab_to("#live a.chip", back=True)
    keys.press("Enter")
    reader = page.get_by_role("dialog")
    expect(reader.locator("h2")).not_to_be_empty()
    expect(reader.locator(".reader-page")).to_be_focused()
    expect(reader.locator(".asked mark, .asked").first).to_be_in_viewport()
    keys.press("ArrowDown", "ArrowDown")
    keys.tab_to("[name=reader-close]", back=True)
    keys.press("Escape")
    expect(reader).to_be_hidden()
    expect(page.locator("#live a.chip:focus")).to_be_visible()
    keys.see()


def go_on_with_a_chip(keys: Keyboard) -> None:
    page = keys.page
    keys.tab_to("#live button[name=rate]")
    keys.press("Enter")
    expect(page.locator("#live button[name=rate]:focus")).to_have_attribute("aria-pressed", "true")
    keys.tab_to("#live button[name=follow-up]")
    keys.press("Enter")
    expect(page.locator(BOX)).to_be_focused()
    answered(page, 2)
    expect(page.locator(BOX)).to_be_focused()


def search(keys: Keyboard) -> None:
    page = keys.page
    keys.press("Escape", "s")
    expect(page.locator("#search-box")).to_be_focused()
    keys.type("gradient")
    results = page.locator("#search-page .results > li")
    expect(results.first).to_be_visible()
    keys.tab_to("details.filter > summary")
    keys.press("Enter")
    keys.tab_to("details.filter input")
    keys.press("Space")
    expect(page.locator("button.chosen")).to_have_count(1)
    assert keys.has("details.filter input")
    keys.press("Escape")
    expect(page.locator("details.filter > summary:focus")).to_be_visible()
    keys.tab_to("button.chosen")
    keys.press("Enter")
    expect(page.locator("button.chosen")).to_have_count(0)
    expect(page.locator("#search-box")).to_be_focused()
    keys.tab_to("#search-page a.open")
    keys.press("Enter")
    expect(page.get_by_role("dialog").locator(".reader-page")).to_be_focused()
    keys.press("Escape")
    expect(page.locator("#search-page a.open:focus")).to_be_visible()


def practise(keys: Keyboard) -> None:
    page = keys.page
    keys.press("p")
    expect(page.locator("#practice-page h2").first).to_be_focused()
    keys.tab_to("select[name=kind]")
    keys.type("Multiple")
    keys.tab_to("button[name=start]")
    keys.press("Enter")
    expect(page.locator("form.item .prompt")).to_be_focused()
    keys.press("h")
    expect(page.locator("form.item .hint")).to_be_visible()
    keys.see()
    keys.press("3")
    expect(page.locator("label.option input:checked")).to_be_focused()
    keys.press("ArrowDown", "ArrowUp", "Enter")
    expect(page.locator("#practice-page .verdict")).to_be_focused()
    keys.see()
    keys.press("Enter")
    expect(page.locator("#practice-page .where")).to_have_text(re.compile("2 of 5"))
    keys.see()


def look_at_the_keys(keys: Keyboard) -> None:
    page = keys.page
    before = keys.see()
    keys.press("?")
    listed = page.get_by_role("dialog", name=key_words.TITLE)
    expect(listed).to_be_visible()
    keys.see()
    keys.press("Escape")
    expect(listed).to_be_hidden()
    assert keys.see() == before


def look_after_conversations(keys: Keyboard) -> None:
    page = keys.page
    keys.press("n")
    expect(page.locator(BOX)).to_be_focused()
    expect(page.locator("#welcome")).to_be_visible()
    keys.tab_to("#conversations-page summary", back=True)
    keys.press("Enter", "Tab")
    assert keys.has("input[name=title]")
    keys.press("Control+a")
    keys.type("Regularisation")
    keys.press("Enter")
    title = page.locator("#conversations-page .conversation .title")
    expect(title).to_have_text("Regularisation")
    expect(page.locator("#conversations-page li .menu > summary")).to_be_focused()
    keys.press("Enter")
    keys.tab_to(".surely > summary")
    keys.press("Enter")
    keys.tab_to("button[name=delete]")
    keys.press("Enter")
    expect(title).to_have_count(0)
    expect(page.locator("#conversations-page input.find")).to_be_focused()
    keys.see()
