"""Fixtures for tests of the page's notes in a browser."""

from collections.abc import Iterator
from typing import Any

import pytest
from browser import chromium
from fakes_notes import filled
from notes_site import PATIENCE, Site, opened, served_site


@pytest.fixture(scope="module")
def served() -> Iterator[Site]:
    with served_site() as site:
        yield site


@pytest.fixture(scope="module")
def context(served: Site) -> Iterator[Any]:
    with chromium() as browser:
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        context.set_default_timeout(PATIENCE * 1000)
        context.route("**/*", served.own_origin_only)
        yield context


@pytest.fixture
def site(served: Site) -> Iterator[Site]:
    """The site with the same notes at every test's beginning."""
    served.library.__dict__.update(filled().__dict__)
    served.foreign.clear()
    yield served
    assert served.foreign == []


@pytest.fixture
def page(context: Any, site: Site) -> Iterator[Any]:
    page = opened(context, site)
    yield page
    page.close()
