"""A passage is read in its place without leaving the page."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from browser import CONTRAST, chromium, free_port
from fakes_notes import FakeLibrary
from fakes_reading import LECTURE, MARKED, chunk_with, reading_library
from fakes_web import Script, ScriptedTutor, kept, loops_closed, source

from tutor.answering.events import Sentence, Source
from tutor.web.app import build_app, launch
from tutor.web.text import notes as note_words
from tutor.web.text import reading as text

playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect

pytestmark = [
    pytest.mark.browser,
    # How Gradio counts its events is deprecated in newer versions of pandas.
    pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting'"),
    pytest.mark.filterwarnings("ignore:The copy keyword is deprecated"),
]
RELU = "It keeps positive values and zeroes the rest"


@dataclass
class Site:
    """The page's address, and the library behind it."""

    url: str
    library: FakeLibrary


def answers(library: FakeLibrary) -> ScriptedTutor:
    """A tutor that cites a page of a PDF and a section of Markdown."""
    page, section = chunk_with(library, MARKED), chunk_with(library, RELU, "notes/mlp.md")
    cited: list[Source] = []
    for n, (chunk, words) in enumerate([(page, MARKED), (section, f"{RELU},")], 1):
        plain = source(n, chunk.title, chunk.locator.label, chunk.text, words)
        cited.append(replace(plain, chunk_id=chunk.id, document=chunk.document_id))
    sentences = (Sentence("", "Gates close.", (1,), True), Sentence(" ", "So.", (2,), True))
    return ScriptedTutor(default=Script(sentences, cited))


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    library = reading_library()
    with loops_closed(), kept() as conversations:
        app = build_app(answers(library), conversations, library)
        yield Site(launch(app, library, port=free_port()), library)
        app.close(verbose=False)


@pytest.fixture(scope="module")
def context(site: Site) -> Iterator[Any]:
    with chromium() as browser:
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        context.set_default_timeout(10_000)
        yield context


@pytest.fixture
def page(context: Any, site: Site) -> Iterator[Any]:
    page = context.new_page()
    page.goto(site.url)
    page.locator("#question textarea").fill("Why do gates close?")
    page.keyboard.press("Enter")
    expect(page.locator("#live .below")).to_be_visible()
    expect(page.locator("#source-1-2 mark")).to_be_attached()
    yield page
    assert page.evaluate("window.hacked") is None
    page.close()


def open_card(page: Any, number: int) -> Any:
    page.locator(f"#source-1-{number} a.open").click()
    reader = page.locator("#reader")
    expect(reader.locator(".reading")).to_be_visible()
    return reader


def test_a_chip_opens_the_page_of_a_pdf_with_the_sentence_outlined(page: Any) -> None:
    chip = page.locator('#live .answer a.chip[href="#source-1-1"]')
    chip.click()
    reader = page.locator("#reader")
    expect(reader.get_by_role("heading", level=2).first).to_have_text("Gated cells")
    picture = reader.get_by_role("img", name="Page 2 of Gated cells")
    expect(picture).to_be_in_viewport()
    page.wait_for_function(
        "image => image.complete && image.naturalWidth > 0", arg=picture.element_handle()
    )
    expect(reader.locator(".outline rect")).to_have_count(2)
    expect(reader.locator(".outline rect").first).to_be_in_viewport()
    expect(reader.locator(".asked mark")).to_have_text(MARKED)
    assert reader.bounding_box()["x"] >= 400
    page.keyboard.press("Escape")
    expect(reader).to_be_hidden()
    expect(chip).to_be_focused()


@pytest.mark.slow
def test_going_back_closes_the_reader_and_forward_opens_it_again(page: Any) -> None:
    address = page.url
    reader = open_card(page, 2)
    expect(reader.locator(".asked mark").first).to_be_in_viewport()
    expect(reader.locator("math").first).to_be_visible()
    page.go_back()
    expect(reader).to_be_hidden()
    expect(page.locator("#live .answer")).to_contain_text("Gates close.")
    page.go_forward()
    expect(reader.locator(".asked")).to_be_in_viewport()
    page.reload()
    expect(reader.locator(".asked")).to_be_in_viewport()
    reader.get_by_role("button", name=text.CLOSE).click()
    expect(reader).to_be_hidden()
    assert page.url == address


