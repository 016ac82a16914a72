"""The Notes part of the page in a real browser: what is there, and where it leads."""

import re
from typing import Any

import pytest
from browser import CONTRAST, free_port
from fakes_notes import filled
from fakes_web import ScriptedTutor, kept, loops_closed
from notes_site import Site, choose

from tutor.documents.failures import Failure
from tutor.library.note import Upload
from tutor.web.app import build_app, launch
from tutor.web.text import notes as text
from tutor.web.text import page as page_words

playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect

pytest_plugins = ["notes_fixtures"]
pytestmark = [
    pytest.mark.browser,
    # How Gradio counts its events is deprecated in newer versions of pandas.
    pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting'"),
    pytest.mark.filterwarnings("ignore:The copy keyword is deprecated"),
]


def test_the_address_keeps_the_tab(context: Any, site: Site) -> None:
    page = context.new_page()
    page.goto(site.url)
    expect(page.locator("#question textarea")).to_be_visible()
    expect(page.locator("#notes-page")).to_be_hidden()
    expect(page.locator("nav a[aria-current]")).to_have_text(page_words.CHAT)
    link = page.get_by_role("link", name=page_words.NOTES)
    link.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#notes-table table")).to_be_visible()
    expect(page.locator("#question")).to_be_hidden()
    assert page.url.endswith("#notes")
    page.reload()
    expect(page.locator("#notes-table table")).to_be_visible()
    expect(page.locator("nav a[aria-current]")).to_have_text(page_words.NOTES)
    page.go_back()
    expect(page.locator("#question textarea")).to_be_visible()
    page.close()


def test_without_a_library_there_are_no_tabs(context: Any, site: Site) -> None:
    with loops_closed(), kept() as conversations:
        app = build_app(ScriptedTutor(), conversations)
        page = context.browser.new_page()
        try:
            page.goto(launch(app, port=free_port()) + "#notes")
            expect(page.locator("#question textarea")).to_be_visible()
            expect(page.locator("#header nav")).to_have_count(0)
        finally:
            page.close()
            app.close(verbose=False)


def test_removing_asks_once_and_says_what_became_of_the_file(page: Any, site: Site) -> None:
    row = page.locator("#notes-table tr", has_text="Kurs über CNN")
    row.locator("summary", has_text=text.REMOVE).click()
    expect(row).to_contain_text(text.REMOVE_FILE)
    page.keyboard.press("Escape")
    expect(row.locator(".ask")).to_be_hidden()
    page.keyboard.press("Enter")  # the focus is where it was
    row.get_by_role("button", name=text.REMOVE, exact=True).click()
    expect(page.locator("#notes-status")).to_have_text(text.removed("Kurs über CNN", True))
    expect(row).to_have_count(0)
    kept = page.locator("#notes-table tr", has_text="Multilayer perceptrons").first
    kept.locator("summary", has_text=text.REMOVE).click()
    expect(kept).to_contain_text(text.REMOVE_ENTRY)
    kept.get_by_role("button", name=text.KEEP).click()
    expect(kept.locator(".ask")).to_be_hidden()
    assert "notes/mlp.md" in site.library.kept


def test_a_download_has_the_notes_own_name(page: Any) -> None:
    row = page.locator("#notes-table tr", has_text="Kurs über CNN")
    with page.expect_download() as download:
        row.get_by_role("link", name=text.DOWNLOAD).click()
    assert download.value.suggested_filename == "kurs über CNN.md"


def test_two_thousand_notes_are_shown_by_the_hundred_and_filtered(page: Any, site: Site) -> None:
    site.library.__dict__.update(filled(2000).__dict__)
    page.reload()
    rows = page.locator("#notes-table tbody tr")
    expect(rows).to_have_count(100)
    expect(page.locator("#notes-table .count")).to_have_text("2,003 notes")
    page.get_by_role("button", name="Show 100 more").click()
    expect(rows).to_have_count(200)
    page.keyboard.press("/")
    expect(page.locator("#notes-filter :is(input, textarea)")).to_be_focused()
    page.keyboard.type("many/19")
    expect(page.locator("#notes-table .count")).to_have_text("100 of 2,003 notes")
    page.keyboard.type("99")
    expect(rows).to_have_count(1)


def test_no_notes_at_all_is_a_calm_page(page: Any, site: Site) -> None:
    site.library.kept.clear()
    page.reload()
    expect(page.locator("#notes-table")).to_have_text(text.NO_NOTES)
    expect(page.locator("#notes-filter")).to_be_hidden()


def test_failures_stand_on_top_and_are_folded_when_many(page: Any, site: Site) -> None:
    site.library.failed = (Failure("scan.pdf", "that file has no text layer"),) * 6
    page.reload()
    summary = page.locator("#notes-failures summary")
    expect(summary).to_have_text("6 files could not be read")
    expect(page.locator("#notes-failures li").first).to_be_hidden()
    summary.click()
    expect(page.locator("#notes-failures li").first).to_be_visible()
    assert summary.bounding_box()["y"] < page.locator("#notes-drop").bounding_box()["y"]


