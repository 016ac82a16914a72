"""What stands below an answer, and the card in its place where the notes do not hold it."""

import re
from dataclasses import replace
from urllib.parse import unquote

from fakes_web import NOTHING, source

from tutor.answering.events import Searched, Sentence
from tutor.answering.follow_up import follow_up_of
from tutor.conversations.turn import Phase, Turn, queue
from tutor.practice.wish import refers_back, wish_of
from tutor.web.addresses import reading_address
from tutor.web.answer_foot import foot_blocks
from tutor.web.answer_view import turn_blocks
from tutor.web.markdown import text_html
from tutor.web.text import chat as text

SOURCES = tuple(source(n, f"Document {n}", f"page {n}", f"Passage {n}.") for n in (1, 2, 3))


def answered(*sentences: Sentence, **changes: object) -> Turn:
    turn = Turn("Why?", Phase.ANSWERED, sentences=sentences, sources=SOURCES)
    return replace(turn, **changes)  # type: ignore[arg-type]


def words(html: str) -> str:
    return re.sub(r"<[^>]*>|&#8288;", "", html)


def foot_of(turn: Turn, number: int = 3, *, last: bool = True, quiz: bool = False) -> str:
    return "".join(foot_blocks(turn, number, last=last, quiz=quiz))


def test_an_answer_can_be_rated_and_the_buttons_name_its_turn() -> None:
    html = foot_of(answered(Sentence("", "One.", (1,), True)))
    assert re.findall(r'name="rate" value="([^"]*)"', html) == ["3 up", "3 down"]
    assert text.HELPFUL in words(html)


def test_only_the_last_answer_can_be_followed_up() -> None:
    turn = answered(Sentence("", "One.", (1,), True))
    html = foot_of(turn, quiz=True)
    asked = [unquote(each) for each in re.findall(r'name="follow-up" value="([^"]*)"', html)]
    assert asked == [*text.FOLLOW_UPS, text.QUIZ_ME]
    assert text.QUIZ_ME not in foot_of(turn)
    assert "follow-up" not in foot_of(turn, last=False)
    assert "follow-up" not in foot_of(replace(turn, phase=Phase.STOPPED))


def test_what_the_follow_ups_say_is_understood() -> None:
    assert all(follow_up_of(question) for question in text.FOLLOW_UPS)
    wish = wish_of(text.QUIZ_ME)
    assert wish is not None
    assert refers_back(wish)


def test_why_an_answer_says_what_it_says_names_the_passages_behind_each_sentence() -> None:
    turn = answered(
        Sentence("", "Known **well**.", (1, 3), True),
        Sentence(" ", "Made up.", (), False),
        Sentence("\n\n> ", "“Copied.”", (2,), True, quoted=True),
        query="Why is <it>?",
        model="tiny",
    )
    html = foot_of(turn)
    assert text_html(text.searched_for("Why is <it>?")) in html
    assert "3 passages" in html
    assert "tiny" in html
    first, second, third = html.split("<li>")[1:]
    assert "<strong>well</strong>" in first
    assert re.findall(r'href="#source-3-(\d)"', first) == ["1", "3"]
    assert text.NOT_FROM_NOTES in second
    assert text.WORD_FOR_WORD in third


def test_sources_are_told_of_under_the_answer_for_pages_without_a_column() -> None:
    sources = (replace(SOURCES[0], cited=True), *SOURCES[1:])
    html = foot_of(answered(Sentence("", "One.", (1,), True), sources=sources))
    assert '<details class="fold" id="fold-3"><summary>1 source</summary>' in html
    assert "3 passages found" in foot_of(answered(phase=Phase.READING))
    assert 'name="rate"' not in foot_of(answered(phase=Phase.READING))


def test_a_question_in_line_says_its_place_and_about_how_long() -> None:
    html = "".join(turn_blocks(queue(Turn("Why?"), 2, 11.7), 1, last=True))
    assert "You are second in line, about 12 s." in html
    assert "You are number 14 in line." in text.in_line(14, None)
    assert "about 1 s" in text.in_line(1, 0.0)


def silent(*, linked: bool) -> str:
    near = (replace(NOTHING.searched.nearest[0], chunk_id="chunk-1"), *NOTHING.searched.nearest[1:])  # type: ignore[union-attr]
    found = Searched(14, 212, near)
    turn = Turn("?", Phase.NOT_IN_NOTES, "What is <it>?", sources=NOTHING.sources, searched=found)
    return "".join(turn_blocks(turn, 1, last=True, linked=linked))


def test_silence_of_the_notes_is_explained_with_the_passages_that_came_nearest() -> None:
    html = silent(linked=True)
    assert f"<summary>{text.WHY_NOT}</summary>" in html
    assert text_html(text.searched_for("What is <it>?")) in html
    assert html.count('class="passage"') == 1  # of those that were kept with the turn
    assert "halves the resolution" in html
    assert f'<a class="to-part add" href="#notes">{text.ADD_NOTES}</a>' in html
    assert f'href="{text_html(reading_address("a.md", "chunk-1"))}"' in html


def test_without_notes_on_the_page_silence_leads_nowhere() -> None:
    html = silent(linked=False)
    assert "<a" not in html.split('class="below"')[0]
    assert "halves the resolution" in html
