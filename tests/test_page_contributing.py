"""Adding notes on the page in a real browser: previews, reviews, and nothing that runs."""

from typing import Any

import pytest
from browser import drop
from notes_site import Site, add_file, choose, opened

from tutor.errors import TutorError
from tutor.library.note import Upload
from tutor.web.text import notes as text

playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect

pytest_plugins = ["notes_fixtures"]
pytestmark = [
    pytest.mark.browser,
    # How Gradio counts its events is deprecated in newer versions of pandas.
    pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting'"),
    pytest.mark.filterwarnings("ignore:The copy keyword is deprecated"),
]
LECTURE = """# Lecture 5

## Gates

A gate is $\\sigma(Wx)$. <script>window.hacked = 1</script><img src=x onerror="window.hacked = 2">

## Memory

The cell keeps it.
"""


def test_a_file_is_previewed_before_it_is_added(page: Any, site: Site) -> None:
    choose(page, ("Лекция №5.md", LECTURE), ("scan.pdf", "x"))
    read = page.locator("#notes-draft article.note")
    expect(read).to_have_count(2)
    expect(read.first).to_have_class("note refused")
    expect(read.first).to_contain_text("That file has no text layer")
    expect(read.nth(1).locator("h3").first).to_have_text("Lecture 5")
    expect(read.nth(1)).to_contain_text("Лекция №5.md · Markdown")
    expect(read.nth(1).locator(".katex").first).to_be_visible()
    expect(page.locator("#notes-draft")).to_contain_text(text.left_out(1))
    assert len(site.library.notes()) == 3
    go_on = site.hold("add")
    add_file(page)
    expect(page.locator("#notes-status progress")).to_be_visible()
    expect(page.locator("#notes-status")).to_contain_text("Reading: 0 of 1")
    expect(read).to_have_count(0)
    go_on()
    expect(page.locator("#notes-status")).to_contain_text("Lecture 5 is in: 2 passages; ask about")
    expect(page.locator("#notes-table")).to_contain_text("contributed/Лекция №5.md")
    page.get_by_role("link", name=text.ASK_ABOUT_IT).click()
    expect(page.locator("#question textarea")).to_be_focused()


def test_files_can_be_dropped_anywhere_on_the_tab(page: Any) -> None:
    drop(page, "#notes-table", "dropped.md", LECTURE)
    expect(page.locator("#notes-draft article.note h3").first).to_have_text("Lecture 5")


def test_a_preview_can_be_cancelled(page: Any, site: Site) -> None:
    choose(page, ("a.md", LECTURE))
    page.get_by_role("button", name=text.CANCEL).click()
    expect(page.locator("#notes-status")).to_have_text(text.CANCELLED)
    expect(page.locator("#notes-draft article")).to_have_count(0)
    expect(page.locator("#notes-decide")).to_be_hidden()
    assert len(site.library.notes()) == 3


def test_a_note_that_is_there_already_is_said_with_a_link(page: Any, context: Any) -> None:
    choose(page, ("copy.md", "# From perceptrons to deep networks\n\nOne."))
    said = page.locator("#notes-draft .overlap")
    expect(said).to_have_text("87% of it is already in From perceptrons to deep networks")
    with context.expect_page() as other:
        said.locator("a").click()
    expect(other.value.locator("h1")).to_have_text("From perceptrons to deep networks")
    assert other.value.evaluate("window.opener") is None
    other.value.close()


def test_what_is_too_large_is_never_sent(page: Any) -> None:
    choose(page, ("small.md", "x"), ("large.pdf", b"x" * 2_100_000))
    expect(page.locator("#notes-drop .sending")).to_have_text(
        text.too_large("large.pdf", 2_100_000, 2_000_000)
    )
    expect(page.locator("#notes-draft article")).to_have_count(0)


def test_what_a_browser_sends_in_spite_of_the_limit_is_refused(site: Site) -> None:
    import httpx

    files = {"files": ("large.pdf", b"x" * 2_100_000)}
    answer = httpx.post(f"{site.url}gradio_api/upload", files=files)
    assert answer.status_code == 413


