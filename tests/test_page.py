"""What an answer looks like in a real browser."""

import re

import pytest
from browser import CONTRAST
from chat_site import HOSTILE, ChatSite, Page, ask, expect, finish, token_number

from tutor.answering.events import Token
from tutor.web.text import chat as text

pytest_plugins = ["chat_fixtures"]
pytestmark = [
    pytest.mark.browser,
    # How Gradio counts its events is deprecated in newer versions of pandas.
    pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting'"),
    pytest.mark.filterwarnings("ignore:The copy keyword is deprecated"),
]


def test_the_sources_are_there_before_the_first_word(chat: Page, chat_site: ChatSite) -> None:
    chat_site.gate.hold(token_number(1))
    ask(chat, "Why?")
    expect(chat.locator("#live-sources article.card")).to_have_count(5)
    expect(chat.locator("#live .working")).to_have_text(text.READING)
    expect(chat.locator("#live .answer")).to_have_count(0)
    chat_site.gate.release()
    finish(chat)
    expect(chat.locator("#live-sources details article.card")).to_have_count(2)
    expect(chat.locator("#live-sources summary")).to_have_text("Also found (2)")


def test_formulas_code_and_tables_are_typeset_and_nothing_is_left_of_their_marks(
    chat: Page, chat_site: ChatSite
) -> None:
    chat_site.gate.hold(lambda event: isinstance(event, Token) and "```" in event.text)
    ask(chat, "Why?")
    expect(chat.locator("#live .answer .katex-display")).to_have_count(
        1
    )  # while it is being written
    chat_site.gate.release()
    finish(chat)
    expect(chat.locator("#live .answer .katex")).to_have_count(4)
    expect(chat.locator("#live .answer .code .c1")).to_have_text("# shape: (batch, 8)")
    expect(chat.locator("#live .answer td")).to_have_count(6)
    expect(chat.locator("#live-sources mark .katex, #live-sources .katex")).not_to_have_count(0)
    shown = chat.locator("#live").inner_text()
    assert not re.search(r"[\$|\ue000-\ue003\U0001da87\U0001da88]|\*\*|```", shown)


def test_a_chip_leads_to_its_card_with_the_sentence_marked(chat: Page) -> None:
    chat.set_viewport_size({"width": 1440, "height": 420})
    ask(chat, "Why?")
    finish(chat)
    chip = chat.locator("#live .answer a.chip", has_text="3")
    card = chat.locator("#source-1-3")
    expect(card).not_to_be_in_viewport()
    chip.click()
    expect(card).to_be_in_viewport()
    expect(card).to_be_focused()
    expect(card).to_have_class(re.compile(r"\blit\b"))
    expect(card.locator("mark")).to_have_text("out = torch.relu(layer(x))")
    expect(chip).to_have_class(re.compile(r"\blit\b"))
    card.locator("a.number").click()
    expect(chip).to_be_focused()


def test_pointing_at_a_chip_lights_its_card_and_the_other_way_round(chat: Page) -> None:
    ask(chat, "Why?")
    finish(chat)
    chat.locator("#live a.chip").first.hover()
    expect(chat.locator("article.lit")).to_have_id("source-1-1")
    chat.locator("#source-1-2").hover()
    expect(chat.locator("a.chip.lit").first).to_have_text("2")


@pytest.mark.parametrize("question", ["nothing", "draft"])
def test_silence_of_the_notes_is_a_calm_card(chat: Page, question: str) -> None:
    ask(chat, question)
    card = chat.locator("#live .nothing")
    expect(card).to_contain_text(text.NOT_IN_NOTES)
    expect(card).to_contain_text("14 documents and 212 sections")
    expect(card.locator("li")).to_have_count(3)
    expect(chat.locator("#live .answer, #live .problem")).to_have_count(0)


