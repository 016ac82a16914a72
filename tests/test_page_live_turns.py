"""A turn goes on through reloads, other tabs and lost connections, and nobody else sees it."""

import re
from typing import Any

import pytest
from chat_site import (
    PATIENCE,
    SCRIPTS,
    ChatSite,
    Page,
    ask,
    expect,
    finish,
    opened,
    playwright,
    token_number,
)

from tutor.answering.events import Event, SourcesFound
from tutor.web.text import chat as text

pytest_plugins = ["chat_fixtures"]
pytestmark = [
    pytest.mark.browser,
    # How Gradio counts its events is deprecated in newer versions of pandas.
    pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting'"),
    pytest.mark.filterwarnings("ignore:The copy keyword is deprecated"),
]
ADDRESS = re.compile(r"#chat/[0-9a-f]{32}$")
ELSEWHERE = {"X-Forwarded-For": "192.0.2.7"}  # as a proxy in front of the page says


def answer(page: Page) -> Any:
    return page.locator("#live .answer").first


def test_a_reload_in_mid_answer_goes_on_with_it(chat: Page, chat_site: ChatSite) -> None:
    chat_site.gate.hold(token_number(8))
    ask(chat, "Why?")
    expect(answer(chat)).to_contain_text("An activation")
    expect(chat).to_have_url(ADDRESS)
    chat.reload()
    expect(answer(chat)).to_contain_text("An activation")
    expect(chat.locator("#stop")).to_be_visible()
    expect(chat.locator("#welcome")).to_be_hidden()
    chat_site.gate.release()
    finish(chat)
    expect(answer(chat)).to_contain_text("which lets stacked layers model curves.")
    assert [question for question, _ in chat_site.tutor.asked] == ["Why?"]
    ask(chat, "And?")
    finish(chat)
    assert chat_site.tutor.asked[1][1][0][0] == "Why?"
    chat.reload()
    expect(chat.locator("#past .question")).to_have_text("You asked: Why?")
    expect(chat.locator("#live .question")).to_have_text("You asked: And?")


def test_back_and_forward_lead_from_conversation_to_conversation(chat: Page) -> None:
    ask(chat, "First of all?")
    finish(chat)
    chat.evaluate("document.activeElement.blur()")
    chat.keyboard.press("n")
    expect(chat.locator("#welcome")).to_be_visible()
    expect(chat.locator(".question")).to_have_count(0)
    ask(chat, "Something else?")
    finish(chat)
    chat.go_back()
    expect(chat.locator("#welcome")).to_be_visible()
    chat.go_back()
    expect(chat.locator("#live .question")).to_contain_text("First of all?")
    chat.go_forward()
    chat.go_forward()
    expect(chat.locator("#live .question")).to_contain_text("Something else?")
    expect(chat.locator(".question")).to_have_count(1)


@pytest.mark.slow
def test_an_address_that_nobody_has_shows_the_welcome(
    chat_context: playwright.BrowserContext, chat_site: ChatSite
) -> None:
    page = opened(chat_context, chat_site, f"#chat/{'0' * 32}")
    expect(page.locator("#welcome")).to_be_visible()
    expect(page).not_to_have_url(ADDRESS)
    ask(page, "Why?")
    expect(page).to_have_url(ADDRESS)
    page.close()


@pytest.mark.slow
def test_questions_from_other_parts_are_asked_or_wait_in_the_box(
    chat: Page, chat_site: ChatSite
) -> None:
    tell = "(detail) => document.dispatchEvent(new CustomEvent('ask', { detail }))"
    ask(chat, "First?")
    finish(chat)
    first = chat.url
    chat.evaluate(tell, {"question": "From the search?", "fresh": True})
    expect(chat.locator("#live .question")).to_contain_text("From the search?")
    expect(chat.locator(".question")).to_have_count(1)
    finish(chat)
    assert chat.url != first
    chat.evaluate(tell, {"question": "Simpler?"})
    expect(chat.locator(".question")).to_have_count(2)
    finish(chat)
    chat.evaluate(tell, {"question": "To be changed", "send": False})
    expect(chat.locator("#question textarea")).to_have_value("To be changed")
    expect(chat.locator("#question textarea")).to_be_focused()
    said = {question: [q for q, _ in history] for question, history in chat_site.tutor.asked}
    assert said == {"First?": [], "From the search?": [], "Simpler?": ["From the search?"]}


def test_a_question_that_is_sent_while_one_is_answered_stops_that_one(
    chat: Page, chat_site: ChatSite
) -> None:
    chat_site.gate.hold(token_number(8))
    ask(chat, "Why?")
    expect(answer(chat)).to_contain_text("An activation")
    ask(chat, "What?")
    expect(chat.locator("#past .below")).to_contain_text(text.STOPPED)
    expect(chat.locator("#past .answer")).to_contain_text("An activation")
    chat_site.gate.release()
    finish(chat)
    assert chat_site.tutor.closed == ["Why?"]


@pytest.mark.slow
def test_a_crash_in_mid_answer_is_a_sentence_below_what_was_written(
    chat: Page, caplog: pytest.LogCaptureFixture, chat_site: ChatSite
) -> None:
    ask(chat, "crash")
    expect(chat.locator("#live .problem")).to_have_text(text.BROKEN_OFF)
    expect(answer(chat)).to_contain_text("zeroes the rest.")
    finish(chat)
    assert "no memory" in caplog.text
    chat.reload()
    expect(chat.locator("#live .problem")).to_have_text(text.BROKEN_OFF)
    chat_site.tutor.scripts = {}
    try:
        chat.locator("#live button[name=retry]").click()
        expect(chat.locator("#live .problem")).to_have_count(0)
        finish(chat)
    finally:
        chat_site.tutor.scripts = SCRIPTS


