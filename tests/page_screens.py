"""Every screen of the page, each made by what a student would do to get there."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from whole_site import ANSWERED, NOT_IN_NOTES, STREAMING, WholeSite

WIDTHS: Final = {"wide": (1440, 900), "medium": (768, 1024), "narrow": (360, 740)}
THEMES: Final = ("light", "dark")
_STILL: Final = """
*, *::before, *::after { caret-color: transparent !important; animation: none !important;
  transition: none !important; scroll-behavior: auto !important; }
"""


@dataclass(frozen=True)
class Screen:
    """A screen: the part's address, and what is done there."""

    part: str
    prepare: Callable[[Any, WholeSite], None] = lambda page, site: None
    done: Callable[[Any, WholeSite], None] = lambda page, site: None


def opened(
    browser: Any, site: WholeSite, name: str, size: str = "wide", theme: str = "light"
) -> Any:
    """A window of its own that shows a screen and moves no more."""
    screen = SCREENS[name]
    width, height = WIDTHS[size]
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=theme, reduced_motion="reduce"
    )
    context.set_default_timeout(15_000)
    page = context.new_page()
    page.on("request", lambda request: site.requests.append(request.url))
    page.goto(f"{site.url}?__theme={theme}{screen.part}")
    page.locator("#live[aria-live]").wait_for(state="attached")
    page.add_style_tag(content=_STILL)
    screen.prepare(page, site)
    page.evaluate("document.fonts.ready")
    return page


def closed(page: Any, site: WholeSite, name: str) -> None:
    """Leave a screen as if nobody had been there."""
    SCREENS[name].done(page, site)
    page.context.close()
    site.forget_new_conversations()


def ask(page: Any, question: str) -> None:
    """Ask in the chat, and wait for the whole answer."""
    page.locator("#question textarea").fill(question)
    page.keyboard.press("Enter")
    page.locator("#live .below, #live .nothing").first.wait_for()
    page.locator("#send").wait_for()


def _answer(page: Any, site: WholeSite) -> None:
    ask(page, ANSWERED)


def _not_in_notes(page: Any, site: WholeSite) -> None:
    ask(page, NOT_IN_NOTES)


def _streaming(page: Any, site: WholeSite) -> None:
    site.hold()
    page.locator("#question textarea").fill(STREAMING)
    page.keyboard.press("Enter")
    page.locator("#live .caret").wait_for()


def _stopped(page: Any, site: WholeSite) -> None:
    site.go_on()
    page.locator("#send").wait_for()


def _viewed(part: str) -> Callable[[Any, WholeSite], None]:
    def wait(page: Any, site: WholeSite) -> None:
        page.locator(f"#{part}-view .view").wait_for()

    return wait


def _item(page: Any, site: WholeSite) -> None:
    """The first question of a set about one chapter."""
    _viewed("practice")(page, site)
    if page.locator("#practice-page button[name=leave]").count():
        page.locator("#practice-page button[name=leave]").click()
    page.locator("#practice-page select[name=kind]").select_option("multiple-choice")
    page.locator("#practice-page button[name=start]").click()
    page.locator("#practice-page form.item").wait_for()


def _verdict(page: Any, site: WholeSite) -> None:
    _item(page, site)
    page.keyboard.press("2")
    page.keyboard.press("Enter")
    page.locator("#practice-page .verdict").wait_for()


def _sitting(page: Any, site: WholeSite) -> None:
    _viewed("exam")(page, site)
    if page.locator("#exam-page button[name=leave]").count():
        page.locator("#exam-page button[name=leave]").click()
        page.locator("#exam-page button[name=start]").wait_for()
    if page.locator("#exam-page button[name=start]").count():
        page.select_option("#exam-page select[name=minutes]", "30")
        page.select_option("#exam-page select[name=n]", "10")
        page.locator("#exam-page button[name=start]").click()
    page.locator("#exam-page .sheet").wait_for()


def _handed_in(page: Any, site: WholeSite) -> None:
    _sitting(page, site)
    page.locator("#exam-page [name=finish]").click()
    page.locator("#exam-page [name=hand-in]").click()
    page.locator("#exam-page .score").wait_for()


def _notes(page: Any, site: WholeSite) -> None:
    page.locator("#notes-table tbody tr").first.wait_for()


def _keys(page: Any, site: WholeSite) -> None:
    page.locator("#header h1").click()
    page.keyboard.press("?")
    page.locator("#keys-dialog[open]").wait_for()


def _why(page: Any, site: WholeSite) -> None:
    """What stands behind an answer, and what is wrong with it."""
    ask(page, ANSWERED)
    page.locator("#live button.thumb.down").click()
    page.locator("#live .below details summary, #live details.why summary").first.click()


def _why_not(page: Any, site: WholeSite) -> None:
    ask(page, NOT_IN_NOTES)
    page.locator("#live .nothing details summary").first.click()


def _drawer(page: Any, site: WholeSite) -> None:
    """The list of conversations, with what can be done with one."""
    page.locator("#conversations-view a.conversation").first.wait_for(state="attached")
    if page.locator("#header button[name=conversations]").is_visible():
        page.locator("#header button[name=conversations]").click()
    page.locator("#conversations-view .menu > summary").first.click()


def _searched(words: str) -> Callable[[Any, WholeSite], None]:
    def search(page: Any, site: WholeSite) -> None:
        page.locator("#search-box").fill(words)
        page.keyboard.press("Enter")
        page.locator("#search-view :is(article, .nothing)").first.wait_for()

    return search


def _guide(page: Any, site: WholeSite) -> None:
    page.get_by_role("link", name="3. Autoencoders").click()
    page.locator("#guide-page button[name=again]").wait_for()


def _reader(page: Any, site: WholeSite) -> None:
    ask(page, ANSWERED)
    page.locator("#live a.chip").first.click()
    page.locator("#reader[open] .reader-page .passage").first.wait_for()


SCREENS: Final = {
    "welcome": Screen(""),
    "answer": Screen("", _answer),
    "not-in-notes": Screen("", _not_in_notes),
    "streaming": Screen("", _streaming, _stopped),
    "practice": Screen("#practice", _viewed("practice")),
    "practice-item": Screen("#practice", _item),
    "practice-verdict": Screen("#practice", _verdict),
    "review": Screen("#review", _viewed("review")),
    "exam": Screen("#exam", _viewed("exam")),
    "exam-sitting": Screen("#exam", _sitting),
    "exam-handed-in": Screen("#exam", _handed_in),
    "progress": Screen("#progress", _viewed("progress")),
    "notes": Screen("#notes", _notes),
    "gaps": Screen("#gaps", _viewed("gaps")),
    "search": Screen("#search", _viewed("search")),
    "search-results": Screen("#search", _searched("autoencoder")),
    "search-nothing": Screen("#search", _searched("zeppelin")),
    "guide": Screen("#guide", _viewed("guide")),
    "guide-made": Screen("#guide", _guide),
    "conversations": Screen("", _drawer),
    "why-this": Screen("", _why),
    "why-not": Screen("", _why_not),
    "reader": Screen("", _reader),
    "keys": Screen("", _keys),
}
