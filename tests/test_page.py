"""The page in a real browser, with a tutor whose turns are scripted and wait for the test."""

import re
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from browser import CONTRAST, chromium
from fakes_web import ACTIVATION, NOTHING, Script, ScriptedTutor, kept, loops_closed, source

from tutor.answering.events import Event, Sentence, SourcesFound, Token
from tutor.errors import TutorError
from tutor.web.app import build_app, launch
from tutor.web.text import chat as text
from tutor.web.text import page as page_words

playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect
Page = playwright.Page

pytestmark = [
    pytest.mark.browser,
    # How Gradio counts its events is deprecated in newer versions of pandas.
    pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting'"),
    pytest.mark.filterwarnings("ignore:The copy keyword is deprecated"),
]
PATIENCE = 10  # seconds
HOSTILE = (
    "<script>window.hacked = 1</script><img src=x onerror='window.hacked = 2'>"
    "<svg onload='window.hacked = 3'></svg> [a](javascript:window.hacked=4) "
    "![b](http://pictures.example/b.png) <iframe src='http://frames.example'></iframe> "
    "<style>@import 'http://styles.example/s.css'</style> $\\href{javascript:window.hacked=5}{x}$ "
    "$\\includegraphics{http://pictures.example/tex.png}$ `</code><img src=http://c.example/c.png>`"
)
WIDE_ANSWER = Script(
    sentences=(
        Sentence("", "```python\n" + "x = compute(" + "argument, " * 30 + ")\n```", (1,), True),
        Sentence(
            "\n\n", "$$" + " + ".join(f"a_{{{i}}} x^{{{i}}}" for i in range(40)) + "$$", (), True
        ),
        Sentence("\n\n", "|" + " column |" * 12 + "\n" + "|---" * 12 + "|", (1,), True),
        Sentence("\n\n", "Averylongword" * 20 + ".", (), False),
    ),
    sources=(source(1, "Title" * 30, "place" * 30, "word" * 80 + ".", "word" * 80 + "."),),
)


class Gate:
    """Lets every event of the scripted turns pass, or holds the first of a kind until opened."""

    def __init__(self) -> None:
        self.open()

    def open(self) -> None:
        self._held: Callable[[Event], bool] = lambda event: False
        self._opened = threading.Event()
        self._opened.set()

    def hold(self, held: Callable[[Event], bool]) -> None:
        self._opened = threading.Event()
        self._held = held

    def slow_down(self) -> None:
        """Let no more than a hundred events pass in a second."""
        self._opened = threading.Event()
        self._held = lambda event: bool(self._opened.wait(0.01))

    def release(self) -> None:
        self._held = lambda event: False
        self._opened.set()

    def __call__(self, event: Event) -> None:
        if self._held(event):
            self._opened.wait(PATIENCE)


def token_number(n: int) -> Callable[[Event], bool]:
    """True from the `n`th token on."""
    seen = [0]

    def held(event: Event) -> bool:
        seen[0] += isinstance(event, Token)
        return isinstance(event, Token) and seen[0] >= n

    return held


@dataclass
class Site:
    """The page's address, the tutor behind it, and what the browser asked other hosts for."""

    url: str
    tutor: ScriptedTutor
    gate: Gate
    foreign: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def served() -> Iterator[Site]:
    gate = Gate()
    hostile = source(1, HOSTILE, HOSTILE, f"{HOSTILE} Evidence.", "Evidence.")
    scripts = {
        "nothing": NOTHING,
        "draft": Script(ACTIVATION.sentences, ACTIVATION.sources, NOTHING.searched),
        "hostile": Script((Sentence("", HOSTILE, (1,), True),), (hostile,)),
        "too long": Script(ACTIVATION.sentences[:1], ACTIVATION.sources, error=TutorError("No.")),
        "bug": Script(error=KeyError("chunk")),
        "long": Script((Sentence("", "word " * 2000, (1,), True),), ACTIVATION.sources),
        "wide": WIDE_ANSWER,
    }
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with loops_closed(), kept() as conversations:
        tutor = ScriptedTutor(scripts=scripts, pause=gate)
        page = build_app(tutor, conversations)
        yield Site(launch(page, port=port), tutor, gate)
        page.close(verbose=False)


@pytest.fixture(scope="module")
def context(served: Site) -> Iterator[playwright.BrowserContext]:
    with chromium() as browser:
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        context.grant_permissions(["clipboard-read", "clipboard-write"])

        def own_origin_only(route: playwright.Route) -> None:
            url = route.request.url
            if url.startswith(served.url):
                route.continue_()
            else:
                served.foreign.append(url)
                route.abort()

        context.route(re.compile("^(?!data:|blob:)"), own_origin_only)
        yield context


