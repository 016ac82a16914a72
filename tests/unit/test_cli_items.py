"""One item in a terminal: what may be typed, and how a date, a grade and an exam are told."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from exam_fakes import citation, exam, grade, question

from tutor.cli.exam_views import exam_map, time_left
from tutor.cli.item_views import (
    citation_view,
    grade_view,
    hint_view,
    in_words,
    item_view,
    unsaid,
)
from tutor.cli.render import stdout_console
from tutor.cli.responses import read_response
from tutor.practice.hints import Hint

NOW = datetime(2026, 3, 1, 12, tzinfo=timezone.utc)
CHOICE, TRUTH, WORDS = question(1), question(2, "true-false"), question(3, "short-answer")


@pytest.mark.parametrize(
    ("asked", "line", "response"),
    [
        (CHOICE, "b", 1),
        (CHOICE, " C ", 2),
        (CHOICE, "4", 3),
        (CHOICE, "UP", 2),
        (CHOICE, "e", None),
        (CHOICE, "0", None),
        (CHOICE, "5", None),
        (CHOICE, "²", None),
        (CHOICE, "", None),
        (TRUTH, "t", True),
        (TRUTH, "False", False),
        (TRUTH, "maybe", None),
        (WORDS, " a gate ", "a gate"),
        (WORDS, " ", None),
    ],
)
def test_typed_answers_are_understood(asked: Any, line: str, response: object) -> None:
    read = read_response(asked, line)
    assert read == response
    assert type(read) is type(response)


def test_option_that_is_there_twice_is_not_guessed() -> None:
    assert read_response(question(1, options=("x", "up", "Up", "y")), "up") is None


@pytest.mark.parametrize(
    ("later", "words"),
    [
        (timedelta(seconds=-5), "now"),
        (timedelta(minutes=10), "in 10 min"),
        (timedelta(days=3), f"{NOW + timedelta(days=3):%a} 4 Mar"),
        (timedelta(days=400), f"{NOW + timedelta(days=400):%a} 5 Apr 2027"),
    ],
)
def test_date_is_told_as_a_person_does(later: timedelta, words: str) -> None:
    assert in_words(NOW + later, NOW) == words


def test_tomorrow_is_told_with_its_time() -> None:
    assert in_words(NOW + timedelta(days=1), NOW).startswith("tomorrow ")


def test_what_is_asked_about_is_not_told_in_an_exam() -> None:
    assert "Topic 1" in item_view(CHOICE, "1 of 3").plain
    assert "Topic 1" not in item_view(CHOICE, "1 of 3", plain=True).plain


def test_grade_tells_what_was_missed_and_marks_the_sentence(
    capsys: pytest.CaptureFixture[str],
) -> None:
    given = grade(0.5, missed=("the [second] point",), citation=citation(3))
    stdout_console().print(grade_view(WORDS, given, styled=False))
    shown = capsys.readouterr().out
    for words in (
        "Partly right (50%)",
        "missed: the [second] point",
        "That is partly.",
        "Source: notes/04.md · Neurons",
        "**A fact about",
        "The answer: The answer",
    ):
        assert words in shown


def test_passage_is_left_whole_where_there_is_no_terminal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    text = "word " * 60
    whole = replace(citation(3), text=text, evidence=())
    stdout_console().print(citation_view(whole, styled=False))
    assert f"    {text}".rstrip() in capsys.readouterr().out


@pytest.mark.parametrize("said", ["A fact about", "Look at this:"])
def test_hint_that_is_its_passage_shows_it_once_and_marks_nothing(
    capsys: pytest.CaptureFixture[str], said: str
) -> None:
    stdout_console().print(hint_view(Hint(3, said, citation(3)), styled=False))
    shown = capsys.readouterr().out
    assert shown.count(said) == 1
    assert "Source: notes/04.md" in shown
    assert "**" not in shown


def test_point_that_the_feedback_names_is_not_listed_again(
    capsys: pytest.CaptureFixture[str],
) -> None:
    given = grade(0, feedback="Missing: the gate.", missed=("the gate", "the cell"))
    stdout_console().print(grade_view(WORDS, given, styled=False))
    shown = capsys.readouterr().out
    assert "missed: the cell" in shown
    assert "missed: the gate" not in shown


def test_explanation_says_what_the_feedback_did_not() -> None:
    assert unsaid("One. Two. Three.", "Right. One.") == "Two. Three."
    assert unsaid("One.", "Right. One.") == ""


def test_map_tells_what_is_open_and_what_was_flagged() -> None:
    text = exam_map(exam(responses={"q2": True}, flagged=frozenset({"q3"}))).plain
    assert "1 of 3 questions answered." in text
    assert "Without an answer: 1, 3" in text
    assert "Flagged: 3" in text


@pytest.mark.parametrize(("seconds", "words"), [(3600, "60 min"), (59.6, "60 s"), (0, "0 s")])
def test_time_left_is_told_in_seconds_at_the_end(seconds: float, words: str) -> None:
    assert time_left(seconds) == words
