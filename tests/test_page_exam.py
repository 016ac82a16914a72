"""A mock exam in a real browser: kept over a restart of both ends, handed in, and printed."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import chromium
from fakes_practice import one_of_each_other_chapter
from practice_site import Site, _loops_closed, tab

from tutor.records.values import LOCAL_STUDENT
from tutor.web.text import practice as text

playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect

__all__ = ["_loops_closed"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting'"),
    pytest.mark.filterwarnings("ignore:The copy keyword is deprecated"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def shared_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site for tests whose visitors have records of their own."""
    site = Site(tmp_path_factory.mktemp("exam"))
    site.fill(*one_of_each_other_chapter(site.course.library))
    with site.served():
        yield site


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path)
    site.fill(*one_of_each_other_chapter(site.course.library))
    return site


def begin(page: Any) -> None:
    page.select_option("#exam-page select[name=minutes]", "30")
    page.select_option("#exam-page select[name=n]", "10")
    page.get_by_role("button", name=text.EXAM_START).click()
    expect(page.locator(".sheet")).to_be_visible()


def respond(page: Any) -> None:
    """Give some answer to the question on the screen."""
    kind = page.locator("form.item").get_attribute("data-kind")
    if kind in ("multiple-choice", "true-false"):
        page.keyboard.press("1")
    else:
        page.keyboard.type("the encoder")


def test_an_exam_goes_on_after_browser_and_program_were_ended(browser: Any, site: Site) -> None:
    with site.served() as url:
        page = tab(browser, url, "practice")
        page.get_by_role("link", name=text.TO_EXAM).click()
        begin(page)
        expect(page.locator("#header")).to_be_hidden()
        expect(page.locator(".clock")).to_have_text("30:00")
        here = page.locator(".map [aria-current]")
        for number in (1, 2, 3):
            expect(here).to_have_text(str(number))
            respond(page)
            expect(here).to_have_class(text.ANSWERED)
            page.keyboard.press("Escape")
            page.keyboard.press("ArrowRight" if number != 1 else "Enter")
        expect(here).to_have_text("4")
        page.keyboard.press("Escape")
        page.keyboard.press("f")
        expect(here).to_have_class(text.FLAGGED)
        page.context.close()  # with nothing handed in

    site.course.clock.pass_by(minutes=10)
    with site.served() as url:
        page = tab(browser, url, "exam")
        expect(page.locator(".clock")).to_have_text("20:00")
        expect(page.locator(".map .answered")).to_have_count(3)
        expect(page.locator(".map .flagged")).to_have_count(1)
        expect(page.locator(".map [aria-current]")).to_have_text("4")  # the first open one
        page.get_by_role("button", name=text.CLOCK_HIDE).click()
        expect(page.locator(".clock")).to_be_hidden()
        page.locator(".map").get_by_role("button", name=text.FINISH).click()
        expect(page.locator(".sure")).to_contain_text("7 questions have no answer and 1 is flagged")
        page.keyboard.press("Escape")
        expect(page.locator("form.item")).to_be_visible()
        page.locator(".map").get_by_role("button", name=text.FINISH).click()
        expect(page.locator(".sure")).to_be_visible()
        page.keyboard.press("Enter")
        expect(page.locator("#exam-page .score")).to_contain_text("of 10")
        expect(page.locator(".results .one")).to_have_count(10)
        expect(page.locator("#header")).to_be_visible()
        (exam,) = site.course.records.exams(LOCAL_STUDENT)
        assert exam.finished is not None
        assert len(site.course.records.answers(LOCAL_STUDENT)) == 3
        with page.context.expect_page() as sheet:
            page.get_by_role("link", name=text.PRINT_SHEET).click()
        expect(sheet.value.locator("section.question")).to_have_count(10)
        with page.context.expect_page() as key:
            page.get_by_role("link", name=text.PRINT_KEY).click()
        expect(key.value.locator("section.question")).to_have_count(10)
        assert key.value.title().startswith("Key")
        page.context.close()


def test_when_the_time_is_up_what_was_answered_is_handed_in(
    browser: Any, shared_site: Site
) -> None:
    page = tab(browser, shared_site.url, "exam", visitor=True)
    begin(page)
    respond(page)
    expect(page.locator(".map .answered")).to_have_count(1)
    shared_site.course.clock.pass_by(minutes=31)
    page.reload()
    expect(page.locator("#exam-page .score")).to_contain_text("of 10")
    page.get_by_role("button", name=text.NEW_EXAM).click()
    expect(page.locator("#exam-page .earlier li")).to_have_count(1)
    page.get_by_role("button", name=text.REPORT).click()
    expect(page.locator(".results .one")).to_have_count(10)
    page.context.close()


def test_the_key_is_not_shown_while_an_exam_is_sat(browser: Any, site: Site) -> None:
    with site.served() as url:
        page = tab(browser, url, "exam")
        begin(page)
        (exam,) = site.course.records.exams(LOCAL_STUDENT)
        paper = page.context.new_page()
        assert paper.goto(f"{url}exam-paper/{exam.id}/key").status == 404
        expect(paper.locator("body")).to_contain_text(text.NO_KEY_YET)
        assert paper.goto(f"{url}exam-paper/unknown/questions").status == 404
        page.context.close()


def test_the_exam_fits_a_narrow_window(browser: Any, shared_site: Site) -> None:
    page = tab(browser, shared_site.url, "exam", visitor=True, width=360)
    begin(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.locator(".map").get_by_role("button", name=text.FINISH).click()
    expect(page.locator(".sure")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator(".results .one")).to_have_count(10)
    page.locator(".results summary").first.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.context.close()
