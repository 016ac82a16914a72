"""Practising in a real browser: a quiz from the chat, by keyboard alone, and the day after."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from browser import CONTRAST, chromium
from fakes_practice import MARKED, NO_MODEL, WordsPractice
from practice_site import Site, _loops_closed, answer, tab

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


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A site of one test's own, which it may end and begin again."""
    site = Site(tmp_path)
    site.fill()
    return site


@pytest.fixture(scope="module")
def shared_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site for tests whose visitors have records of their own."""
    site = Site(tmp_path_factory.mktemp("practice"))
    site.fill()
    with site.served():
        yield site


@pytest.fixture
def visit(browser: Any, shared_site: Site) -> Iterator[Any]:
    """Opens a window for a visitor who has no records yet."""
    pages = []

    def opened(part: str = "", **options: Any) -> Any:
        pages.append(tab(browser, shared_site.url, part, visitor=True, **options))
        return pages[-1]

    yield opened
    for page in pages:
        page.context.close()


def ask(page: Any, words: str) -> None:
    page.locator("#question textarea").fill(words)
    page.keyboard.press("Enter")


def test_a_quiz_from_the_chat_is_answered_by_keyboard_and_comes_back_tomorrow(
    browser: Any, site: Site
) -> None:
    with site.served() as url:
        page = tab(browser, url, "progress")
        bars = page.locator("#progress-page .mastery .bars li", has_text="Autoencoders")
        expect(bars).to_contain_text(text.NO_ANSWERS)
        page.goto(url)
        ask(page, "ask me ten questions about chapter 3")
        expect(page.locator("#practice-page .where")).to_have_text(text.of(1, 10))
        disputed = False
        for number in range(1, 11):
            expect(page.locator("#practice-page .where")).to_have_text(text.of(number, 10))
            kind = page.locator("form.item").get_attribute("data-kind")
            if kind == "true-false" and not disputed:
                answer(page, "1" if "Sparse" not in page.locator(".prompt").inner_text() else "2")
                expect(page.locator(".verdict")).to_have_text(text.VERDICTS["wrong"])
                page.keyboard.press("d")
                page.keyboard.type("The notes don't say so.")
                page.keyboard.press("Tab")
                page.keyboard.press("Enter")
                expect(page.locator(".disputed")).to_have_text(text.DISPUTED)
                page.keyboard.press("2")  # and the rating is corrected
                expect(page.locator(".four [aria-pressed=true]")).to_contain_text("Hard")
                disputed = True
            else:
                answer(page)
            if kind != "flashcard":
                page.keyboard.press("Enter")
        expect(page.locator("#practice-page .score")).to_have_text("8.9 of 10")
        expect(page.locator(".missed li")).to_have_count(1)
        page.get_by_role("link", name=text.PROGRESS).click()
        expect(bars).to_contain_text("10 answers")
        assert bars.locator("rect.fill").get_attribute("width") != "0"
        (objection,) = site.course.records.disputes(LOCAL_STUDENT)
        assert objection.reason == "The notes don't say so."
        assert site.course.records.answer(objection.answer_id).rating == 2
        page.context.close()

    site.course.clock.pass_by(days=1)
    with site.served() as url:  # the program was ended, and the browser is another one
        page = tab(browser, url, "review")
        due = page.locator("#header nav a[href='#review']")
        expect(due).to_have_text(f"{text.REVIEW} (1)")
        page.keyboard.press("Enter")
        answer(page)
        expect(page.locator(".four button")).to_have_count(4)
        page.keyboard.press("3")
        expect(page.locator("#review-page .score")).to_have_text("1 of 1")
        expect(due).to_have_text(text.REVIEW)
        reviewed = [a for a in site.course.records.answers(LOCAL_STUDENT) if a.setting == "review"]
        assert [a.rating for a in reviewed] == [3]
        page.context.close()


def test_what_was_right_is_shown_with_its_passage_and_the_way_there(visit: Any) -> None:
    page = visit("practice")
    page.select_option("#practice-page select[name=chapter]", "3")
    page.select_option("#practice-page select[name=kind]", "multiple-choice")
    page.keyboard.press("Escape")
    page.get_by_role("button", name=text.START).click()
    expect(page.locator("p.coming")).to_have_text(NO_MODEL)  # for the fifth of them
    while "maps the code back" not in page.locator(".prompt").inner_text():
        at = page.locator(".where").inner_text()
        answer(page)
        page.keyboard.press("Enter")
        expect(page.locator(".where")).not_to_have_text(at)
    for number in (1, 2, 3):
        page.keyboard.press("h")
        expect(page.locator("#practice-page .hint")).to_have_count(number)
    expect(page.locator("button[name=hint]")).to_have_count(0)
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    expect(page.locator(".option.right")).to_contain_text(text.RIGHT_ANSWER)
    expect(page.locator(".option.wrong")).to_contain_text(text.YOUR_CHOICE)
    expect(page.locator(".verdict")).to_be_focused()
    expect(page.locator("#practice-view .view > [role=status]")).to_contain_text("The decoder")
    expect(page.locator("form.item > .card mark")).to_have_text(MARKED)
    expect(page.locator("form.item > .card math")).to_have_count(2)
    page.locator("form.item > .card a.open").click()
    expect(page.locator("#reader .asked")).to_contain_text("An autoencoder learns")
    expect(page.locator("#reader .asked mark")).to_be_in_viewport()
    page.go_back()
    expect(page.locator(".verdict")).to_be_visible()


def test_a_reload_goes_on_with_the_open_set_and_the_missed_ones_can_be_asked_again(
    visit: Any,
) -> None:
    page = visit()
    ask(page, "give me two true-false questions on chapter 3")
    expect(page.locator(".where")).to_have_text(text.of(1, 2))
    wrong = {"Autoencoders": "1", "Sparse": "2"}
    answer(page, wrong[page.locator(".prompt").inner_text().split()[0]])
    page.reload()
    expect(page.locator(".verdict")).to_have_text(text.VERDICTS["wrong"])
    page.keyboard.press("Enter")
    expect(page.locator(".where")).to_have_text(text.of(2, 2))
    answer(page)
    page.keyboard.press("Enter")
    expect(page.locator(".score")).to_have_text("1 of 2")
    page.keyboard.press("Enter")
    expect(page.locator(".where")).to_have_text(text.of(1, 1))


def test_a_chapter_that_is_not_there_is_said_in_the_chat(visit: Any) -> None:
    page = visit()
    ask(page, "quiz me on chapter 30")
    expect(page.locator("#live .problem")).to_contain_text("There is no chapter")
    expect(page.locator("#question textarea")).to_be_visible()


def test_the_first_question_is_there_while_others_are_made_and_making_can_be_stopped(
    browser: Any, site: Site
) -> None:
    class SlowPractice(WordsPractice):
        def quiz(self, wish: Any, *, stop: Any, **options: Any) -> Any:
            run = super().quiz(wish, stop=stop, **options)
            return Slow(run, stop)

    class Slow:
        shortfall = "Stopped after 1 of 5 questions."

        def __init__(self, run: Any, stop: Any) -> None:
            self.run, self.stop, self.given = run, stop, 0

        def __iter__(self) -> Any:
            return self

        def __next__(self) -> Any:
            self.given += 1
            if self.given > 1:
                assert self.stop.wait(10)  # the model works until somebody stops it
                raise StopIteration
            return next(self.run)

    with site.served(site.course.opened(make=SlowPractice)) as url:
        page = tab(browser, url)
        ask(page, "quiz me on chapter 3")
        expect(page.locator("p.coming")).to_contain_text(text.making(1, 5))
        expect(page.locator("form.item")).to_be_visible()
        page.get_by_role("button", name=text.STOP_MAKING).click()
        expect(page.locator("p.coming")).to_have_text(Slow.shortfall)
        expect(page.locator(".where")).to_have_text(text.of(1, 1))
        page.context.close()


def test_visitors_from_elsewhere_see_nobody_elses_records(browser: Any, site: Site) -> None:
    with site.served() as url:
        headers = {"X-Forwarded-For": "192.0.2.7"}  # as a proxy in front of the page says
        own = tab(browser, url)
        ask(own, "give me one flashcard on chapter 3")
        answer(own)
        expect(own.locator("#practice-page .score")).to_be_visible()
        other = tab(browser, url, "progress", extra_http_headers=headers)
        expect(other.locator("#progress-page")).to_contain_text(text.NO_RECORD)
        ask_again = tab(browser, url, extra_http_headers=headers)
        ask(ask_again, "give me one flashcard on chapter 3")
        answer(ask_again)
        expect(ask_again.locator("#practice-page .score")).to_be_visible()
        other.reload()
        expect(other.locator("#progress-page")).to_contain_text(text.NO_RECORD)
        assert len(site.course.records.answers(LOCAL_STUDENT)) == 1
        for page in (own, other, ask_again):
            page.context.close()


def test_what_is_due_is_asked_in_the_review_with_the_next_dates(
    visit: Any, shared_site: Site
) -> None:
    page = visit()
    ask(page, "give me one flashcard on chapter 3")
    answer(page, "1")
    expect(page.locator("#practice-page .score")).to_be_visible()
    page.get_by_role("link", name=text.REVIEW).click()
    expect(page.locator("#review-page .calm")).to_contain_text("later today")
    shared_site.course.clock.now += timedelta(minutes=11)
    page.reload()
    expect(page.locator("#review-page .score")).to_have_text(text.due(1))
    page.keyboard.press("Enter")
    expect(page.locator("form.item")).to_be_visible()
    page.keyboard.press("Enter")
    dates = page.locator("#review-page .four span")
    expect(dates.first).to_have_text("in 10 min")
    expect(dates.last).to_have_text("tomorrow")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_part_fits_the_window_and_can_be_read(visit: Any, scheme: str) -> None:
    page = visit(width=360, color_scheme=scheme, reduced_motion="reduce")
    ask(page, "give me two true-false questions on chapter 3")
    expect(page.locator("form.item")).to_be_visible()
    answer(page, "1")
    for width in (360, 768, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        require_fit(page, width)


def require_fit(page: Any, width: int) -> None:
    """Nothing sticks out of the window, and all words stand out from their ground."""
    words = ".part :is(h2, h3, h4, p, span, strong, button, a, summary, th, td, label, li, kbd)"
    for part in ("practice", "review", "progress", "exam"):
        page.evaluate("part => { location.hash = part; }", part)
        expect(page.locator(f"#{part}-page .view").first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= width, part
        assert page.locator(words).evaluate_all(CONTRAST) == [], part
    bar = page.locator("#header nav").bounding_box()
    assert bar["x"] >= 0
    assert bar["x"] + bar["width"] <= width
    last = page.locator("#header nav a").last.bounding_box()
    assert last["x"] + last["width"] <= width