@pytest.fixture
def site(served: Site) -> Iterator[Site]:
    """The site as nobody has used it; whatever a test did, nothing came from elsewhere."""
    served.gate.open()
    served.tutor.asked.clear()
    served.tutor.closed.clear()
    served.tutor.stopped.clear()
    served.foreign.clear()
    yield served
    served.gate.release()
    assert served.foreign == []


def opened(context: playwright.BrowserContext, site: Site) -> Page:
    page = context.new_page()
    page.set_default_timeout(PATIENCE * 1000)
    page.goto(site.url)
    expect(page.locator("#live")).to_have_attribute("aria-live", "polite")
    return page


@pytest.fixture(scope="module")
def tab(context: playwright.BrowserContext, served: Site) -> Page:
    """One tab for all tests: Gradio takes two seconds to start."""
    return opened(context, served)


@pytest.fixture
def page(tab: Page, site: Site) -> Page:
    """The tab with a new conversation, wide, its question box empty and focused."""
    tab.set_viewport_size({"width": 1440, "height": 900})
    if tab.locator("#live .question").count():
        finish(tab)
        tab.get_by_role("button", name=page_words.NEW).click()
    expect(tab.locator(".question")).to_have_count(0)
    expect(tab.locator("#welcome")).to_be_visible()
    tab.locator("#question textarea").focus()
    tab.mouse.move(5, 5)
    return tab


def ask(page: Page, question: str) -> None:
    """Ask and wait until the question is the newest turn."""
    newest = page.locator("#live .question")
    number = int((newest.get_attribute("id") or "").removeprefix("turn-")) if newest.count() else 0
    page.locator("#question textarea").fill(question)
    page.keyboard.press("Enter")
    expect(page.locator(f"#live #turn-{number + 1}")).to_have_count(1)


def finish(page: Page) -> None:
    """Wait until the newest turn has ended."""
    expect(page.locator("#live .below")).to_have_count(1)
    expect(page.locator("#send")).to_be_visible()


def test_the_sources_are_there_before_the_first_word(page: Page, site: Site) -> None:
    site.gate.hold(token_number(1))
    ask(page, "Why?")
    expect(page.locator("#live-sources article.card")).to_have_count(5)
    expect(page.locator("#live .working")).to_have_text(text.READING)
    expect(page.locator("#live .answer")).to_have_count(0)
    site.gate.release()
    finish(page)
    expect(page.locator("#live-sources details article.card")).to_have_count(2)
    expect(page.locator("#live-sources summary")).to_have_text("Also found (2)")


def test_formulas_code_and_tables_are_typeset_and_nothing_is_left_of_their_marks(
    page: Page, site: Site
) -> None:
    site.gate.hold(lambda event: isinstance(event, Token) and "```" in event.text)
    ask(page, "Why?")
    expect(page.locator("#live .katex-display")).to_have_count(1)  # while it is being written
    site.gate.release()
    finish(page)
    expect(page.locator("#live .answer .katex")).to_have_count(4)
    expect(page.locator("#live .code .c1")).to_have_text("# shape: (batch, 8)")
    expect(page.locator("#live td")).to_have_count(6)
    expect(page.locator("#live-sources mark .katex, #live-sources .katex")).not_to_have_count(0)
    shown = page.locator("#live").inner_text()
    assert not re.search(r"[\$|\ue000-\ue003\U0001da87\U0001da88]|\*\*|```", shown)


def test_a_chip_leads_to_its_card_with_the_sentence_marked(page: Page) -> None:
    page.set_viewport_size({"width": 1440, "height": 420})
    ask(page, "Why?")
    finish(page)
    chip = page.locator("#live a.chip", has_text="3")
    card = page.locator("#source-1-3")
    expect(card).not_to_be_in_viewport()
    chip.click()
    expect(card).to_be_in_viewport()
    expect(card).to_be_focused()
    expect(card).to_have_class(re.compile(r"\blit\b"))
    expect(card.locator("mark")).to_have_text("out = torch.relu(layer(x))")
    expect(chip).to_have_class(re.compile(r"\blit\b"))
    card.locator("a.number").click()
    expect(chip).to_be_focused()


def test_pointing_at_a_chip_lights_its_card_and_the_other_way_round(page: Page) -> None:
    ask(page, "Why?")
    finish(page)
    page.locator("#live a.chip").first.hover()
    expect(page.locator("article.lit")).to_have_id("source-1-1")
    page.locator("#source-1-2").hover()
    expect(page.locator("a.chip.lit").first).to_have_text("2")


