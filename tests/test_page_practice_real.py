"""Practising in Chromium with the real small models, on questions that are in the bank already."""

from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest
from browser import chromium, free_port
from fakes_web import loops_closed
from practice_site import tab

from tutor import Tutor
from tutor.config import Settings
from tutor.conversations.conversations import Conversations
from tutor.documents.document import Chunk, Span
from tutor.practice.bank import Bank
from tutor.practice.outline import topic_of
from tutor.practice.practice import Practice
from tutor.practice.question import Citation, Question
from tutor.records.records import Records
from tutor.web.app import build_app, launch
from tutor.web.text import practice as text

playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect

pytestmark = [
    pytest.mark.browser,
    pytest.mark.model,
    pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting'"),
    pytest.mark.filterwarnings("ignore:The copy keyword is deprecated"),
]
KEY = (
    "A recurrent neural network (RNN) reads a sequence one step at a time and keeps a hidden state "
    "that summarises what it has read."
)


def questions(chunks: tuple[Chunk, ...]) -> list[Question]:
    chunk = next(chunk for chunk in chunks if KEY in chunk.text)
    start = chunk.text.index(KEY)
    evidence = (Span(start, start + len(KEY)),)
    return [
        Question(
            kind="short-answer",
            question="How does a recurrent network read a sequence?",
            answer=KEY,
            explanation=KEY,
            citations=(Citation.of(chunk, evidence),),
            topic=topic_of(chunk),
            chapter="7",
            key_points=(
                "reads a sequence one step at a time",
                "keeps a hidden state that summarises what it has read",
            ),
        ),
        Question(
            kind="multiple-choice",
            question="Sequences of which length can one set of weights of an RNN read?",
            answer=2,
            options=("Only short ones", "Only equally long ones", "Any length", "Only even ones"),
            explanation="The same weights are applied at every step.",
            citations=(Citation.of(chunk),),
            topic=topic_of(chunk),
            chapter="7",
        ),
    ]


@pytest.fixture
def page(course_index: Path, cache_dir: Path, tmp_path: Path) -> Iterator[Any]:
    settings = Settings(index=course_index, cache_dir=cache_dir, model="smollm2-135m")
    tutor = Tutor.open(course_index, settings=settings)
    bank = Bank.open(tmp_path / "questions.sqlite3")
    records = Records.open(tmp_path / "records.sqlite3")

    def clock() -> datetime:
        return datetime(2026, 3, 9, 12, 0, tzinfo=timezone.utc)

    bank.add(questions(tutor.chunks))
    practice = Practice(tutor, bank, records, clock=clock)
    with loops_closed(), chromium() as browser:
        conversations = Conversations(records, clock=clock)
        app = build_app(tutor, conversations, None, practice, clock=clock)
        yield tab(browser, launch(app, None, practice, port=free_port()))
        app.close(verbose=False)
    bank.close()
    records.close()
    tutor.close()


def test_an_answer_in_ones_own_words_is_graded_by_its_key_points(page: Any) -> None:
    page.locator("#question textarea").fill("quiz me with two questions on chapter 7")
    page.keyboard.press("Enter")
    for number in (1, 2):
        expect(page.locator("#practice-page .where")).to_have_text(text.of(number, 2))
        if page.locator("form.item").get_attribute("data-kind") == "multiple-choice":
            page.keyboard.press("3")
        else:
            page.keyboard.type("It reads the sequence one step at a time and keeps a hidden state.")
        page.keyboard.press("Enter")
        expect(page.locator(".verdict")).not_to_have_text(text.VERDICTS["wrong"], timeout=30_000)
        if page.locator(".points").count():
            expect(page.locator(".points .hit").first).to_be_visible()
            expect(page.locator("form.item > .card mark")).to_contain_text("one step at a time")
        page.keyboard.press("Enter")
    expect(page.locator("#practice-page .score")).to_contain_text("of 2")
    page.get_by_role("link", name=text.PROGRESS).click()
    bar = page.locator("#progress-page .mastery .bars li", has_text="7. ")
    expect(bar).to_contain_text(text.answers(2))
