"""A session from start to end: somebody who sees the page for the first time."""

import re
from typing import Any

import pytest
from study_site import StudySite

from tutor.web.text import chat as text
from tutor.web.text import conversations as list_words
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
NOT_IN_NOTES = "Who won the world cup in 1990?"


def answered(page: Any, number: int) -> Any:
    """The newest turn's answer, after it has ended."""
    expect(page.locator(f"#live #turn-{number}")).to_have_count(1)
    expect(page.locator("#live .below")).to_be_visible()
    return page.locator("#live .answer")


def every_sentence_is_cited_or_labelled(page: Any) -> None:
    """As what is said about the last answer tells it."""
    page.locator("#live .why > summary").click()
    said = page.locator("#live .because li")
    expect(said.first).to_be_visible()
    labelled = said.locator(".label")
    cited = said.filter(has=page.locator("a.chip"))
    assert cited.count() >= 1
    assert cited.count() + labelled.count() == said.count()
    if labelled.count():
        expect(page.locator("#live .answer .unsupported").first).to_be_visible()
    page.locator("#live .why > summary").click()


def test_a_first_visit_from_the_welcome_to_what_the_notes_lack(
    study: StudySite, study_browser: Any
) -> None:
    page = study.window(study_browser)
    expect(page.locator("#welcome")).to_contain_text(text.WELCOME_MORE)
    expect(page.locator("#conversations-view")).to_contain_text(list_words.EMPTY)
    example = page.locator("#welcome button").first
    question = example.inner_text()
    example.click()
    expect(page.locator("#live .question")).to_contain_text(question)
    expect(page.locator("#welcome")).to_be_hidden()
    answered(page, 1)
    expect(page).to_have_url(re.compile("#chat/[0-9a-f]{32}$"))
    every_sentence_is_cited_or_labelled(page)

    # A citation leads into the notes, to what it rests on, and back to where it stood.
    chip = page.locator("#live .answer a.chip").first
    chip.click()
    reader = page.get_by_role("dialog", name=reader_words.READER)
    expect(reader.locator(".asked mark").first).to_be_in_viewport()
    page.go_back()
    expect(reader).to_be_hidden()
    expect(page.locator("#live .question")).to_contain_text(question)
    expect(chip).to_be_focused()

    page.get_by_role("button", name=text.FOLLOW_UPS[0]).click()
    answered(page, 2)
    expect(page.locator("#live .question")).to_contain_text(text.FOLLOW_UPS[0])
    expect(page.locator("#past .question")).to_contain_text(question)
    helped = page.locator("#live button.thumb.up")
    helped.click()
    expect(helped).to_have_attribute("aria-pressed", "true")

    # A reload keeps the conversation, what was said of it, and where it is listed.
    page.reload()
    expect(page.locator("#past .question")).to_contain_text(question)
    expect(helped).to_have_attribute("aria-pressed", "true")
    listed = page.locator("a.conversation")
    expect(listed).to_have_attribute("aria-current", "page")
    page.locator(".new-conversation").click()
    expect(page.locator("#welcome")).to_be_visible()

    page.locator("#question textarea").fill(NOT_IN_NOTES)
    page.keyboard.press("Enter")
    expect(page.locator("#live .question")).to_contain_text(NOT_IN_NOTES)
    card = page.locator("#live .nothing")
    expect(card).to_contain_text(text.NOT_IN_NOTES)
    expect(card.get_by_role("link", name=text.ADD_NOTES)).to_be_visible()
    card.get_by_text(text.WHY_NOT).click()
    because = card.locator(".because")
    expect(because).to_contain_text(text.searched_for(NOT_IN_NOTES))
    because.locator("summary").first.click()
    expect(because.locator(".passage").first).not_to_be_empty()
    card.locator("a.open").first.click()
    expect(reader.locator(".asked").first).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(reader).to_be_hidden()

    # Both are found again.
    expect(listed).to_have_count(2)
    listed.last.click()
    expect(page.locator("#past .question")).to_contain_text(question)
    expect(page.locator("#live .question")).to_contain_text(text.FOLLOW_UPS[0])
    page.context.close()