def test_stopping_keeps_what_was_written_and_stops_the_model(page: Page, site: Site) -> None:
    site.gate.hold(token_number(6))
    ask(page, "Why?")
    expect(page.locator("#live .answer")).to_contain_text("An activation")
    page.locator("#stop").click()
    finish(page)
    expect(page.locator("#live .below")).to_contain_text(text.STOPPED)
    expect(page.locator("#live .answer")).to_contain_text("An activation")
    site.gate.release()
    assert site.tutor.stopped.wait(PATIENCE)
    ask(page, "And now?")
    finish(page)


def test_closing_the_tab_stops_the_model(context: playwright.BrowserContext, site: Site) -> None:
    site.gate.slow_down()
    page = opened(context, site)
    ask(page, "long")
    expect(page.locator("#live .caret")).to_have_count(1)
    page.close()
    assert site.tutor.stopped.wait(PATIENCE)


def test_asking_again_replaces_the_last_answer(page: Page, site: Site) -> None:
    ask(page, "Why?")
    finish(page)
    ask(page, "nothing")
    expect(page.locator("#live .nothing")).to_be_visible()
    finish(page)
    site.gate.hold(lambda event: isinstance(event, SourcesFound))
    page.locator("#live button[name=retry]").click()
    expect(page.locator("#live .working")).to_have_text(text.SEARCHING)
    site.gate.release()
    finish(page)
    expect(page.locator(".question")).to_have_count(2)
    assert [question for question, _ in site.tutor.asked] == ["Why?", "nothing", "nothing"]
    assert site.tutor.asked[1] == site.tutor.asked[2]


@pytest.mark.parametrize("question", ["nothing", "draft"])
def test_silence_of_the_notes_is_a_calm_card(page: Page, question: str) -> None:
    ask(page, question)
    card = page.locator("#live .nothing")
    expect(card).to_contain_text(text.NOT_IN_NOTES)
    expect(card).to_contain_text("14 documents and 212 sections")
    expect(card.locator("li")).to_have_count(3)
    expect(page.locator("#live .answer, #live .problem")).to_have_count(0)


def test_errors_are_a_sentence_below_the_question(
    page: Page, caplog: pytest.LogCaptureFixture
) -> None:
    ask(page, "too long")
    expect(page.locator("#live .problem")).to_have_text("No.")
    expect(page.locator("#live .answer")).to_contain_text("An activation")
    finish(page)
    assert not caplog.records
    ask(page, "bug")
    expect(page.locator("#live .problem")).to_have_text(text.UNEXPECTED)
    expect(page.locator("#live .question")).to_contain_text("bug")
    finish(page)
    assert "KeyError: 'chunk'" in caplog.text


def test_nothing_in_a_note_or_an_answer_runs_or_is_fetched(page: Page, site: Site) -> None:
    ask(page, "hostile")
    finish(page)
    ask(page, HOSTILE)
    finish(page)
    expect(page.locator("#past .answer")).to_contain_text("<script>window.hacked = 1</script>")
    expect(page.locator("#past-sources article")).to_have_count(1)
    inside = ":is(#chat, #sources) :is(script, img, iframe, style, svg[onload], [onerror])"
    expect(page.locator(inside)).to_have_count(0)
    assert page.locator("a[href^='javascript:']").count() == 0
    assert page.evaluate("window.hacked") is None
    assert site.foreign == []


def test_the_browser_itself_refuses_other_origins(page: Page, site: Site) -> None:
    with page.expect_console_message(lambda m: "Content Security Policy" in m.text):
        page.evaluate("new Image().src = 'http://pictures.example/i.png'")
    assert site.foreign == []


