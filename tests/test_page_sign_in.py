"""With a users file everybody signs in, comes back to where they were, and sees their own only."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from browser import chromium, free_port
from fakes_notes import FakeLibrary, filled
from fakes_web import ScriptedTutor, kept, loops_closed

from tutor.users import add_user
from tutor.web.app import build_app, launch
from tutor.web.door import Door
from tutor.web.signing_in import COOKIE
from tutor.web.text import signing_in as text

playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect

pytestmark = [
    pytest.mark.browser,
    # How Gradio counts its events is deprecated in newer versions of pandas.
    pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting'"),
    pytest.mark.filterwarnings("ignore:The copy keyword is deprecated"),
]
PASSWORD = "correct horse"


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The page with two users, of whom the second looks after the notes."""
    add_user(folder / "users.txt", "ann", PASSWORD)
    add_user(folder / "users.txt", "bo", PASSWORD, keeper=True)
    library: FakeLibrary = filled()
    with loops_closed(), kept() as conversations:
        app = build_app(ScriptedTutor(), conversations, library)
        door = Door(folder / "users.txt")
        yield launch(app, library, port=free_port(), door=door)
        app.close(verbose=False)


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(tmp_path_factory.mktemp("users")) as url:
        yield url


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as browser:
        yield browser


def sign_in(page: Any, name: str, password: str = PASSWORD) -> None:
    page.get_by_label(text.NAME).fill(name)
    page.get_by_label(text.PASSWORD).fill(password)
    page.keyboard.press("Enter")


@contextmanager
def tab(browser: Any, address: str, name: str = "", **options: Any) -> Iterator[Any]:
    """A window that shows an address, signed in as somebody."""
    context = browser.new_context(**options)
    page = context.new_page()
    page.goto(address)
    if name:
        sign_in(page, name)
        expect(page.locator("#account")).to_contain_text(name)
    yield page
    context.close()


def ask(page: Any, question: str) -> None:
    page.locator("#question textarea").fill(question)
    page.keyboard.press("Enter")
    expect(page.locator("#live .below").first).to_be_visible()


def test_whoever_signs_in_comes_to_where_they_wanted_without_a_script(
    browser: Any, url: str
) -> None:
    with tab(browser, f"{url}#notes", java_script_enabled=False) as page:
        expect(page.get_by_label(text.NAME)).to_be_focused()
        sign_in(page, "ann", "wrong password")
        expect(page.get_by_role("alert")).to_have_text(text.WRONG)
        expect(page.get_by_label(text.NAME)).to_have_value("ann")
        sign_in(page, "ann")
        page.wait_for_url(f"{url}#notes")


@pytest.mark.slow
def test_each_user_sees_their_own_conversations_and_rights_until_they_sign_out(
    browser: Any, url: str
) -> None:
    with tab(browser, url, "ann") as page:
        ask(page, "Who asks this?")
        expect(page).to_have_url(re.compile(r"#chat/[0-9a-f]{32}$"))
        conversation = page.url
        page.goto(f"{url}#notes")
        expect(page.locator("#notes-table")).to_contain_text("note")
        expect(page.locator("#notes-table [name=remove]")).to_have_count(0)
        with tab(browser, conversation, "bo") as other:
            expect(other.locator("#account")).to_contain_text("bo")
            expect(other.locator("#welcome")).to_be_visible()
            expect(other.locator("body")).not_to_contain_text("Who asks this?")
            other.goto(f"{url}#notes")
            expect(other.locator("#notes-table [name=remove]").first).to_be_visible()
        page.goto(conversation)
        page.reload()
        expect(page.locator("#chat")).to_contain_text("Who asks this?")
        page.get_by_role("button", name=text.ACCOUNT["signOut"]).click()
        page.wait_for_url(f"{url}sign-in")
        page.go_back()
        expect(page.get_by_label(text.PASSWORD)).to_be_visible()
        expect(page.locator("body")).not_to_contain_text("Who asks this?")


@pytest.mark.slow
def test_session_that_is_over_leads_to_the_form_and_back_with_what_was_typed(
    browser: Any, url: str
) -> None:
    with tab(browser, url, "ann") as page:
        page.locator("#question textarea").fill("Half a quest")
        page.context.clear_cookies()
        page.evaluate("dispatchEvent(new Event('online'))")  # asks for the state at once
        expect(page.get_by_label(text.PASSWORD)).to_be_visible()
        sign_in(page, "ann")
        expect(page.locator("#question textarea")).to_have_value("Half a quest")


def test_programs_bring_the_cookie(url: str) -> None:
    with httpx.Client(base_url=url) as client:
        assert client.get("/gradio_api/info").status_code == 401
        client.post("/sign-in", data={"name": "ann", "password": PASSWORD})
        assert COOKIE in client.cookies
        assert client.get("/gradio_api/info").status_code == 200
