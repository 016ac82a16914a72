"""The list of conversations, and what stands below the answers, in a real browser."""

import re
from pathlib import Path

import pytest
from chat_site import ChatSite, Page, ask, expect, finish, opened, token_number

from tutor.conversations.conversations import Rating
from tutor.records.values import LOCAL_STUDENT
from tutor.web.text import chat as chat_words
from tutor.web.text import conversations as text

pytest_plugins = ["chat_fixtures"]
pytestmark = [
    pytest.mark.browser,
    # How Gradio counts its events is deprecated in newer versions of pandas.
    pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting'"),
    pytest.mark.filterwarnings("ignore:The copy keyword is deprecated"),
]


def conversation(page: Page, title: str) -> Page:
    return page.locator("a.conversation", has_text=title)


def menu_of(page: Page, title: str) -> Page:
    return page.locator(".conversations li", has_text=title).locator("details.menu")


def shown(page: Page) -> str:
    """The id of the conversation in the address."""
    found = re.search(r"#chat/([0-9a-f]{32})$", page.url)
    assert found
    return found[1]


def rating(page: Page, way: str) -> Page:
    return page.locator(f"#chat button[name=rate][value='1 {way}']")


def test_a_conversation_is_listed_and_opened_again(chat: Page) -> None:
    ask(chat, "First of two?")
    finish(chat)
    first = conversation(chat, "First of two?")
    expect(first).to_have_attribute("aria-current", "page")
    expect(chat.locator(".conversations h3").first).to_have_text(text.TODAY)
    chat.locator(".new-conversation").click()
    expect(chat.locator("#welcome")).to_be_visible()
    expect(first).not_to_have_attribute("aria-current", "page")
    ask(chat, "Second of two?")
    finish(chat)
    expect(conversation(chat, "Second of two?")).to_have_attribute("aria-current", "page")
    first.click()
    expect(chat.locator("#live .question")).to_contain_text("First of two?")
    expect(first).to_have_attribute("aria-current", "page")


@pytest.mark.slow
def test_typing_a_search_loses_nothing_while_the_list_changes(chat: Page) -> None:
    ask(chat, "What of pangolins?")
    finish(chat)
    box = chat.locator("input.find")
    box.press_sequentially("pangolins telephone", delay=60)
    expect(box).to_be_focused()
    expect(box).to_have_value("pangolins telephone")
    expect(chat.locator(".conversations li")).to_have_count(1)
    expect(chat.locator(".conversations .title mark")).to_have_text("pangolins")
    expect(chat.locator(".conversations .match mark").first).to_have_text("pangolins")
    box.press_sequentially(" elephants")
    expect(chat.locator(".conversations .empty")).to_have_text(text.NOT_FOUND)
    box.press("Escape")
    expect(box).to_have_value("")
    expect(conversation(chat, "What of pangolins?")).to_be_visible()


def test_a_conversation_is_renamed_by_keyboard(chat: Page) -> None:
    ask(chat, "To be renamed?")
    finish(chat)
    menu_of(chat, "To be renamed?").locator("summary").first.focus()
    chat.keyboard.press("Enter")
    chat.keyboard.press("Tab")
    title = menu_of(chat, "To be renamed?").locator("input[name=title]")
    expect(title).to_be_focused()
    title.fill("<b>Renamed</b>")
    chat.keyboard.press("Enter")
    expect(conversation(chat, "<b>Renamed</b>")).to_be_visible()
    expect(conversation(chat, "To be renamed?")).to_have_count(0)
    expect(chat.locator("details.menu[open]")).to_have_count(0)
    expect(menu_of(chat, "<b>Renamed</b>").locator("summary").first).to_be_focused()
    chat.keyboard.press("Enter")
    title = menu_of(chat, "<b>Renamed</b>").locator("input[name=title]")
    title.fill(" ")
    title.press("Enter")
    expect(chat.locator("#conversations-page .problem")).to_contain_text("title")
    expect(conversation(chat, "<b>Renamed</b>")).to_be_visible()
    title.press("Escape")
    expect(chat.locator("details.menu[open]")).to_have_count(0)


