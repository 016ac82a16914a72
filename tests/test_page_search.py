"""Searching in a real browser: while typing, by filters, by keyboard, back and forward."""

from collections.abc import Iterator
from typing import Any

import pytest
from browser import CONTRAST, chromium
from fakes_search import MANY
from search_site import SearchSite, search_site

from tutor.web.text import search as text

playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect

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
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchSite]:
    with search_site(tmp_path_factory.mktemp("search")) as site:
        yield site


@pytest.fixture
def visit(browser: Any, site: SearchSite) -> Iterator[Any]:
    """Opens a window at an address of the page."""
    contexts = []

    def opened(address: str = "#search", **options: Any) -> Any:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.goto(site.url + address)
        if address.startswith("#search"):
            expect(page.locator("#search-view .found")).to_be_visible()
        return page

    yield opened
    for context in contexts:
        context.close()


def titles(page: Any) -> Any:
    return page.locator("#search-page .results h3")


def test_results_come_while_typing_and_take_nothing_from_it(visit: Any, site: SearchSite) -> None:
    page = visit()
    box = page.locator("#search-box")
    slow = site.hold("attention")
    box.press_sequentially("attention")
    expect(page).to_have_url(f"{site.url}#search?q=attention")
    box.press_sequentially(" layer maps")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(page).to_have_url(f"{site.url}#search?q=attention+layer+maps")
    slow.set()  # the older answer comes first, and gives way to the newer one
    expect(page.locator(".line")).to_contain_text("4 passages")
    expect(titles(page).first).to_have_text("Attention")
    expect(box).to_be_focused()
    expect(box).to_have_value("attention layer maps")
    assert box.evaluate("(box) => box.selectionStart") == len("attention layer maps") - 2
    assert site.searched[-2:] == ["attention", "attention layer maps"]
    expect(page.locator("#search-page [role=status]")).to_have_text(text.said(4))
    expect(page.locator(".results mark.closest mark.word").first).to_be_visible()


def test_filters_are_chosen_by_keyboard_kept_in_the_address_and_dropped(
    visit: Any, site: SearchSite
) -> None:
    page = visit("#search?q=layer+maps+patients")
    expect(titles(page)).to_have_count(4)
    chapters = page.locator("details.filter", has_text=text.CHAPTER)
    chapters.locator("summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(titles(page)).to_have_text(["Convolutions"])
    second = page.get_by_role("checkbox", name="2. Convolutions")
    expect(second).to_be_focused()
    expect(second).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(titles(page)).to_have_count(2)
    page.keyboard.press("Escape")
    expect(chapters).not_to_have_attribute("open", "")
    expect(chapters.locator("summary")).to_be_focused()
    expect(page).to_have_url(f"{site.url}#search?q=layer+maps+patients&chapter=2&chapter=3")

    page.reload()
    expect(titles(page)).to_have_count(2)
    expect(page.locator("#search-box")).to_have_value("layer maps patients")
    page.get_by_role("button", name=text.drop("3. Recurrence")).click()
    expect(titles(page)).to_have_text(["Convolutions"])
    page.locator("#search-box").fill("XOR problem")
    expect(page.locator(".nothing")).to_contain_text(text.nothing_here("XOR problem"))
    page.get_by_role("button", name=text.elsewhere(2)).click()
    expect(titles(page)).to_have_count(1)
    expect(page.locator(".also")).to_be_visible()


@pytest.mark.slow
def test_many_results_are_shown_twenty_at_a_time_and_back_keeps_them(
    visit: Any, site: SearchSite
) -> None:
    page = visit("#search?q=gradient+rule")
    expect(titles(page)).to_have_count(20)
    page.get_by_role("button", name=text.more(20)).focus()
    page.keyboard.press("Enter")
    expect(titles(page)).to_have_count(40)
    expect(page.locator("#result-21")).to_be_focused()
    page.get_by_role("button", name=text.more(MANY - 40)).click()
    expect(titles(page)).to_have_count(MANY)
    expect(page.locator("#search-page button[name=more]")).to_have_count(0)
    page.get_by_role("link", name="Notes").click()
    expect(page.locator("#notes-page")).to_be_visible()
    page.go_back()
    expect(page).to_have_url(f"{site.url}#search?q=gradient+rule&n=60")
    expect(titles(page)).to_have_count(MANY)


@pytest.mark.slow
def test_keys_lead_to_the_box_from_anywhere_and_clear_it(visit: Any) -> None:
    page = visit("")
    expect(page.locator("#question textarea")).to_be_visible()
    page.locator("#header h1").click()
    page.keyboard.press("s")
    box = page.locator("#search-box")
    expect(box).to_be_focused()
    page.keyboard.type("qwzx")
    page.keyboard.press("Enter")
    expect(page.locator(".nothing")).to_contain_text(text.nothing("qwzx"))
    page.keyboard.press("Escape")
    expect(box).to_have_value("")
    expect(page.locator(".examples")).to_be_visible()
    page.keyboard.press("Escape")
    expect(box).not_to_be_focused()
    page.keyboard.press("/")
    expect(box).to_be_focused()
    page.get_by_role("button", name="Rule 0").click()
    expect(box).to_have_value("Rule 0")
    expect(titles(page).first).to_have_text("Rules")


@pytest.mark.slow
def test_a_passage_is_asked_about_in_a_new_conversation(visit: Any, site: SearchSite) -> None:
    page = visit("#search?q=XOR+problem")
    page.get_by_role("button", name=text.ASK).click()
    expect(page.locator("#live .question")).to_contain_text(text.question("margin of errors"))
    expect(page.locator("#chat")).to_be_visible()
    assert site.tutor.asked[-1] == (text.question("margin of errors"), ())


@pytest.mark.slow
def test_a_passage_opens_in_its_place_and_nothing_in_it_runs(visit: Any, site: SearchSite) -> None:
    requests: list[str] = []
    page = visit("#search?q=zebra")
    page.on("request", lambda request: requests.append(request.url))
    expect(titles(page)).to_have_text(["Hostile"])
    page.locator(".results a.open").click()
    expect(page.locator("dialog[open]")).to_contain_text("zebra")
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)
    expect(titles(page)).to_have_text(["Hostile"])
    assert page.evaluate("window.hacked") is None
    assert [url for url in requests if not url.startswith(site.url)] == []


@pytest.mark.slow
@pytest.mark.parametrize("width", [360, 768, 1440])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_width_and_theme_shows_it_whole_and_readably(
    visit: Any, width: int, theme: str
) -> None:
    for query in ("", "?q=gradient+rule&chapter=Rules", "?q=qwzx"):
        page = visit(f"?__theme={theme}#search{query}", viewport={"width": width, "height": 800})
        expect(page.locator("#search-view .found")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.locator("details.filter summary").first.click()
        choices = page.locator("details.filter[open] .choices")
        expect(choices).to_be_visible()
        box = choices.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert page.locator("#search-page *").evaluate_all(CONTRAST) == []
