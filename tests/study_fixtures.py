"""Fixtures for the study sessions: the whole page, and a browser."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import chromium
from study_site import PATIENCE, StudySite, study_site

_USUAL = 5_000  # milliseconds that Playwright expects something within


@pytest.fixture(scope="module")
def study(
    course_index: Path, cache_dir: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[StudySite]:
    """The whole page; neither a script of it fails nor does it ask another host for anything."""
    with study_site(course_index, cache_dir, tmp_path_factory.mktemp("study")) as site:
        yield site
    assert site.foreign == []
    assert site.failures == []


@pytest.fixture(scope="module")
def study_browser() -> Iterator[Any]:
    """A browser for the windows of a session, in which a real model may take its time."""
    expect = pytest.importorskip("playwright.sync_api").expect
    with chromium() as browser:
        expect.set_options(timeout=PATIENCE)
        yield browser
        expect.set_options(timeout=_USUAL)