@pytest.mark.slow
def test_a_menu_stays_as_it_is_when_the_list_is_written_anew(chat: Page) -> None:
    ask(chat, "Half renamed?")
    finish(chat)
    menu = menu_of(chat, "Half renamed?")
    menu.locator("summary").first.click()
    title = menu.locator("input[name=title]")
    title.fill("Half a ti")
    version = chat.locator("#conversations-view .view").get_attribute("data-version")
    chat.evaluate("document.dispatchEvent(new CustomEvent('conversation-changed'))")
    view = chat.locator("#conversations-view .view")
    expect(view).not_to_have_attribute("data-version", version)
    expect(title).to_be_focused()
    expect(title).to_have_value("Half a ti")
    chat.keyboard.press("Escape")
    expect(title).to_be_hidden()
    menu.locator("summary").first.click()
    expect(title).to_have_value("Half renamed?")
    chat.locator("#question textarea").click()
    expect(title).to_be_hidden()


def test_deleting_the_shown_conversation_asks_once_and_ends_at_the_start(
    chat: Page, chat_site: ChatSite
) -> None:
    ask(chat, "To be deleted?")
    finish(chat)
    expect(conversation(chat, "To be deleted?")).to_be_visible()
    deleted = shown(chat)
    menu = menu_of(chat, "To be deleted?")
    menu.locator("summary").first.click()
    menu.locator(".surely > summary").click()
    expect(menu.get_by_text(text.DELETE_SURELY)).to_be_visible()
    menu.get_by_role("button", name=text.DELETE_NOW).click()
    expect(chat.locator(".conversations .done")).to_have_text(text.DELETED)
    expect(conversation(chat, "To be deleted?")).to_have_count(0)
    expect(chat.locator("#welcome")).to_be_visible()
    assert chat_site.conversations.turns(LOCAL_STUDENT, deleted) == ()


def test_a_conversation_is_exported_with_its_sources(chat: Page, tmp_path: Path) -> None:
    ask(chat, "To be exported?")
    finish(chat)
    menu = menu_of(chat, "To be exported?")
    menu.locator("summary").first.click()
    with chat.expect_download() as download:
        menu.get_by_role("link", name=text.EXPORT).click()
    assert download.value.suggested_filename.endswith(".md")
    download.value.save_as(tmp_path / "conversation.md")
    exported = (tmp_path / "conversation.md").read_text(encoding="utf-8")
    assert "To be exported?" in exported
    assert "Multilayer Perceptrons" in exported


@pytest.mark.slow
def test_a_rating_with_its_reason_is_there_after_a_reload(chat: Page, chat_site: ChatSite) -> None:
    ask(chat, "Rated?")
    finish(chat)
    rating(chat, "down").click()
    form = chat.locator("#live form.reason")
    expect(form.locator("input").first).to_be_focused()
    expect(rating(chat, "down")).to_have_attribute("aria-pressed", "true")
    form.get_by_label("Too short").check()
    form.get_by_label(text.REASON_WORDS).fill("What of GELU?")
    form.get_by_role("button", name=text.SEND_REASON).click()
    expect(chat.locator("#live .said.kept")).to_have_text(text.REASON_KEPT)
    expect(rating(chat, "down")).to_be_focused()
    chat.reload()
    expect(rating(chat, "down")).to_have_attribute("aria-pressed", "true")
    expect(rating(chat, "up")).to_have_attribute("aria-pressed", "false")
    kept = chat_site.conversations.ratings(LOCAL_STUDENT, shown(chat))
    assert kept == {1: Rating(False, "Too short: What of GELU?")}
    rating(chat, "up").click()
    expect(rating(chat, "down")).to_have_attribute("aria-pressed", "false")
    rating(chat, "up").click()
    chat.reload()
    expect(rating(chat, "up")).to_have_attribute("aria-pressed", "false")
    assert chat_site.conversations.ratings(LOCAL_STUDENT, shown(chat)) == {}


