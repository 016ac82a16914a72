"""A session from start to end: somebody adds a PDF of their own and studies with it."""

from typing import Any

import pytest
from notes_site import choose
from pdf_fakes import Page, pdf
from study_site import StudySite

from tutor.web.text import chat as text
from tutor.web.text import notes as note_words
from tutor.web.text import page as page_words
from tutor.web.text import search as search_words

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
TITLE = "Tidal gates"
SENTENCE = (
    "The tidal gate of the Zwin closes when",
    "the sea stands two metres above the river.",
)
QUESTION = "When does the tidal gate of the Zwin close?"


def lecture() -> bytes:
    """Two pages, of which the second says what is asked, over two lines."""
    first = Page().text(72, 700, TITLE, size=18, font="F2")
    first.lines(72, 650, ["These are notes about gates in estuaries."])
    second = Page().text(72, 700, "The gate of the Zwin", size=18, font="F2")
    second.lines(72, 650, ["Engineers built it in 1872 to keep salt water out of the fields."])
    second.lines(72, 600, SENTENCE, size=12, leading=16)
    return pdf([first, second], title=TITLE)


def go_to(page: Any, part: str) -> None:
    page.get_by_role("navigation").get_by_role("link", name=part, exact=True).click()


def test_a_pdf_is_added_searched_asked_about_shown_and_removed(
    study: StudySite, study_browser: Any
) -> None:
    before = len(study.library.notes())
    page = study.window(study_browser, "#notes", viewport={"width": 1280, "height": 640})
    expect(page.locator("#notes-table .count")).to_have_text(f"{before} notes")
    choose(page, ("broken.pdf", "no PDF at all"), ("gates.pdf", lecture()))
    read = page.locator("#notes-draft article.note")
    expect(read.first).to_have_class("note refused")
    expect(read.first).to_contain_text("broken.pdf")
    expect(read.last).to_contain_text("2 pages")
    expect(read.last).to_contain_text(" ".join(SENTENCE))
    expect(page.locator("#notes-draft")).to_contain_text(note_words.left_out(1))
    add = page.get_by_role("button", name=note_words.add(1))
    expect(add).to_be_in_viewport(ratio=1)
    assert len(study.library.notes()) == before
    add.click()
    status = page.locator("#notes-status")
    expect(status).to_contain_text(note_words.added([TITLE], 2))
    row = page.locator("#notes-table tr", has_text="gates.pdf")
    expect(row).to_contain_text("2 pages")

    # The way to ask leaves what is asked to the student.
    page.get_by_role("link", name=note_words.ASK_ABOUT_IT).click()
    box = page.locator("#question textarea")
    expect(box).to_be_focused()
    expect(box).to_have_value(search_words.question(TITLE))

    go_to(page, page_words.SEARCH)
    page.locator("#search-box").fill("tidal gate Zwin")
    page.keyboard.press("Enter")
    result = page.locator("#search-page article.card").first
    expect(result).to_contain_text(TITLE)
    expect(result.locator("mark mark", has_text="gate").first).to_be_visible()

    go_to(page, page_words.CHAT)
    box.fill(QUESTION)
    page.keyboard.press("Enter")
    expect(page.locator("#live .question")).to_contain_text(QUESTION)
    expect(page.locator("#live .below")).to_be_visible()
    expect(page.locator("#live .nothing")).to_have_count(0)
    cards = page.locator("#live-sources article.card.cited", has_text=TITLE)
    expect(cards).to_have_count(1)
    cards.locator("a.open").click()
    outline = page.locator("#reader .outline rect")
    expect(outline.first).to_be_in_viewport()
    sheet = page.locator("#reader img").last
    inside = sheet.bounding_box()
    for line in outline.all():
        box_of_line = line.bounding_box()
        assert inside["y"] < box_of_line["y"] < inside["y"] + inside["height"]
        assert inside["x"] < box_of_line["x"] < inside["x"] + inside["width"]
    page.keyboard.press("Escape")
    expect(page.locator("#reader")).to_be_hidden()

    go_to(page, page_words.NOTES)
    row.locator("summary", has_text=note_words.REMOVE).click()
    expect(row).to_contain_text(note_words.REMOVE_FILE)
    row.get_by_role("button", name=note_words.REMOVE, exact=True).click()
    expect(status).to_have_text(note_words.removed(TITLE, True))
    expect(row).to_have_count(0)
    assert len(study.library.notes()) == before

    # What was answered stays; its passage is gone, and search doesn't find it any more.
    page.go_back()
    expect(page.locator("#live .question")).to_contain_text(QUESTION)
    cards.locator("a.open").click()
    expect(page.locator("#reader")).to_contain_text(note_words.UNKNOWN_NOTE)
    page.keyboard.press("Escape")
    go_to(page, page_words.SEARCH)
    page.locator("#search-box").fill("tidal gate Zwin estuary")
    page.keyboard.press("Enter")
    expect(page.locator("#search-view .found")).not_to_contain_text(TITLE)
    assert text.UNEXPECTED not in page.locator("body").inner_text()
    page.context.close()
