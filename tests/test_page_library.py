"""The page over a real index: a note is added in the browser, found, read and removed again."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from browser import chromium, free_port
from fakes_web import ScriptedTutor, kept, loops_closed
from notes_site import add_file

from tutor import Tutor
from tutor.config import Settings
from tutor.library.library import Library
from tutor.library.opening import library_of, update_index
from tutor.web.app import build_app, launch
from tutor.web.text import notes as text

playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect

pytestmark = [
    pytest.mark.browser,
    pytest.mark.model,
    # How Gradio counts its events is deprecated in newer versions of pandas.
    pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting'"),
    pytest.mark.filterwarnings("ignore:The copy keyword is deprecated"),
]
PATIENCE = 60_000  # milliseconds, for a slow machine
KNOWN = "# Gates\n\nA gate decides how much of the old state of a recurrent network is kept.\n"
NEW = """<!doctype html><title>Kidney transplants</title>
<script>window.hacked = 1</script><img src=x onerror="window.hacked = 2">
<h1>Kidney transplants</h1>
<p>The waiting list for a kidney is ordered by the Zebrafish score of the hospital.</p>
<h2>Costs</h2><p onclick="window.hacked = 3">A transplant costs less than ten years of dialysis.</p>
"""


@pytest.fixture
def opened(tmp_path: Path, cache_dir: Path, encoder_path: Path) -> Iterator[tuple[Tutor, Library]]:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "gates.md").write_text(KNOWN, encoding="utf-8")
    settings = Settings(index=tmp_path / "index", corpus=corpus, cache_dir=cache_dir)
    update_index(settings)
    with closing(Tutor.open(settings.index, settings=settings, load_model=False)) as tutor:
        yield tutor, library_of(tutor.live_index, settings)


@pytest.fixture
def tab(opened: tuple[Tutor, Library]) -> Iterator[Any]:
    _, library = opened
    with loops_closed(), kept() as conversations, chromium() as browser:
        app = build_app(ScriptedTutor(), conversations, library)
        tab = browser.new_page(viewport={"width": 1280, "height": 900})
        tab.set_default_timeout(PATIENCE)
        tab.goto(launch(app, library, port=free_port()) + "#notes")
        yield tab
        app.close(verbose=False)


def best(tutor: Tutor) -> str:
    return tutor.search("What orders the waiting list for a kidney?", 1)[0].chunk.title


def test_a_note_comes_and_goes_in_the_browser(tab: Any, opened: tuple[Tutor, Library]) -> None:
    tutor, library = opened
    rows = tab.locator("#notes-table tbody tr")
    expect(rows).to_have_count(1)
    assert best(tutor) == "Gates"

    note = {"name": "Nieren.html", "mimeType": "text/html", "buffer": NEW.encode()}
    copy = {"name": "again.md", "mimeType": "", "buffer": KNOWN.encode()}
    tab.locator("#notes-drop input[type=file]").set_input_files([note, copy])
    preview = tab.locator("#notes-draft article")
    expect(preview).to_have_count(2)
    expect(preview.first).to_contain_text("Zebrafish score")
    expect(preview.first).to_contain_text("HTML")
    expect(preview.nth(1)).to_contain_text("100% of it is already in Gates")
    assert len(library.notes()) == 1
    tab.get_by_role("button", name=text.CANCEL).click()

    tab.locator("#notes-drop input[type=file]").set_input_files([note])
    add_file(tab)
    expect(tab.locator("#notes-status")).to_contain_text("Kidney transplants is in: 2 passages")
    expect(rows).to_have_count(2)
    assert best(tutor) == "Kidney transplants"
    assert tab.evaluate("window.hacked") is None

    with tab.context.expect_page() as other:
        tab.get_by_role("link", name="Kidney transplants", exact=True).click()
    view = other.value
    expect(view.locator("main")).to_contain_text("Zebrafish score")
    expect(view.locator("main :is(script, img, [onclick])")).to_have_count(0)
    assert view.evaluate("window.hacked") is None
    view.close()

    row = tab.locator("#notes-table tr", has_text="Kidney transplants")
    with tab.expect_download() as download:
        row.get_by_role("link", name=text.DOWNLOAD).click()
    assert download.value.suggested_filename == "Nieren.html"
    assert Path(download.value.path()).read_bytes() == NEW.encode()

    row.locator("summary", has_text=text.REMOVE).click()
    expect(row).to_contain_text(text.REMOVE_FILE)
    row.get_by_role("button", name=text.REMOVE, exact=True).click()
    expect(tab.locator("#notes-status")).to_contain_text("is removed and its file deleted")
    expect(rows).to_have_count(1)
    assert best(tutor) == "Gates"