@pytest.mark.slow
def test_two_tabs_with_a_conversation_each_never_mix(
    chat_context: playwright.BrowserContext, chat: Page, chat_site: ChatSite
) -> None:
    other = opened(chat_context, chat_site)
    chat_site.gate.slow_down()
    ask(chat, "Of the first tab")
    ask(other, "Of the second tab")
    expect(other.locator("#live .working")).to_contain_text("in line")
    chat_site.gate.release()
    for page, words in ((chat, "first"), (other, "second")):
        finish(page)
        expect(page.locator(".question")).to_have_text(f"You asked: Of the {words} tab")
    other.goto(chat.url)
    expect(other.locator("#live .question")).to_contain_text("Of the first tab")
    other.close()


@pytest.mark.slow
def test_going_from_a_running_turn_to_another_conversation_shows_only_that_one(
    chat: Page, chat_site: ChatSite
) -> None:
    ask(chat, "Earlier?")
    finish(chat)
    earlier = chat.url
    chat.evaluate("document.activeElement.blur()")
    chat.keyboard.press("n")
    expect(chat.locator(".question")).to_have_count(0)
    chat_site.gate.slow_down()
    ask(chat, "long")
    running = chat.url
    for address, question in ((earlier, "Earlier?"), (running, "long"), (earlier, "Earlier?")):
        chat.evaluate("(address) => { location.href = address }", address)
        expect(chat.locator("#live .question")).to_have_text(f"You asked: {question}")
    expect(chat.locator("#send")).to_be_visible()
    expect(chat.locator("#live")).not_to_contain_text("word word")
    chat_site.gate.release()


@pytest.mark.slow
def test_students_wait_for_each_other_in_line_and_never_see_each_others_words(
    chat_context: playwright.BrowserContext, chat: Page, chat_site: ChatSite
) -> None:
    browser = chat_context.browser
    contexts = [browser.new_context(extra_http_headers=ELSEWHERE) for _ in range(2)]
    anna, ben = (opened(context, chat_site) for context in contexts)
    ask(chat, "Before?")  # so that it is known how long a turn takes
    finish(chat)
    chat_site.gate.hold(token_number(8))
    ask(anna, "Anna's question")
    expect(answer(anna)).to_contain_text("An activation")
    ask(ben, "Ben's question")
    expect(ben.locator("#live .working")).to_have_text(
        re.compile(r"You are first in line, about \d+ s")
    )
    ask(chat, "Mine")
    expect(chat.locator("#live .working")).to_contain_text("You are second in line")
    ben.locator("#stop").click()
    expect(ben.locator("#live .below")).to_contain_text(text.STOPPED)
    expect(chat.locator("#live .working")).to_contain_text("You are first in line")
    for address in (anna.url, chat.url):
        ben.goto(address)
        ben.reload()  # the same page with another fragment is no new page
        expect(ben.locator("#welcome")).to_be_visible()
        expect(ben.locator(".question")).to_have_count(0)
    chat_site.gate.release()
    for page in (anna, chat):
        finish(page)
    asked = [question for question, _ in chat_site.tutor.asked]
    assert asked == ["Before?", "Anna's question", "Mine"]
    for context in contexts:
        context.close()


@pytest.mark.slow
def test_a_connection_that_was_lost_for_a_moment_costs_nothing(
    chat_context: playwright.BrowserContext, chat: Page, chat_site: ChatSite
) -> None:
    chat_site.gate.hold(token_number(8))
    ask(chat, "Why?")
    expect(answer(chat)).to_contain_text("An activation")
    chat_context.set_offline(True)
    chat_site.gate.release()
    notice = chat.locator(".toast-wrap .toast-body")
    expect(notice).to_have_count(1)  # Gradio says that the connection is lost, and loads anew
    chat_context.set_offline(False)
    expect(notice).to_have_count(0)
    finish(chat)
    expect(answer(chat)).to_contain_text("which lets stacked layers model curves.")
    expect(chat.locator("#live table td")).not_to_have_count(0)
    assert [question for question, _ in chat_site.tutor.asked] == ["Why?"]


@pytest.mark.slow
def test_a_slow_network_shows_the_same_answer(
    chat_context: playwright.BrowserContext, chat_site: ChatSite
) -> None:
    page = opened(chat_context, chat_site)
    page.set_default_timeout(6 * PATIENCE * 1000)
    network = chat_context.new_cdp_session(page)
    slow = {
        "offline": False,
        "latency": 300,
        "downloadThroughput": 50_000,
        "uploadThroughput": 20_000,
    }
    network.send("Network.emulateNetworkConditions", slow)

    def is_first(event: Event) -> bool:
        return isinstance(event, SourcesFound)

    chat_site.gate.hold(is_first)
    ask(page, "Why?")
    slowly = 6 * PATIENCE * 1000  # milliseconds
    expect(page.locator("#live .working")).to_have_text(text.SEARCHING, timeout=slowly)
    page.locator("#stop").click()
    expect(page.locator("#live .below")).to_contain_text(text.STOPPED, timeout=slowly)
    chat_site.gate.release()
    page.locator("#live button[name=retry]").click()
    expect(page.locator("#live .below")).to_have_count(1, timeout=slowly)
    expect(answer(page)).to_contain_text("which lets stacked layers model curves.", timeout=slowly)
    expect(page.locator(".question")).to_have_count(1)
    page.close()