@pytest.mark.parametrize("width", [400, 768, 1440])
def test_nothing_makes_the_page_wider_than_the_window(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    ask(page, "wide")
    finish(page)
    expect(page.locator("#live .katex-display")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    wide = page.locator("#live :is(.question, .answer, .below), article.card").evaluate_all(
        "(all) => all.filter((e) => e.getBoundingClientRect().right > innerWidth).length"
    )
    assert wide == 0
    beside = page.evaluate(
        "document.querySelector('#sources').getBoundingClientRect().left"
        " >= document.querySelector('#chat').getBoundingClientRect().right - 1"
    )
    assert beside is (width >= 900)
    expect(page.locator("#question textarea")).to_be_in_viewport()


def test_everything_can_be_done_with_the_keyboard(page: Page, site: Site) -> None:
    box = page.locator("#question textarea")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("/")
    expect(box).to_be_focused()
    page.keyboard.type("One")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("two")
    expect(box).to_have_value("One\ntwo")
    site.gate.hold(token_number(40))
    page.keyboard.press("Enter")
    expect(page.locator("#live .caret")).to_have_count(1)
    expect(box).to_have_value("")
    page.keyboard.press("Escape")
    expect(page.locator("#live .below")).to_contain_text(text.STOPPED)
    site.gate.release()
    finish(page)
    chip = page.locator("#live a.chip").first
    for _ in range(12):
        page.keyboard.press("Shift+Tab")
        if chip.evaluate("(chip) => chip === document.activeElement"):
            break
    expect(chip).to_be_focused()
    assert chip.evaluate("(chip) => getComputedStyle(chip).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    expect(page.locator("#source-1-1")).to_be_focused()


def test_two_students_never_see_each_others_words(
    context: playwright.BrowserContext, page: Page, site: Site
) -> None:
    other = opened(context, site)
    ask(page, "First of one")
    finish(page)
    ask(other, "First of two")
    finish(other)
    ask(page, "Second of one")
    finish(page)
    expect(other.locator(".question")).to_have_count(1)
    expect(other.locator("#chat")).not_to_contain_text("of one")
    said = {question: [q for q, _ in history] for question, history in site.tutor.asked}
    assert said == {"First of one": [], "First of two": [], "Second of one": ["First of one"]}
    other.close()


def test_the_chips_of_an_earlier_answer_show_its_own_sources(page: Page) -> None:
    ask(page, "Why?")
    finish(page)
    ask(page, "nothing")
    expect(page.locator("#live .nothing")).to_be_visible()
    page.locator("#past a.chip").first.click()
    expect(page.locator("#source-1-1")).to_be_focused()
    expect(page.locator("#live-sources")).to_be_hidden()
    page.get_by_role("button", name=text.SHOW_LATEST).click()
    expect(page.locator("#source-1-1")).to_be_hidden()
    expect(page.locator("#live-sources summary")).to_be_visible()


def test_a_new_conversation_forgets_the_one_before(page: Page, site: Site) -> None:
    ask(page, "Why?")
    finish(page)
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("n")
    expect(page.locator(".question, article.card")).to_have_count(0)
    expect(page.locator("#question textarea")).to_be_focused()
    ask(page, "And now?")
    finish(page)
    assert site.tutor.asked[1] == ("And now?", ())


def test_an_example_question_starts_the_conversation(page: Page, site: Site) -> None:
    question = site.tutor.example_questions()[1]
    page.get_by_role("button", name=question).click()
    expect(page.locator("#live .question")).to_contain_text(question)
    finish(page)
    expect(page.locator("#welcome")).to_be_hidden()


def test_the_copied_answer_is_markdown_with_its_citations(page: Page) -> None:
    ask(page, "Why?")
    finish(page)
    page.locator("#live button[name=copy]").click()
    expect(page.locator("#live button.copied")).to_have_count(1)
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("An activation function turns the weighted sum into a **non-linear**")
    assert "stacked layers model curves. [1] ReLU, $f(x) = \\max(x, 0)$," in copied


def test_words_can_be_told_from_their_ground_in_both_themes(page: Page) -> None:
    words = page.locator(
        "#header :is(.name, .course), .question, .answer p, .unsupported, .label, a.chip, .below *,"
        " .code span, .code code, th, td, .card :is(strong, .place, .number, p, mark), summary,"
        " .nothing *, .problem, #send, #keys p, #sources-head :is(h2, p),"
        " #welcome :is(h2, p, button)"
    )
    assert words.evaluate_all(CONTRAST) == []
    for question, ended in (("Why?", ".label"), ("too long", ".problem"), ("nothing", ".nothing")):
        ask(page, question)
        expect(page.locator(f"#live {ended}")).to_be_visible()
        finish(page)
    page.emulate_media(reduced_motion="reduce")
    assert words.evaluate_all(CONTRAST) == []
    page.locator("button[name=theme]").click()
    expect(page.locator("body")).to_have_class(re.compile("dark"))
    assert words.evaluate_all(CONTRAST) == []
    page.reload()
    expect(page.locator("body")).to_have_class(re.compile("dark"))
    page.locator("button[name=theme]").click()


def test_a_program_gets_the_same_answer(site: Site) -> None:
    from gradio_client import Client

    client = Client(site.url, verbose=False, analytics_enabled=False)
    answer = client.predict("Why?", [["Before?", "Yes."]], api_name="/ask")
    client.close()
    assert answer["status"] == "answered"
    assert answer["sentences"][0]["citations"] == [1]
    assert site.tutor.asked == [("Why?", (("Before?", "Yes."),))]
