"""Whoever keeps the notes finds in the page what they lack; others don't."""

from collections.abc import Iterator
from typing import Any

import pytest
from browser import CONTRAST, chromium, free_port
from fakes_gaps import ask_in_vain, gaps_of
from fakes_practice import Course, PractisingTutor
from practice_site import _loops_closed, tab

from tutor.conversations.conversations import Conversations
from tutor.web.app import build_app, launch
from tutor.web.text import gaps as text

playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect

__all__ = ["_loops_closed"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting'"),
    pytest.mark.filterwarnings("ignore:The copy keyword is deprecated"),
]
QUESTIONS = (
    "How are sparse codes chosen for images?",
    "how are sparse codes chosen for images",
    "Is the <b>midterm</b> open book?",
    "What did jane.doe@example.edu say about GRU?",
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    course = Course(tmp_path_factory.mktemp("gaps"))
    practice = course.opened()
    conversations = Conversations(course.records, clock=course.clock)
    ask_in_vain(conversations, course.library, *QUESTIONS)
    gaps = gaps_of(course.records, course.library, course.clock)
    app = build_app(
        PractisingTutor(library=course.library),
        conversations,
        course.library,
        practice,
        gaps=gaps,
        clock=course.clock,
    )
    yield launch(app, course.library, practice, port=free_port())
    app.close(verbose=False)
    course.close()


def test_a_keeper_comes_from_the_notes_and_marks_a_row_as_done_by_keyboard(
    browser: Any, url: str
) -> None:
    page = tab(browser, url, "notes")
    link = page.get_by_role("link", name="What the notes could not answer (3)")
    link.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{url}#gaps")
    view = page.locator("#gaps-page")
    expect(view.get_by_role("heading", level=2)).to_be_focused()
    expect(view.locator(".lack")).to_have_count(3)
    expect(view).to_contain_text("Is the <b>midterm</b> open book?")
    expect(view).to_contain_text("an e-mail address")
    row = view.locator(".lack", has_text="sparse codes")
    expect(row).to_contain_text("asked 2 times, last today")
    row.locator("a.open").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    row.get_by_role("button", name="Done").focus()
    page.keyboard.press("Enter")
    expect(view.locator(".lack")).to_have_count(2)
    expect(view.get_by_role("heading", level=2)).to_be_focused()
    expect(view.locator("[role=status]")).to_have_text("Done. 2 left.")
    assert view.locator("p, a, button, li, h2, h3").evaluate_all(CONTRAST) == []
    page.reload()
    expect(page.locator("#gaps-page .lack")).to_have_count(2)
    page.context.close()


@pytest.mark.slow
def test_the_list_can_be_copied(browser: Any, url: str) -> None:
    page = tab(browser, url, "gaps", permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name=text.COPY).click()
    expect(page.get_by_role("button", name=text.COPIED)).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "- Is the <b>midterm</b> open book? (Not in the notes, asked today)" in copied
    page.context.close()


@pytest.mark.slow
def test_others_see_a_sentence_and_no_way_here(browser: Any, url: str) -> None:
    page = tab(browser, url, "gaps", visitor=True)
    expect(page.locator("#gaps-page")).to_contain_text("This list is for who looks after the notes")
    expect(page.locator("#gaps-page")).not_to_contain_text("sparse")
    page.locator("#gaps-page").get_by_role("link", name=text.BACK).click()
    expect(page.locator("#notes-table")).to_contain_text("notes/")
    expect(page.locator("#notes-lacking")).not_to_contain_text("could not answer")
    page.context.close()
