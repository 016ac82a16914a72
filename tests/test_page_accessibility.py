"""Nothing keeps people from using the page: axe-core on every screen, and what it can't see."""

from collections.abc import Iterator
from typing import Any

import pytest
from accessibility import violations
from browser import chromium
from page_screens import SCREENS, THEMES, WIDTHS, closed, opened
from whole_site import WholeSite, whole_site

playwright = pytest.importorskip("playwright.sync_api")
pytest.importorskip("axe_playwright_python")
expect = playwright.expect

pytestmark = [
    pytest.mark.browser,
    # How Gradio counts its events is deprecated in newer versions of pandas.
    pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting'"),
    pytest.mark.filterwarnings("ignore:The copy keyword is deprecated"),
]


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


def test_an_answer_has_no_grave_problem(browser: Any, site: WholeSite) -> None:
    page = opened(browser, site, "answer")
    assert violations(page) == []
    closed(page, site, "answer")


@pytest.mark.slow
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
            found[size, theme] = violations(page)
    closed(page, site, name)
    assert {case: each for case, each in found.items() if each} == {}
    assert len(site.requests) > 5
    assert foreign(site) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", SCREENS)
def test_no_screen_is_wider_than_a_small_phone(browser: Any, site: WholeSite, name: str) -> None:
    page = opened(browser, site, name, "narrow")
    page.set_viewport_size({"width": 320, "height": 640})  # also a window of 640 at 200%
    wide = page.evaluate("document.documentElement.scrollWidth")
    closed(page, site, name)
    assert wide <= 320


def test_the_bar_of_parts_is_in_reach_of_a_thumb(browser: Any, site: WholeSite) -> None:
    page = opened(browser, site, "welcome", "narrow")
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
    closed(page, site, "welcome")