def test_chips_under_the_last_answer_go_on_from_it(chat: Page, chat_site: ChatSite) -> None:
    ask(chat, "Why?")
    finish(chat)
    simpler, example = chat_words.FOLLOW_UPS
    chat.get_by_role("button", name=simpler).click()
    expect(chat.locator("#live #turn-2")).to_contain_text(simpler)
    finish(chat)
    expect(chat.get_by_role("button", name=example)).to_have_count(1)
    question, history = chat_site.tutor.asked[-1]
    assert question == simpler
    assert history[0][0] == "Why?"


def test_the_reasons_behind_an_answer_and_behind_silence_unfold(chat: Page) -> None:
    ask(chat, "Why?")
    finish(chat)
    chat.locator("#live .why > summary").click()
    expect(chat.locator("#live .because li")).to_have_count(7)
    expect(chat.locator("#live .because .katex")).not_to_have_count(0)
    chat.locator("#live .because a.chip").first.hover()
    expect(chat.locator("article.lit")).to_have_id("source-1-1")
    ask(chat, "nothing")
    finish(chat)
    why_not = chat.locator("#live .nothing .why")
    expect(why_not.locator(".because")).to_be_hidden()
    why_not.locator("summary").first.click()
    expect(why_not).to_contain_text(chat_words.ASK_OTHERWISE)


@pytest.mark.slow
def test_on_a_narrow_page_the_sources_unfold_under_their_answer(chat: Page) -> None:
    chat.set_viewport_size({"width": 360, "height": 740})
    ask(chat, "Why?")
    finish(chat)
    expect(chat.locator("#sources")).to_be_hidden()
    fold = chat.locator("#live details.fold")
    fold.locator("summary").first.click()
    expect(fold.locator("article.card")).to_have_count(5)
    expect(fold.locator("article.card").first).to_be_visible()
    twice = "ids => ids.filter((id, at) => ids.indexOf(id) !== at)"
    ids = chat.locator("[id]").evaluate_all("all => all.map((each) => each.id)")
    assert chat.evaluate(twice, [each for each in ids if each.startswith("source")]) == []
    fold.locator("summary").first.click()
    chat.locator("#live .answer a.chip", has_text="3").click()
    card = fold.locator("[data-copy=source-1-3]")
    expect(card).to_be_in_viewport()
    expect(card).to_be_focused()
    assert chat.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.slow
def test_the_drawer_of_a_narrow_page_opens_and_closes_by_keyboard(
    chat: Page, chat_site: ChatSite
) -> None:
    chat.set_viewport_size({"width": 768, "height": 900})
    column = chat.locator("#conversations-page")
    expect(column).to_be_hidden()
    chat_site.gate.hold(token_number(3))
    ask(chat, "Still going on?")
    opener = chat.locator("#header button[name=conversations]")
    opener.focus()
    chat.keyboard.press("Enter")
    expect(column).to_be_visible()
    expect(column).to_have_role("dialog")
    expect(chat.locator("input.find")).to_be_focused()
    expect(opener).to_have_attribute("aria-expanded", "true")
    chat.keyboard.press("Escape")
    expect(column).to_be_hidden()
    expect(opener).to_be_focused()
    expect(chat.locator("#stop")).to_be_visible()  # Esc was for the drawer
    opener.click()
    conversation(chat, "Still going on?").click()
    expect(column).to_be_hidden()
    chat_site.gate.release()
    finish(chat)


@pytest.mark.slow
def test_another_tab_hears_of_nothing_and_finds_the_list_as_it_is(
    chat: Page, chat_site: ChatSite
) -> None:
    ask(chat, "Asked in one tab?")
    finish(chat)
    other = opened(chat.context, chat_site)
    conversation(other, "Asked in one tab?").click()
    expect(other.locator("#live .question")).to_contain_text("Asked in one tab?")
    other.close()
