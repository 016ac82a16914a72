"""Nothing keeps people from using the page: axe-core on every screen, and what it can't see."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from accessibility import violations
from browser import chromium, free_port
from fakes_web import ScriptedTutor, kept, loops_closed
from page_screens import SCREENS, THEMES, WIDTHS, closed, opened
from whole_site import WholeSite, whole_site

from tutor.users import add_user
from tutor.web.addresses import guide_print_address, reading_address
from tutor.web.app import build_app, launch
from tutor.web.door import Door
from tutor.web.text import signing_in as door_words

playwright = pytest.importorskip("playwright.sync_api")
pytest.importorskip("axe_playwright_python")
expect = playwright.expect

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    # How Gradio counts its events is deprecated in newer versions of pandas.
    pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting'"),
    pytest.mark.filterwarnings("ignore:The copy keyword is deprecated"),
]
# Two frames, after which the page's scripts have seen the new size.
DRAWN = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WholeSite]:
    with whole_site(tmp_path_factory.mktemp("whole")) as site:
        yield site


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as browser:
        yield browser


def in_theme(page: Any, theme: str) -> None:
    page.evaluate("(dark) => document.body.classList.toggle('dark', dark)", theme == "dark")


def foreign(site: WholeSite) -> list[str]:
    """What was asked of other hosts."""
    own = (site.url, "data:", "blob:", "about:")
    return [url for url in site.requests if not url.startswith(own)]


@pytest.mark.parametrize("name", SCREENS)
def test_no_screen_has_a_grave_problem_or_asks_another_host(
    browser: Any, site: WholeSite, name: str
) -> None:
    site.requests.clear()
    page = opened(browser, site, name)
    found = {}
    for size in ("wide", "narrow"):
        page.set_viewport_size(dict(zip(("width", "height"), WIDTHS[size], strict=True)))
        for theme in THEMES:
            in_theme(page, theme)
            page.evaluate(DRAWN)
            found[size, theme] = violations(page)
    closed(page, site, name)
    assert {case: each for case, each in found.items() if each} == {}
    assert len(site.requests) > 5
    assert foreign(site) == []


@pytest.mark.parametrize("name", SCREENS)
def test_no_screen_is_wider_than_a_small_phone(browser: Any, site: WholeSite, name: str) -> None:
    page = opened(browser, site, name, "narrow")
    page.set_viewport_size({"width": 320, "height": 640})  # also a window of 640 at 200%
    wide = page.evaluate("document.documentElement.scrollWidth")
    closed(page, site, name)
    assert wide <= 320


def in_both_themes(page: Any, address: str) -> dict[str, list[str]]:
    found = {}
    for theme in THEMES:
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        page.goto(address)
        found[theme] = violations(page)
    return {theme: each for theme, each in found.items() if each}


@pytest.mark.parametrize(
    "address",
    [
        reading_address("notes/mlp.md"),
        reading_address("notes/nobody.md"),
        guide_print_address("chapter", "3"),
    ],
)
def test_no_page_of_its_own_has_a_grave_problem(
    browser: Any, site: WholeSite, address: str
) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 740})
    assert in_both_themes(page, f"{site.url}{address}") == {}
    page.close()


def test_the_way_in_has_no_grave_problem(browser: Any, tmp_path: Path) -> None:
    add_user(tmp_path / "users.txt", "ann", "correct horse")
    with loops_closed(), kept() as conversations:
        app = build_app(ScriptedTutor(), conversations)
        url = launch(app, port=free_port(), door=Door(tmp_path / "users.txt"))
        page = browser.new_page(viewport={"width": 360, "height": 740})
        assert in_both_themes(page, url) == {}
        page.get_by_label(door_words.NAME).fill("ann")
        page.get_by_label(door_words.PASSWORD).fill("wrong")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_be_visible()
        assert violations(page) == []
        page.get_by_label(door_words.PASSWORD).fill("correct horse")
        page.keyboard.press("Enter")
        expect(page.locator("#account")).to_contain_text("ann")
        assert violations(page) == []
        page.close()
        app.close(verbose=False)