def test_nothing_in_a_note_or_an_answer_runs_or_is_fetched(chat: Page, chat_site: ChatSite) -> None:
    ask(chat, "hostile")
    finish(chat)
    ask(chat, HOSTILE)
    finish(chat)
    expect(chat.locator("#past .answer")).to_contain_text("<script>window.hacked = 1</script>")
    expect(chat.locator("#past-sources article")).to_have_count(1)
    inside = ":is(#chat, #sources) :is(script, img, iframe, style, svg[onload], [onerror])"
    expect(chat.locator(inside)).to_have_count(0)
    assert chat.locator("a[href^='javascript:']").count() == 0
    assert chat.evaluate("window.hacked") is None
    assert chat_site.foreign == []


def test_the_browser_itself_refuses_other_origins(chat: Page, chat_site: ChatSite) -> None:
    with chat.expect_console_message(lambda m: "Content Security Policy" in m.text):
        chat.evaluate("new Image().src = 'http://pictures.example/i.png'")
    assert chat_site.foreign == []


@pytest.mark.parametrize("width", [400, 768, 1440])
def test_nothing_makes_the_page_wider_than_the_window(chat: Page, width: int) -> None:
    chat.set_viewport_size({"width": width, "height": 900})
    ask(chat, "wide")
    finish(chat)
    expect(chat.locator("#live .answer .katex-display")).to_have_count(1)
    assert chat.evaluate("document.documentElement.scrollWidth") <= width
    wide = chat.locator("#live :is(.question, .answer, .below), article.card").evaluate_all(
        "(all) => all.filter((e) => e.getBoundingClientRect().right > innerWidth).length"
    )
    assert wide == 0
    beside = chat.evaluate(
        "document.querySelector('#sources').getBoundingClientRect().left"
        " >= document.querySelector('#chat').getBoundingClientRect().right - 1"
    )
    assert beside is (width >= 900)
    expect(chat.locator("#question textarea")).to_be_in_viewport()


def test_the_chips_of_an_earlier_answer_show_its_own_sources(chat: Page) -> None:
    ask(chat, "Why?")
    finish(chat)
    ask(chat, "nothing")
    expect(chat.locator("#live .nothing")).to_be_visible()
    chat.locator("#past a.chip").first.click()
    expect(chat.locator("#source-1-1")).to_be_focused()
    expect(chat.locator("#live-sources")).to_be_hidden()
    chat.get_by_role("button", name=text.SHOW_LATEST).click()
    expect(chat.locator("#source-1-1")).to_be_hidden()
    expect(chat.locator("#live-sources summary")).to_be_visible()


def test_the_copied_answer_is_markdown_with_its_citations(chat: Page) -> None:
    ask(chat, "Why?")
    finish(chat)
    chat.locator("#live button[name=copy]").click()
    expect(chat.locator("#live button.copied")).to_have_count(1)
    copied = chat.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("An activation function turns the weighted sum into a **non-linear**")
    assert "stacked layers model curves. [1] ReLU, $f(x) = \\max(x, 0)$," in copied


def test_words_can_be_told_from_their_ground_in_both_themes(chat: Page) -> None:
    words = chat.locator(
        "#header :is(.name, .course), .question, .answer p, .unsupported, .label, a.chip, .below *,"
        " .code span, .code code, th, td, .card :is(strong, .place, .number, p, mark), summary,"
        " .nothing *, .problem, #send, #keys p, #sources-head :is(h2, p),"
        " #welcome :is(h2, p, button)"
    )
    assert words.evaluate_all(CONTRAST) == []
    for question, ended in (("Why?", ".label"), ("too long", ".problem"), ("nothing", ".nothing")):
        ask(chat, question)
        expect(
            chat.locator(
                f"#live :is(.answer, .problem, .nothing){ended}, #live .answer {ended}"
            ).first
        ).to_be_visible()
        finish(chat)
    chat.emulate_media(reduced_motion="reduce")
    assert words.evaluate_all(CONTRAST) == []
    chat.locator("button[name=theme]").click()
    expect(chat.locator("body")).to_have_class(re.compile("dark"))
    assert words.evaluate_all(CONTRAST) == []
    chat.reload()
    expect(chat.locator("body")).to_have_class(re.compile("dark"))
    chat.locator("button[name=theme]").click()
