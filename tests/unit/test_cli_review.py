"""tutor review and tutor progress: what is due comes back, and what is known is told."""

from pathlib import Path

import pytest
from exam_fakes import question
from practice_cli_fakes import NINE, Desk, desk
from typer.testing import Result

from tutor.cli.practising import open_practice
from tutor.config import load_settings
from tutor.practice.question import Citation


@pytest.fixture
def student(isolated_home: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return desk(monkeypatch)


def learned(student: Desk, n: int = 2) -> None:
    """Answer questions wrongly in a quiz, and let a day pass."""
    with open_practice(load_settings()) as practice:
        for question in practice.bank.questions(practice.snapshot().chunk_ids)[: 2 * n : 2]:
            practice.answer("me", question, 0, setting="quiz")
    student.pass_time(days=1)


def review(student: Desk, *lines: str) -> Result:
    result = student.run("review", lines=lines)
    assert result.exit_code == 0, result.stderr
    return result


def test_due_questions_are_asked_and_come_back_later(student: Desk) -> None:
    learned(student)
    shown = review(student, "b", "", "a", "").stdout
    assert "2 reviews due." in shown
    assert "✓ Right" in shown
    assert "✗ Not right" in shown
    assert "The answer: B. this one" in shown
    assert "Source: learning.md" in shown
    assert "You answered 2 questions: 1 right, 1 wrong." in shown
    assert "The next review: in 10 min." in shown
    assert [each.setting for each in student.answers()] == ["quiz", "quiz", "review", "review"]
    assert "No reviews are due." in review(student).stdout


def test_each_rating_has_its_next_date_and_can_be_corrected(student: Desk) -> None:
    learned(student, 1)
    shown = review(student, "b", "1", "").stdout
    for rating in ("1 Again", "2 Hard", "[3 Good]", "4 Easy"):
        assert rating in shown
    assert "Counted as Again; next: in 10 min." in shown
    assert student.answers()[-1].rating == 1


def test_grade_can_be_disputed_with_a_reason(student: Desk) -> None:
    learned(student, 1)
    shown = review(student, "a", "d", "", "d", "It is ambiguous.", "").stdout
    assert shown.count("Your objection is recorded.") == 1
    with student.records() as records:
        (dispute,) = records.disputes("me")
    assert dispute.reason == "It is ambiguous."
    assert dispute.answer_id == student.answers()[-1].id


def test_hints_come_one_after_the_other_and_are_counted(student: Desk) -> None:
    learned(student, 1)
    shown = review(student, "h", "h", "h", "h", "b", "").stdout
    for level in (1, 2, 3):
        assert f"Hint {level}:" in shown
    assert "There are no more hints." in shown
    last = student.answers()[-1]
    assert (last.hints, last.rating) == (3, 1)


def test_flashcard_is_turned_over_and_rated_by_its_reader(student: Desk) -> None:
    with open_practice(load_settings()) as practice:
        (passage, *_) = practice.snapshot().chunks
        card = question(1, "flashcard", citations=(Citation.of(passage),), answer="the other side")
        practice.answer("me", card, 1, setting="quiz")
    student.pass_time(days=1)
    shown = review(student, "h", "", "7", "4").stdout
    before, _, after = shown.partition("How well did you know it")
    assert "Enter to turn it over" in before
    assert "The answer: the other side" in before
    assert "4 Easy" in before
    assert "Press a number from 1 to 4." in after
    assert "Counted as Easy; next:" in after
    assert student.answers()[-1].rating == 4


def test_skipped_question_stays_due(student: Desk) -> None:
    learned(student)
    shown = review(student, "s", "what", "b", "").stdout
    assert "Type A-D, h or s." in shown
    assert "1 right; 1 skipped." in shown
    assert "1 still due" in shown
    assert student.value("review")["count"] == 1


def test_input_that_ends_keeps_what_was_answered(student: Desk) -> None:
    learned(student)
    assert "You answered 1 question: 1 right." in review(student, "b").stdout
    assert len(student.answers()) == 3


def test_text_of_the_notes_is_no_markup(student: Desk) -> None:
    learned(student, 1)
    assert "[not] it" in review(student).stdout


def test_review_as_json_lists_what_is_due_and_when_the_next_is(student: Desk) -> None:
    assert student.value("review") == {"due": [], "count": 0, "next_due": None}
    learned(student)
    listed = student.value("review")
    assert listed["count"] == len(listed["due"]) == 2
    assert listed["due"][0]["citations"]
    student.now = NINE
    assert student.value("review")["next_due"] == "2026-03-01T09:10:00+00:00"


def test_nothing_learned_yet_says_where_to_begin(student: Desk) -> None:
    assert "`tutor quiz`" in review(student).stdout
    assert "`tutor quiz`" in student.run("progress").stdout


def test_progress_shows_every_part(student: Desk) -> None:
    learned(student)
    shown = student.run("progress").stdout
    for words in ("Learning", "0%", "2 due now", "2 answers", "Start with these sections"):
        assert words in shown
    assert "not asked yet" in shown


def test_exam_date_is_set_shown_and_taken_away(student: Desk) -> None:
    learned(student)
    assert student.value("progress", "--exam-date", "2026-03-20")["exam_date"] == "2026-03-20"
    assert "up to your exam on 2026-03-20" in student.run("progress").stdout
    assert student.value("progress", "--exam-date", "none")["exam_date"] is None
    assert "is no day" in student.value("progress", "--exam-date", "soon")["error"]