@pytest.mark.slow
def test_the_pages_own_keys_do_nothing_behind_the_reader(page: Any) -> None:
    reader = open_card(page, 1)
    expect(reader.locator(".reader-page")).to_be_focused()
    before = reader.locator(".reader-page").evaluate("e => e.scrollTop")
    page.keyboard.press("PageDown")
    page.wait_for_function(
        "before => document.querySelector('.reader-page').scrollTop > before", arg=before
    )
    for key in ("n", "s", "p", "?", "/"):
        page.keyboard.press(key)
    expect(reader).to_be_visible()
    expect(page.locator("dialog[open]")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator("#live .answer")).to_contain_text("Gates close.")


@pytest.mark.slow
def test_a_click_with_a_key_opens_a_tab_and_so_does_the_readers_link(
    page: Any, context: Any
) -> None:
    with context.expect_page() as other:
        page.locator("#source-1-2 a.open").click(modifiers=["ControlOrMeta"])
    expect(other.value.locator("h1")).to_have_text("Multilayer perceptrons")
    expect(other.value.locator(".asked mark").first).to_be_in_viewport()
    expect(page.locator("#reader[open]")).to_have_count(0)
    other.value.close()
    reader = open_card(page, 1)
    with context.expect_page() as other:
        reader.get_by_role("link", name=text.OPEN_TAB).click()
    expect(other.value.locator(".outline rect").first).to_be_in_viewport()
    other.value.close()


@pytest.mark.slow
def test_a_note_that_cannot_be_reached_or_is_gone_is_a_sentence(page: Any, site: Site) -> None:
    page.route("**/notes/**", lambda route: route.abort())
    page.locator("#source-1-1 a.open").click()
    reader = page.locator("#reader")
    expect(reader.get_by_role("status")).to_have_text(text.LOST)
    page.keyboard.press("Escape")
    page.unroute("**/notes/**")
    note = site.library.kept.pop(LECTURE)
    page.locator("#source-1-1 a.open").click()
    expect(reader.locator(".said")).to_have_text(note_words.UNKNOWN_NOTE)
    site.library.kept[LECTURE] = note


def test_a_hostile_note_cannot_act_in_the_reader(page: Any, site: Site) -> None:
    evil = (
        "# T\n\n&lt;img src=x onerror=window.hacked=1> `<script>window.hacked = 2</script>` "
        "[run](javascript:window.hacked=3) ![i](http://x.example/i.png)\n"
    )
    note = site.library.kept["notes/mlp.md"]
    site.library.put("notes/mlp.md", evil)
    reader = open_card(page, 2)
    expect(reader.locator("main")).to_contain_text("window.hacked = 2")
    expect(reader.locator(".reading :is(script, img, [onerror])")).to_have_count(0)
    expect(reader.locator(".reading [href^='javascript']")).to_have_count(0)
    site.library.kept["notes/mlp.md"] = note


@pytest.mark.slow
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_on_a_narrow_screen_it_fills_the_screen_in_both_themes(page: Any, theme: str) -> None:
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    page.evaluate("dark => document.body.classList.toggle('dark', dark)", theme == "dark")
    page.locator("#source-1-1 a.open").evaluate("link => link.click()")
    page.set_viewport_size({"width": 360, "height": 740})
    reader = page.locator("#reader")
    expect(reader.locator(".reading")).to_be_visible()
    assert reader.bounding_box() == {"x": 0, "y": 0, "width": 360, "height": 740}
    assert reader.locator(".reader-page").evaluate("e => e.scrollWidth <= e.clientWidth")
    for button in reader.locator("> header :is(a, button)").all():
        assert button.bounding_box()["height"] >= 44
    # What stands on a mixed colour is left to the page's other checks.
    words = reader.locator(
        ".reading :is(p, h2, h3, a):not(.asked *), .asked mark, > header :is(h2, a, button)"
    )
    assert words.evaluate_all(CONTRAST) == []