def test_what_another_student_added_is_there_when_the_tab_is_shown(page: Any, site: Site) -> None:
    page.get_by_role("link", name=page_words.CHAT).click()
    site.library.put("notes/new.md", "# Brand new\n\nText.")
    page.get_by_role("link", name=page_words.NOTES).click()
    expect(page.locator("#notes-table")).to_contain_text("Brand new")


@pytest.mark.parametrize("width", [400, 768, 1280])
def test_nothing_makes_the_tab_wider_than_the_window(page: Any, site: Site, width: int) -> None:
    long = "Averylongword" * 12
    site.library.put(f"{long}.md", f"# {long}\n\nText.")
    site.library.change(f"{long}.md", gaps=(long,), format="Jupyter notebook", units=30)
    site.library.failed = (Failure(long, long),)
    page.set_viewport_size({"width": width, "height": 900})
    page.reload()
    expect(page.locator("#notes-failures")).to_contain_text(long)
    choose(page, (f"{long}.md", f"# {long}\n\n{'|' + ' column |' * 20}\n{'|---' * 20}|\n"))
    expect(page.locator("#notes-draft article")).to_contain_text(long)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    row = page.locator("#notes-table tr", has_text=long).last
    row.locator("summary", has_text=text.REMOVE).click()
    box = row.locator(".ask").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width


def test_a_sources_place_leads_to_the_passage_in_its_document(
    page: Any, context: Any, site: Site
) -> None:
    for number in range(1, 6):
        entry = site.library.put(f"notes/{number}.md", f"# Doc {number}\n\n" + "Text. " * 400)
    last = site.library.kept["notes/5.md"]
    site.library.kept["notes/1.md"] = (site.library.kept["notes/1.md"][0], last[1], b"")
    page.get_by_role("link", name=page_words.CHAT).click()
    page.locator("#question textarea").fill("Why?")
    page.keyboard.press("Enter")
    link = page.locator("#source-1-1 a.open")
    expect(link).to_have_attribute("href", re.compile("^notes/notes/1.md.*#chunk-1$"))
    expect(link).to_have_attribute("target", "_blank")
    chunk_id = entry.chunk_ids[-1]
    with context.expect_page() as other:
        link.click(modifiers=["ControlOrMeta"])
    expect(other.value.locator("h1")).to_have_text("Doc 1")
    other.value.goto(f"{site.url}notes/notes/1.md#{chunk_id}")
    target = other.value.locator(":target")
    expect(target).to_be_in_viewport()
    assert target.evaluate("e => getComputedStyle(e).backgroundColor") != "rgba(0, 0, 0, 0)"
    other.value.close()


def test_on_a_narrow_screen_the_tabs_leave_room_for_the_question(page: Any) -> None:
    page.set_viewport_size({"width": 400, "height": 800})
    bar = page.locator("#header nav").bounding_box()
    assert bar["y"] + bar["height"] == 800
    page.get_by_role("link", name=page_words.CHAT).click()
    ask = page.locator("#ask").bounding_box()
    assert ask["y"] + ask["height"] <= bar["y"] + 1


@pytest.mark.parametrize("dark", [False, True])
def test_words_can_be_told_from_their_ground(page: Any, site: Site, dark: bool) -> None:
    site.library.failed = (Failure("scan.pdf", "that file has no text layer"),)
    site.library.reviewing = True
    site.library.waits["w0"] = Upload("waiting.md", b"# Waiting\n\nWords.")
    page.emulate_media(color_scheme="dark" if dark else "light", reduced_motion="reduce")
    page.reload()
    expect(page.locator("#notes-waiting")).to_contain_text("waiting.md")
    copy = ("copy.md", "# From perceptrons to deep networks\n\nOne.")
    choose(page, copy, ("scan.pdf", "x"), ("more.pdf", b"x"))
    expect(page.locator("#notes-draft article.note")).to_have_count(3)
    page.locator("#notes-table summary", has_text=text.REMOVE).first.click()
    words = page.locator(
        "#header nav a, #notes-page :is(h2, h3, p, li, th, td, td > a, th > a, button, summary,"
        " strong, span.file, .reason, .facts, .overlap a)"
    )
    assert words.count() > 40
    assert words.evaluate_all(CONTRAST) == []
    page.goto(f"{site.url}notes/notes/mlp.md")
    shown = page.locator(":is(h1, h2, h3, p, a, td, th, code span)")
    assert shown.evaluate_all(CONTRAST) == []
    assert page.evaluate("document.body.classList.contains('dark')") is dark
