"""Write every screen of the page to a folder: `python -m tests.screens FOLDER [SCREEN …]`.

At three widths and in both themes, over a course that never changes, to be looked at. With
`--update` the pictures that tests/test_page_screens.py compares with are taken anew.
"""

import argparse
import sys
import tempfile
from pathlib import Path
from typing import Any

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS), str(TESTS.parent)]

import pictures  # noqa: E402 - of the folder above
from browser import chromium  # noqa: E402
from page_screens import SCREENS, THEMES, WIDTHS, closed, opened  # noqa: E402
from whole_site import WholeSite, whole_site  # noqa: E402


def main() -> None:
    """Take the pictures."""
    parser = argparse.ArgumentParser(prog="python -m tests.screens", description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", help="where the pictures go")
    parser.add_argument("screens", nargs="*", help="only these")
    parser.add_argument("--update", action="store_true", help="take the compared pictures anew")
    given = parser.parse_args()
    if given.folder is None and not given.update:
        parser.error("name a folder, or give --update")
    with (
        tempfile.TemporaryDirectory() as records,
        whole_site(Path(records)) as site,
        chromium() as browser,
    ):
        if given.update:
            update(browser, site)
        if given.folder is not None:
            given.folder.mkdir(parents=True, exist_ok=True)
            for name in given.screens or SCREENS:
                write(browser, site, name, given.folder)


def write(browser: Any, site: WholeSite, name: str, folder: Path) -> None:
    """Write one screen at all widths and in both themes."""
    for size in WIDTHS:
        for theme in THEMES:
            page = opened(browser, site, name, size, theme)
            page.screenshot(path=folder / f"{name}-{size}-{theme}.png")
            closed(page, site, name)
    print(name, flush=True)


def update(browser: Any, site: WholeSite) -> None:
    """Take the pictures anew that the test compares with."""
    page = browser.new_page()
    page.set_content("<p>fonts</p>")
    pictures.keep_fonts(page)
    page.close()
    for screen in pictures.KEY_SCREENS:
        now, path = pictures.taken(browser, site, *screen), pictures.path_of(*screen)
        told = f"{pictures.difference(now, pictures.kept(path)):.4f}" if path.exists() else "new"
        pictures.keep(now, path)
        print(path.name, told, flush=True)


if __name__ == "__main__":
    main()