def test_nothing_in_a_note_runs(page: Any, context: Any, site: Site) -> None:
    choose(page, ("lecture5.md", LECTURE))
    expect(page.locator("#notes-draft article")).to_contain_text("A gate is")
    expect(page.locator("#notes-draft :is(script, img)")).to_have_count(0)
    add_file(page)
    expect(page.locator("#notes-status")).to_contain_text("Lecture 5 is in")
    assert page.evaluate("window.hacked") is None
    with context.expect_page() as other:
        page.get_by_role("link", name="Lecture 5", exact=True).click()
    view = other.value
    expect(view.locator("math").first).to_be_visible()
    expect(view.locator("main script, main img")).to_have_count(0)
    assert view.evaluate("window.hacked") is None
    with view.expect_console_message(lambda m: "Content Security Policy" in m.text):
        view.evaluate(
            "document.body.append(Object.assign(document.createElement('script'),"
            " {textContent: 'window.hacked = 3'}))"
        )
    assert view.evaluate("window.hacked") is None
    view.close()


def test_two_students_never_see_each_others_previews(page: Any, context: Any, site: Site) -> None:
    other = opened(context, site)
    choose(page, ("mine.md", "# Mine\n\nText."))
    expect(page.locator("#notes-draft article")).to_contain_text("Mine")
    choose(other, ("theirs.md", "# Theirs\n\nText."))
    expect(other.locator("#notes-draft article")).to_contain_text("Theirs")
    expect(other.locator("#notes-draft article")).to_have_count(1)
    add_file(other)
    expect(other.locator("#notes-status")).to_contain_text("Theirs is in")
    expect(page.locator("#notes-draft article")).to_contain_text("Mine")
    assert "contributed/mine.md" not in site.library.kept
    other.close()


def test_what_goes_wrong_is_one_sentence(
    page: Any, site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(work: str) -> None:
        raise TutorError("The disk is full.") if work == "preview" else KeyError("chunk")

    site.library.pause = fail
    choose(page, ("a.md", LECTURE))
    expect(page.locator("#notes-status .problem")).to_have_text("The disk is full.")
    assert not caplog.records
    row = page.locator("#notes-table tr", has_text="Kurs über CNN")
    row.locator("summary", has_text=text.REMOVE).click()
    row.get_by_role("button", name=text.REMOVE, exact=True).click()
    expect(page.locator("#notes-status .problem")).to_have_text(text.UNEXPECTED_NOTES)
    assert "KeyError: 'chunk'" in caplog.text


def test_a_reviewed_note_waits_until_it_is_approved_here(page: Any, site: Site) -> None:
    site.library.reviewing = True
    site.library.waits["w0"] = Upload("unwanted.md", b"# Unwanted\n\nText.")
    choose(page, ("lecture5.md", LECTURE))
    add_file(page)
    expect(page.locator("#notes-status")).to_contain_text("lecture5.md waits for approval")
    waiting = page.locator("#notes-waiting .waits")
    expect(waiting).to_have_count(2)
    expect(waiting.first).to_contain_text("12 March 2026")
    waiting.first.get_by_role("button", name=text.REJECT).click()
    expect(page.locator("#notes-status")).to_have_text(text.REJECTED)
    expect(waiting).to_have_count(1)
    waiting.locator("summary").click()
    expect(waiting.locator(".katex").first).to_be_visible()
    waiting.get_by_role("button", name=text.APPROVE).click()
    expect(page.locator("#notes-status")).to_contain_text("Lecture 5 is in")
    expect(waiting).to_have_count(0)


def test_from_another_computer_nothing_is_approved_or_removed(context: Any, site: Site) -> None:
    site.library.reviewing = True
    site.library.waits["w0"] = Upload("waiting.md", b"# Waiting\n\nSecret words.")
    context.set_extra_http_headers({"X-Forwarded-For": "192.168.1.7"})
    try:
        page = opened(context, site)
        waiting = page.locator("#notes-waiting .waits")
        expect(waiting).to_contain_text("waiting.md")
        expect(waiting.locator("button, article")).to_have_count(0)
        expect(page.locator("#notes-table details.remove")).to_have_count(0)
        for name, target in (("approve", "w0"), ("reject", "w0"), ("remove", "notes/mlp.md")):
            page.evaluate(
                "(detail) => document.dispatchEvent(new CustomEvent('notes-act', { detail }))",
                {"name": name, "target_id": target},
            )
            expect(page.locator("#notes-status .problem")).to_have_text(text.ONLY_HERE)
            page.reload()
            expect(waiting).to_contain_text("waiting.md")
        assert "w0" in site.library.waits
        assert "notes/mlp.md" in site.library.kept
        page.close()
    finally:
        context.set_extra_http_headers({})
