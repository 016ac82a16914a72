"""Six key screens look as they did when somebody last looked at them.

After a change that is meant to be seen: `python -m tests.screens --update`, and look at what came.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from browser import chromium
from whole_site import WholeSite, whole_site

pytest.importorskip("playwright.sync_api")
Image = pytest.importorskip("PIL.Image")

from pictures import (  # noqa: E402 - needs both
    KEY_SCREENS,
    TOLERANCE,
    difference,
    kept,
    path_of,
    same_fonts,
    taken,
)

pytestmark = [
    pytest.mark.browser,
    # How Gradio counts its events is deprecated in newer versions of pandas.
    pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting'"),
    pytest.mark.filterwarnings("ignore:The copy keyword is deprecated"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as browser:
        page = browser.new_page()
        page.set_content("<p>fonts</p>")
        if not same_fonts(page):
            pytest.skip("needs the fonts with which the pictures were taken")
        page.close()
        yield browser


@pytest.fixture(scope="module")
def site(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[WholeSite]:
    with whole_site(tmp_path_factory.mktemp("whole")) as site:
        yield site


@pytest.mark.slow
@pytest.mark.parametrize(("name", "size", "theme"), KEY_SCREENS)
def test_a_key_screen_looks_as_it_did(
    browser: Any, site: WholeSite, name: str, size: str, theme: str
) -> None:
    now = taken(browser, site, name, size, theme)
    assert difference(now, kept(path_of(name, size, theme))) <= TOLERANCE


def test_a_moved_column_is_seen_and_a_blurred_letter_is_not() -> None:
    picture = kept(path_of(*KEY_SCREENS[0]))
    moved = Image.new("L", picture.size, picture.getpixel((0, picture.height // 2)))
    moved.paste(picture, (20, 0))  # forty pixels of the page
    assert difference(picture, moved) > 2 * TOLERANCE
    smaller = picture.resize((picture.width // 2, picture.height // 2))
    assert difference(picture, smaller.resize(picture.size)) < TOLERANCE / 4
    assert difference(picture, smaller) == 1


def test_the_kept_pictures_are_small() -> None:
    assert all(path_of(*each).stat().st_size < 60_000 for each in KEY_SCREENS)
