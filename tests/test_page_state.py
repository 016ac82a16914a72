"""The page says how far its model is and whether the tutor is there, and keeps what is typed."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from browser import chromium, free_port
from fakes_practice import Course, PractisingTutor
from fakes_web import ScriptedTutor, kept, loops_closed

from tutor.answering.events import Event
from tutor.generation.loading import LoadState
from tutor.web.app import build_app, launch
from tutor.web.text import state as text

playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect

pytestmark = [
    pytest.mark.browser,
    # How Gradio counts its events is deprecated in newer versions of pandas.
    pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting'"),
    pytest.mark.filterwarnings("ignore:The copy keyword is deprecated"),
]
PATIENCE = 20  # seconds
LOADING = LoadState(step="downloading it", done=500_000_000, total=1_000_000_000)


@dataclass
class Model:
    """A model of which the test says how far it is; a turn waits until it is there."""

    now: LoadState = LOADING
    there: threading.Event = field(default_factory=threading.Event)

    def state(self) -> LoadState:
        return self.now

    def wait(self, event: Event) -> None:
        assert self.there.wait(PATIENCE)

    def arrive(self) -> None:
        self.now = LoadState(ready=True)
        self.there.set()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as browser, loops_closed():
        yield browser


@contextmanager
def tab(browser: Any, address: str, **options: Any) -> Iterator[Any]:
    context = browser.new_context(**options)
    page = context.new_page()
    page.set_default_timeout(PATIENCE * 1000)
    page.goto(address)
    yield page
    context.close()


@contextmanager
def served(model: Model) -> Iterator[str]:
    with kept() as conversations:
        app = build_app(ScriptedTutor(pause=model.wait), conversations)
        yield launch(app, port=free_port(), model=model.state)
        app.close(verbose=False)


@contextmanager
def practising(folder: Path, port: int) -> Iterator[str]:
    """The page with practice, as one start of the program serves it."""
    course = Course(folder)
    with kept() as conversations:
        practice = course.opened()
        tutor = PractisingTutor(library=course.library)
        app = build_app(tutor, conversations, course.library, practice, clock=course.clock)
        yield launch(app, course.library, practice, port=port)
        app.close(verbose=False)
        course.close()


def look_again(page: Any) -> None:
    """Let the page ask for the state at once instead of some seconds later."""
    page.evaluate("dispatchEvent(new Event('online'))")


@pytest.mark.slow
def test_question_that_is_asked_while_the_model_loads_is_answered_when_it_is_there(
    browser: Any,
) -> None:
    model = Model()
    with served(model) as url, tab(browser, url, viewport={"width": 360, "height": 640}) as page:
        state = page.locator("#state")
        expect(state).to_contain_text("Downloading it, 500 of 1,000 MB.")
        bar = state.get_by_role("progressbar")
        expect(bar).to_have_js_property("position", 0.5)
        expect(page.get_by_text(text.WORDS["loading"], exact=True)).to_have_role("status")
        # The parts of the page come one after the other, and push each other down.
        expect(page.locator("#header h1")).to_be_visible()
        expect(page.locator("#question textarea")).to_be_visible()
        page.wait_for_function(
            """() => document.querySelector("#page").getBoundingClientRect().top
                >= document.querySelector("#state").getBoundingClientRect().bottom - 1"""
        )
        page.locator("#question textarea").fill("What is ReLU?")
        page.keyboard.press("Enter")
        expect(page.locator("#live .question")).to_contain_text("What is ReLU?")
        model.arrive()
        expect(page.locator("#live .below").first).to_be_visible()
        expect(state).to_be_hidden()
        expect(page.get_by_text(text.WORDS["ready"])).to_have_role("status")


@pytest.mark.slow
def test_why_there_is_no_model_is_said(browser: Any) -> None:
    model = Model(LoadState(problem="There is no model 'x'; choose another."))
    with served(model) as url, tab(browser, url) as page:
        expect(page.locator("#state")).to_contain_text(
            "There is no model 'x'; choose another. Until"
        )
        expect(page.locator("#state progress")).to_be_hidden()


@pytest.mark.slow
def test_connection_that_comes_back_goes_on_without_a_reload(browser: Any) -> None:
    model = Model(LoadState(ready=True))
    with served(model) as url, tab(browser, url) as page:
        page.locator("#question textarea").fill("Half a quest")
        expect(page.locator("#state")).to_be_hidden()
        page.evaluate("document.addEventListener('reconnected', () => { window.back = 1; })")
        page.context.set_offline(True)
        look_again(page)
        lost = page.get_by_role("alert").filter(has_text=text.WORDS["lost"])
        expect(lost).to_be_visible()
        page.context.set_offline(False)
        expect(lost).to_be_hidden()
        assert page.evaluate("window.back") == 1
        expect(page.locator("#question textarea")).to_have_value("Half a quest")


@pytest.mark.slow
def test_new_start_of_the_program_reloads_the_page_with_what_was_typed(
    browser: Any, tmp_path: Path
) -> None:
    port = free_port()
    with practising(tmp_path, port) as url:
        context = browser.new_context()
        page = context.new_page()
        page.goto(f"{url}#practice")
        page.locator("#practice-page [name=topic]").fill("autoenc")
        page.evaluate("window.before = 1")
        page.get_by_role("link", name="Chat").click()
        page.locator("#question textarea").fill("Half a quest")
        expect(page.locator("#state")).to_be_hidden()
    look_again(page)
    expect(page.locator("#lost")).to_contain_text(text.WORDS["lost"])
    with practising(tmp_path, port):
        page.wait_for_function("!window.before", timeout=PATIENCE * 1000)
        expect(page.locator("#question textarea")).to_have_value("Half a quest")
        page.get_by_role("link", name="Practice").click()
        expect(page.locator("#practice-page [name=topic]")).to_have_value("autoenc")
        page.get_by_role("link", name="Chat").click()
        page.keyboard.press("/")
        page.keyboard.press("Enter")
        expect(page.locator("#live .question")).to_contain_text("Half a quest")
        page.reload()
        expect(page.locator("#live .question, #past .question").first).to_be_visible()
        expect(page.locator("#question textarea")).to_have_value("")
        context.close()
