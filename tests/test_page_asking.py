"""Asking, stopping and asking again in a real browser."""

import pytest
from chat_site import (
    PATIENCE,
    ChatSite,
    Page,
    ask,
    expect,
    finish,
    opened,
    playwright,
    token_number,
)

from tutor.answering.events import SourcesFound
from tutor.web.text import chat as text

pytest_plugins = ["chat_fixtures"]
pytestmark = [
    pytest.mark.browser,
    # How Gradio counts its events is deprecated in newer versions of pandas.
    pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting'"),
    pytest.mark.filterwarnings("ignore:The copy keyword is deprecated"),
]


def test_stopping_keeps_what_was_written_and_stops_the_model(
    chat: Page, chat_site: ChatSite
) -> None:
    chat_site.gate.hold(token_number(6))
    ask(chat, "Why?")
    expect(chat.locator("#live .answer")).to_contain_text("An activation")
    chat.locator("#stop").click()
    finish(chat)
    expect(chat.locator("#live .below")).to_contain_text(text.STOPPED)
    expect(chat.locator("#live .answer")).to_contain_text("An activation")
    chat_site.gate.release()
    assert chat_site.tutor.stopped.wait(2 * PATIENCE)
    ask(chat, "And now?")
    finish(chat)


def test_asking_again_replaces_the_last_answer(chat: Page, chat_site: ChatSite) -> None:
    ask(chat, "Why?")
    finish(chat)
    ask(chat, "nothing")
    expect(chat.locator("#live .nothing")).to_be_visible()
    finish(chat)
    chat_site.gate.hold(lambda event: isinstance(event, SourcesFound))
    chat.locator("#live button[name=retry]").click()
    expect(chat.locator("#live .working")).to_have_text(text.SEARCHING)
    chat_site.gate.release()
    finish(chat)
    expect(chat.locator(".question")).to_have_count(2)
    assert [question for question, _ in chat_site.tutor.asked] == ["Why?", "nothing", "nothing"]
    assert chat_site.tutor.asked[1] == chat_site.tutor.asked[2]


def test_errors_are_a_sentence_below_the_question(
    chat: Page, caplog: pytest.LogCaptureFixture
) -> None:
    ask(chat, "too long")
    expect(chat.locator("#live .problem")).to_have_text("No.")
    expect(chat.locator("#live .answer")).to_contain_text("An activation")
    finish(chat)
    assert not caplog.records
    ask(chat, "bug")
    expect(chat.locator("#live .problem")).to_have_text(text.UNEXPECTED)
    expect(chat.locator("#live .question")).to_contain_text("bug")
    finish(chat)
    assert "KeyError: 'chunk'" in caplog.text


def test_everything_can_be_done_with_the_keyboard(chat: Page, chat_site: ChatSite) -> None:
    box = chat.locator("#question textarea")
    chat.evaluate("document.activeElement.blur()")
    chat.keyboard.press("/")
    expect(box).to_be_focused()
    chat.keyboard.type("One")
    chat.keyboard.press("Shift+Enter")
    chat.keyboard.type("two")
    expect(box).to_have_value("One\ntwo")
    chat_site.gate.hold(token_number(40))
    chat.keyboard.press("Enter")
    expect(chat.locator("#live .caret")).to_have_count(1)
    expect(box).to_have_value("")
    chat.keyboard.press("Escape")
    expect(chat.locator("#live .below")).to_contain_text(text.STOPPED)
    chat_site.gate.release()
    finish(chat)
    chip = chat.locator("#live a.chip").first
    for _ in range(12):
        chat.keyboard.press("Shift+Tab")
        if chip.evaluate("(chip) => chip === document.activeElement"):
            break
    expect(chip).to_be_focused()
    assert chip.evaluate("(chip) => getComputedStyle(chip).outlineStyle") == "solid"
    chat.keyboard.press("Enter")
    expect(chat.locator("#source-1-1")).to_be_focused()


def test_a_new_conversation_forgets_the_one_before(chat: Page, chat_site: ChatSite) -> None:
    ask(chat, "Why?")
    finish(chat)
    chat.evaluate("document.activeElement.blur()")
    chat.keyboard.press("n")
    expect(chat.locator(".question, article.card")).to_have_count(0)
    expect(chat.locator("#question textarea")).to_be_focused()
    ask(chat, "And now?")
    finish(chat)
    assert chat_site.tutor.asked[1] == ("And now?", ())


def test_an_example_question_starts_the_conversation(chat: Page, chat_site: ChatSite) -> None:
    question = chat_site.tutor.example_questions()[1]
    chat.get_by_role("button", name=question).click()
    expect(chat.locator("#live .question")).to_contain_text(question)
    finish(chat)
    expect(chat.locator("#welcome")).to_be_hidden()


def test_a_program_gets_the_same_answer(chat_site: ChatSite) -> None:
    from gradio_client import Client

    client = Client(chat_site.url, verbose=False, analytics_enabled=False)
    answer = client.predict("Why?", [["Before?", "Yes."]], api_name="/ask")
    client.close()
    assert answer["status"] == "answered"
    assert answer["sentences"][0]["citations"] == [1]
    assert chat_site.tutor.asked == [("Why?", (("Before?", "Yes."),))]


def test_two_students_never_see_each_others_words(
    chat_context: playwright.BrowserContext, chat: Page, chat_site: ChatSite
) -> None:
    other = opened(chat_context, chat_site)
    ask(chat, "First of one")
    finish(chat)
    ask(other, "First of two")
    finish(other)
    ask(chat, "Second of one")
    finish(chat)
    expect(other.locator(".question")).to_have_count(1)
    expect(other.locator("#chat")).not_to_contain_text("of one")
    said = {question: [q for q, _ in history] for question, history in chat_site.tutor.asked}
    assert said == {"First of one": [], "First of two": [], "Second of one": ["First of one"]}
    other.close()


@pytest.mark.slow
def test_the_model_is_stopped_a_while_after_the_tab_was_closed(
    chat_context: playwright.BrowserContext, chat_site: ChatSite
) -> None:
    chat_site.gate.slow_down()
    page = opened(chat_context, chat_site)
    ask(page, "long")
    expect(page.locator("#live .caret")).to_have_count(1)
    page.close()
    assert chat_site.tutor.stopped.wait(2 * PATIENCE)
