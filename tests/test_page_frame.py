"""The frame of the page in a real browser: addresses, the focus, the list of keys."""

from collections.abc import Iterator
from typing import Any

import pytest
from accessibility import violations
from browser import chromium
from page_screens import closed, opened
from whole_site import ARABIC, WholeSite, whole_site

from tutor.web.text import keys as text
from tutor.web.text import page as page_words

playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect

pytestmark = [
    pytest.mark.browser,
    # How Gradio counts its events is deprecated in newer versions of pandas.
    pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting'"),
    pytest.mark.filterwarnings("ignore:The copy keyword is deprecated"),
]
TITLE = "Deep Learning for Healthcare · Study Tutor"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WholeSite]:
    with whole_site(tmp_path_factory.mktemp("whole")) as site:
        yield site


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def tab(browser: Any, site: WholeSite) -> Iterator[Any]:
    """One tab for most tests: Gradio takes two seconds to start."""
    page = opened(browser, site, "welcome")
    yield page
    closed(page, site, "welcome")


@pytest.fixture
def page(tab: Any) -> Any:
    """The tab at the chat, wide, with the focus nowhere."""
    tab.set_viewport_size({"width": 1440, "height": 900})
    tab.locator("#header nav a[href='#chat']").click()
    expect(tab.locator("#page")).to_be_visible()
    tab.evaluate("document.activeElement.blur()")
    return tab


def part(page: Any, name: str) -> Any:
    return page.get_by_role("banner").get_by_role("link", name=name)


def test_the_address_and_the_title_tell_the_part(page: Any) -> None:
    part(page, "Progress").click()
    expect(page).to_have_title(f"Progress · {TITLE}")
    expect(page.locator("#progress-page")).to_be_visible()
    expect(page.locator("#page")).to_be_hidden()
    expect(part(page, "Progress")).to_have_attribute("aria-current", "page")
    part(page, "Notes").click()
    page.go_back()
    expect(page).to_have_title(f"Progress · {TITLE}")
    expect(page.locator("#notes-page")).to_be_hidden()
    page.go_back()
    expect(page).to_have_title(TITLE)
    page.go_forward()
    expect(page.locator("#progress-page")).to_be_visible()


def test_only_one_part_is_the_main_one(page: Any) -> None:
    for name in ("Practice", "Review", "Progress", "Notes", "Chat"):
        part(page, name).click()
        expect(page.get_by_role("main")).to_have_count(1)


def test_the_focus_follows_a_switch_by_keyboard(page: Any) -> None:
    part(page, "Notes").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#notes-head h2")).to_be_focused()
    page.keyboard.press("p")
    expect(page.locator("#practice-page h2")).to_be_focused()
    part(page, "Chat").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#question textarea")).to_be_focused()


def test_a_part_is_left_and_found_again_with_what_it_showed(page: Any) -> None:
    page.evaluate("location.hash = '#progress?chapter=3'")
    expect(page.locator("#progress-page")).to_be_visible()
    part(page, "Notes").click()
    part(page, "Progress").click()
    assert page.evaluate("location.hash") == "#progress?chapter=3"
    page.evaluate("location.hash = '#progress'")


def test_an_unknown_address_is_the_chat(page: Any) -> None:
    page.evaluate("location.hash = '#progress'")
    expect(page.locator("#page")).to_be_hidden()
    page.evaluate("location.hash = '#nothing'")
    expect(page.locator("#page")).to_be_visible()


def test_a_keyboard_skips_the_header(page: Any) -> None:
    part(page, "Notes").click()
    page.locator("a.skip").focus()
    expect(page.locator("a.skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#notes-head h2")).to_be_focused()


def test_the_keys_are_listed_and_the_focus_comes_back(page: Any) -> None:
    link = part(page, "Chat")
    link.focus()
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name=text.TITLE)
    expect(keys).to_be_visible()
    expect(keys.get_by_text("begin a new conversation")).to_be_visible()
    page.keyboard.press("p")  # does nothing behind it
    expect(page.locator("#page")).to_be_visible()
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    expect(link).to_be_focused()


def test_a_question_mark_can_be_written(page: Any) -> None:
    page.locator("#question textarea").focus()
    page.keyboard.type("Why?")
    expect(page.locator("#question textarea")).to_have_value("Why?")
    expect(page.locator("#keys-dialog")).to_be_hidden()
    page.locator("#question textarea").fill("")


def test_the_list_of_keys_opens_and_closes_by_mouse(page: Any) -> None:
    page.get_by_role("button", name=text.OPEN, exact=True).click()
    keys = page.get_by_role("dialog", name=text.TITLE)
    keys.get_by_role("button", name=text.CLOSE).click()
    expect(keys).to_be_hidden()
    page.get_by_role("button", name=text.OPEN, exact=True).click()
    page.mouse.click(5, 400)  # beside it
    expect(keys).to_be_hidden()


def test_the_columns_are_where_they_belong(page: Any) -> None:
    list_, chat, sources = (
        page.locator(name).bounding_box() for name in ("#conversations-page", "#chat", "#sources")
    )
    assert list_["x"] == 0
    assert 200 <= list_["width"] <= 260
    assert chat["x"] == list_["x"] + list_["width"]
    assert sources["x"] == chat["x"] + chat["width"]
    assert 0.25 <= sources["width"] / 1440 <= 0.35
    page.set_viewport_size({"width": 1000, "height": 800})
    expect(page.locator("#conversations-page")).to_be_hidden()
    expect(page.get_by_role("button", name=page_words.CONVERSATIONS)).to_be_visible()
    page.set_viewport_size({"width": 768, "height": 1024})
    expect(page.locator("#header nav")).to_be_in_viewport()
    assert page.locator("#header nav").bounding_box()["y"] > 900


def test_the_scripts_have_their_words_from_the_server(page: Any) -> None:
    assert page.evaluate("document.documentElement.lang") == page_words.LANGUAGE
    assert page.evaluate("studyTutor.words.page.parts") == page_words.PARTS


def test_what_is_written_from_right_to_left_is_shown_so(page: Any) -> None:
    page.locator("#conversations-view a.conversation").first.click()
    question = page.locator("#page .question")
    expect(question).to_contain_text(ARABIC)
    expect(question).to_have_css("unicode-bidi", "plaintext")
    expect(page.locator("#page .answer p").first).to_have_css("unicode-bidi", "plaintext")
    expect(page.locator("#sources .passage p").first).to_have_css("unicode-bidi", "plaintext")


def test_the_bar_of_parts_is_in_reach_of_a_thumb(page: Any) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    bar = page.locator("#header nav")
    boxes = [link.bounding_box() for link in bar.locator("a").all()]
    assert len(boxes) >= 5
    assert all(box["height"] >= 44 and box["width"] >= 44 for box in boxes)
    assert all(
        box["y"] + box["height"] <= 740 and box["x"] + box["width"] <= 360.5 for box in boxes
    )
    box = page.locator("#ask").bounding_box()
    assert box["y"] + box["height"] <= boxes[0]["y"] + 1
    words = bar.locator(".word").evaluate_all(
        "(all) => all.map((e) => [e.scrollWidth, e.parentElement.clientWidth])"
    )
    assert all(word <= room for word, room in words)


def test_an_answer_has_no_grave_problem(browser: Any, site: WholeSite) -> None:
    page = opened(browser, site, "answer")
    pytest.importorskip("axe_playwright_python")
    assert violations(page) == []
    closed(page, site, "answer")
