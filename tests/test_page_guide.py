"""The study guide in a real browser: it grows, its lines open their passages, and it is printed."""

from collections.abc import Iterator
from typing import Any

import pytest
from browser import CONTRAST, chromium, free_port
from fakes_guide import IDEA, MARKED, NO_TOPIC, ScriptedGuides
from fakes_practice import PractisingTutor
from practice_site import Site, _loops_closed, tab

from tutor.conversations.conversations import Conversations
from tutor.web.app import build_app, launch
from tutor.web.text import guide as text

playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect

__all__ = ["_loops_closed"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting'"),
    pytest.mark.filterwarnings("ignore:The copy keyword is deprecated"),
]
AUTOENCODERS = "guide?chapter=3"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, ScriptedGuides]]:
    """The page over a small course, and what makes its guides."""
    site = Site(tmp_path_factory.mktemp("guide"))
    site.fill()
    practice = site.course.opened()
    guides = ScriptedGuides(site.course.library)
    app = build_app(
        PractisingTutor(library=site.course.library),
        Conversations(practice.records, clock=site.course.clock),
        site.course.library,
        practice,
        guide=guides,
        clock=site.course.clock,
    )
    try:
        yield launch(app, site.course.library, practice, port=free_port()), guides
    finally:
        app.close(verbose=False)
        site.course.close()


@pytest.fixture
def guides(served: tuple[str, ScriptedGuides]) -> ScriptedGuides:
    """What makes the guides, without any."""
    made = served[1]
    made.store.clear()
    made.free = True
    made.version = f"{made.version}x"  # nothing that was begun before holds
    return made


@pytest.fixture
def visit(browser: Any, served: tuple[str, ScriptedGuides], guides: Any) -> Iterator[Any]:
    pages = []

    def opened(part: str = "guide", **options: Any) -> Any:
        pages.append(tab(browser, served[0], part, visitor=True, **options))
        return pages[-1]

    yield opened
    for page in pages:
        page.context.close()


def test_a_guide_grows_while_it_is_made_and_a_reload_shows_it_at_once(
    visit: Any, guides: ScriptedGuides
) -> None:
    guides.hold()
    page = visit()
    page.get_by_role("link", name="Guide").wait_for()
    page.get_by_role("link", name="3. Autoencoders").click()
    heading = page.locator("#guide-page h2")
    expect(heading).to_have_text("3. Autoencoders")
    guides.allow(2)
    ideas = page.locator("#guide-page .of-idea li")
    expect(ideas.nth(0)).to_contain_text(IDEA)
    expect(ideas.nth(1)).to_contain_text(text.COMING)
    expect(page.locator("#guide-page .about")).to_have_text(text.making(1, 3))
    expect(page.locator("#guide-page .of-definition")).to_contain_text("autoencoder")
    guides.allow(4)
    expect(page.get_by_role("button", name=text.AGAIN)).to_be_visible()
    expect(page.locator("#guide-view [role=status]").first).to_contain_text("is ready: 6 lines")
    begun = guides.begun
    page.reload()
    expect(ideas).to_have_count(2)
    assert guides.begun == begun
    page.go_back()
    expect(heading).to_have_text(text.TITLE)


def test_what_it_says_has_the_passage_behind_it_and_nothing_in_it_runs(visit: Any) -> None:
    page = visit(AUTOENCODERS)
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    chip = page.locator("#guide-page .of-definition a.cite")
    chip.click()
    reader = page.locator("#reader")
    expect(reader).to_be_visible()
    expect(reader.locator(".asked mark").first).to_contain_text(MARKED[:20])
    page.keyboard.press("Escape")
    expect(chip).to_be_focused()
    expect(page.locator("#guide-page .of-formula math")).not_to_have_count(0)
    expect(page.locator("#guide-page .of-mistake")).to_contain_text("<script>alert(1)</script>")
    expect(page.locator("#guide-page .sources-list li")).to_have_count(1)
    with page.context.expect_page() as printed:
        page.get_by_role("link", name=text.PRINT).click()
    expect(printed.value.locator("h1")).to_have_text(text.printed("3. Autoencoders"))
    expect(printed.value.locator("math")).not_to_have_count(0)


@pytest.mark.slow
def test_stop_leaves_what_there_is_and_it_can_be_gone_on_with(
    visit: Any, guides: ScriptedGuides
) -> None:
    guides.hold()
    page = visit("guide?chapter=4")
    guides.allow(2)
    ideas = page.locator("#guide-page .of-idea li")
    expect(ideas).to_have_count(2)
    page.get_by_role("button", name=text.STOP).click()
    expect(page.locator("#guide-page .state")).to_have_text(text.STOPPED)
    expect(ideas).to_have_count(1)
    assert guides.stopped.acquire(timeout=10)
    guides.free = True
    page.get_by_role("button", name=text.GO_ON).click()
    expect(page.get_by_role("button", name=text.AGAIN)).to_be_visible()
    expect(ideas).to_have_count(2)


@pytest.mark.slow
def test_a_topic_is_typed_and_one_that_the_notes_lack_is_told(visit: Any) -> None:
    page = visit()
    box = page.locator("#guide-page input[name=topic]")
    box.fill("knitting")
    box.press("Enter")
    expect(page.locator("#guide-page .calm")).to_have_text(NO_TOPIC)
    box.fill("the narrow code")
    box.press("Enter")
    expect(page.locator("#guide-page h2")).to_have_text("the narrow code")
    expect(page.locator("#guide-page .of-idea li")).to_have_count(2)
    assert page.evaluate("location.hash") == "#guide?topic=the%20narrow%20code"


@pytest.mark.slow
def test_practising_a_chapter_begins_a_set_on_it(visit: Any) -> None:
    page = visit(AUTOENCODERS)
    page.get_by_role("button", name=text.PRACTISE).click()
    expect(page.locator("#practice-page .where")).to_contain_text("of 10")


@pytest.mark.slow
@pytest.mark.parametrize("width", [360, 768, 1440])
@pytest.mark.parametrize("dark", [False, True])
def test_it_fits_the_window_and_can_be_read(visit: Any, width: int, dark: bool) -> None:
    scheme = "dark" if dark else "light"
    for part in ("guide", AUTOENCODERS):
        page = visit(part, width=width, color_scheme=scheme, reduced_motion="reduce")
        expect(page.locator("#guide-page .view h2")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        words = "#guide-page :is(h2, h3, p, span, strong, button, a, li, label)"
        assert page.locator(words).evaluate_all(CONTRAST) == []
