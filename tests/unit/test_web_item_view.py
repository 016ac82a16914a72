"""How a question looks, and that nothing in one can run in the page."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from tutor.documents.document import Span
from tutor.practice.grading import Grade
from tutor.practice.question import Citation, Question
from tutor.practice.review import Rating
from tutor.web.item_view import (
    answered_html,
    answering_html,
    grade_html,
    prompt_html,
    ratings_html,
    source_html,
)
from tutor.web.text import practice as text

EVIL = '<img src=x onerror=alert(1)> [x](javascript:alert(1)) "quoted"'
CITATION = Citation(
    "c1", "notes/a b.md", "Code", "One. The code is narrow.", "A > Code", (Span(5, 24),)
)
CHOICE = Question(
    kind="multiple-choice",
    question="What is $x^2$?",
    answer=1,
    explanation="Because.",
    citations=(CITATION,),
    topic="Code",
    options=("a", "b", "c", "d"),
)
NOW = datetime(2026, 3, 9, 12, tzinfo=timezone.utc)


def of(kind: str, answer: object, words: str = "Why?", **more: object) -> Question:
    return replace(  # type: ignore[arg-type]
        CHOICE, kind=kind, answer=answer, question=words, options=None, id="", **more
    )


def test_rows_have_keys_and_formulas_are_typeset() -> None:
    assert "<math" in prompt_html(CHOICE)
    html = answering_html(CHOICE, given=2)
    assert html.count('type="radio"') == 4
    assert 'data-keys="4"' in html
    assert 'value="2" checked' in html


def test_true_or_false_are_two_rows() -> None:
    html = answering_html(of("true-false", False), given=False)
    assert html.count('type="radio"') == 2
    assert 'value="1" checked' in html


def test_a_gap_is_shown_and_named() -> None:
    html = prompt_html(of("cloze", "code", "The _____ is narrow."))
    assert "_____" not in html
    assert '<span class="gap">' in html


@pytest.mark.parametrize("kind", ["short-answer", "cloze", "flashcard"])
def test_nothing_in_a_question_or_an_answer_runs(kind: str) -> None:
    question = of(kind, EVIL, EVIL, explanation=EVIL, key_points=(EVIL,))
    grade = Grade(0.0, "wrong", (EVIL,), (EVIL,), EVIL, replace(CITATION, text=EVIL, heading=EVIL))
    html = (
        prompt_html(question)
        + answering_html(question, given=EVIL)
        + answered_html(question, EVIL)
        + grade_html(question, grade)
    )
    assert "<img" not in html
    assert '="javascript:' not in html
    assert 'alert(1)> "quoted"' not in html


def test_what_was_chosen_and_what_is_right_are_both_named() -> None:
    html = answered_html(CHOICE, 3)
    assert 'class="option right"><kbd aria-hidden="true">✓</kbd>' in html
    assert html.count(text.RIGHT_ANSWER) == html.count(text.YOUR_CHOICE) == 1
    both = answered_html(CHOICE, 1)
    assert f"{text.RIGHT_ANSWER}, {text.YOUR_CHOICE}" in both
    assert text.YOUR_CHOICE not in answered_html(CHOICE, None)


def test_an_explanation_is_said_once() -> None:
    grade = Grade(1.0, "right", (), (), "Right. Because.", CITATION)
    assert grade_html(CHOICE, grade).count("Because.") == 1


def test_a_source_leads_to_its_passage_with_the_evidence_marked() -> None:
    html = source_html(CITATION)
    assert 'href="notes/notes/a%20b.md?at=c1&amp;mark=5-24#c1"' in html
    assert "<mark>The code is narrow.</mark>" in html
    assert "<strong>Code</strong>" in html


def test_each_rating_says_when_the_question_comes_back() -> None:
    dates = {rating: NOW + timedelta(days=int(rating) * 3) for rating in Rating}
    html = ratings_html(Rating.GOOD, dates, NOW)
    assert html.count("<button") == 4
    assert 'value="3" data-keys="3" aria-pressed="true"' in html
    assert "in 9 days" in html


@pytest.mark.parametrize(
    ("later", "words"),
    [
        (timedelta(seconds=20), "now"),
        (timedelta(minutes=10), "in 10 min"),
        (timedelta(days=12), "in 12 days"),
        (timedelta(days=152), "in 5 months"),
    ],
)
def test_times_are_said_as_people_say_them(later: timedelta, words: str) -> None:
    assert text.again(NOW + later, NOW) == words
