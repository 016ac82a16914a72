"""A session from start to end: the night before the midterm."""

from datetime import date, timedelta
from typing import Any

import pytest
from study_answers import asked, give, respond
from study_site import StudySite

from tutor.cli.practising import now
from tutor.practice.practice import Practice
from tutor.records.values import LOCAL_STUDENT
from tutor.web.text import guide as guide_text
from tutor.web.text import practice as text

playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect

pytest_plugins = ["study_fixtures"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.model,
    pytest.mark.slow,
    # How Gradio counts its events is deprecated in newer versions of pandas.
    pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting'"),
    pytest.mark.filterwarnings("ignore:The copy keyword is deprecated"),
]
CHAPTER = "8"
BEFORE = 3  # questions that were answered a week ago


def test_the_night_before_the_midterm(study: StudySite, study_browser: Any) -> None:
    answer_a_week_ago(study)
    page = study.window(study_browser, "#guide")
    page.get_by_role("link", name="8. Autoencoders").click()
    read_the_guide(page)
    page.get_by_role("button", name=guide_text.PRACTISE).click()
    practise(page, study)
    review(page, study)
    sit_an_exam(page, study)
    look_at_progress(page, study)
    page.context.close()


def read_the_guide(page: Any) -> None:
    """Every line has its passage, which opens in its place."""
    again = page.get_by_role("button", name=guide_text.AGAIN)
    expect(again).to_be_visible()
    for kind in ("idea", "definition", "formula"):
        lines = page.locator(f"#guide-page .of-{kind} > * > li")
        expect(lines.filter(has=page.locator("a.cite"))).to_have_count(lines.count())
        assert lines.count()
    chip = page.locator("#guide-page .of-definition a.cite").first
    chip.click()
    expect(page.locator("#reader .asked mark").first).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(chip).to_be_focused()


def practise(page: Any, study: StudySite) -> None:
    """Five questions, the first of them answered wrongly and asked again."""
    where = page.locator("#practice-page .where")
    for number in range(1, 6):
        expect(where).to_have_text(text.of(number, 10))
        question = asked(page, study)
        assert question.chapter == CHAPTER
        respond(page, question, right=number > 1)
        if question.kind == "flashcard":
            continue  # which goes on as soon as it is rated
        expect(page.locator(".verdict")).to_have_text(
            text.VERDICTS["right" if number > 1 else "wrong"]
        )
        expect(page.locator("form.item .card mark")).not_to_have_count(0)
        page.keyboard.press("Enter")
    expect(where).to_have_text(text.of(6, 10))
    page.get_by_role("button", name=text.LEAVE).click()
    score = page.locator("#practice-page .score")
    expect(score).to_have_text(text.score(4, 5))
    expect(page.locator(".missed li")).to_have_count(1)
    page.get_by_role("button", name=text.AGAIN_MISSED).click()
    expect(where).to_have_text(text.of(1, 1))
    missed = asked(page, study)
    respond(page, missed, right=True)
    if missed.kind != "flashcard":
        page.keyboard.press("Enter")
    expect(page.locator("#practice-page .result")).to_contain_text(text.ALL_RIGHT)


def review(page: Any, study: StudySite) -> None:
    """What was learnt a week ago is due, and what was missed a minute ago is announced."""
    link = page.locator("#header nav a[href='#review']")
    expect(link).to_contain_text(f"({BEFORE})")
    link.click()
    page.get_by_role("button", name=text.START_REVIEW).click()
    for number in range(1, BEFORE + 1):
        expect(page.locator("#review-page .where")).to_have_text(text.of(number, BEFORE))
        respond(page, asked(page, study), right=True)
        page.keyboard.press("3")
    expect(page.locator("#review-page .score")).to_have_text(text.score(BEFORE, BEFORE))
    expect(link).not_to_contain_text("(")


def sit_an_exam(page: Any, study: StudySite) -> None:
    """Ten questions, three of them answered, handed in before the time is up."""
    page.locator("#header nav a[href='#practice']").click()
    page.get_by_role("button", name=text.CHOOSE_OTHER).click()
    page.get_by_role("link", name=text.TO_EXAM).click()
    page.select_option("#exam-page select[name=minutes]", "15")
    page.select_option("#exam-page select[name=n]", "10")
    page.get_by_role("button", name=text.EXAM_START).click()
    here = page.locator(".map [aria-current]")
    for number in range(1, 4):
        expect(here).to_have_text(str(number))
        give(page, asked(page, study), right=number > 1)
        expect(here).to_have_class(text.ANSWERED)
        page.keyboard.press("Enter")
    expect(here).to_have_text("4")
    page.locator(".map").get_by_role("button", name=text.FINISH).click()
    expect(page.locator(".sure")).to_contain_text(text.unanswered(7, 0))
    page.get_by_role("button", name=text.FINISH_SURE).click()
    expect(page.locator("#exam-page .score")).to_contain_text(text.score(2, 10))
    expect(page.locator(".results .one")).to_have_count(10)


def look_at_progress(page: Any, study: StudySite) -> None:
    """What was answered is there, and the days up to the exam are planned."""
    page.locator("#header nav a[href='#progress']").click()
    given = study.practice.records.answers(LOCAL_STUDENT)
    assert len(given) == BEFORE + 5 + 1 + BEFORE + 3
    bar = page.locator("#progress-page .mastery .bars li", has_text="8. Autoencoders")
    expect(bar).to_contain_text("answers")
    box = page.locator("#progress-page input[name=day]")
    box.fill((date.today() + timedelta(days=9)).isoformat())
    expect(page.locator("#progress-page .plan")).to_contain_text("days to go.")
    expect(page.locator("#progress-page .plan tbody tr")).not_to_have_count(0)
    page.reload()
    expect(page.locator("#progress-page .plan")).to_contain_text("days to go.")


def answer_a_week_ago(study: StudySite) -> None:
    """Answer questions of another chapter, which are due by now."""
    then = Practice(
        study.tutor,
        study.practice.bank,
        study.practice.records,
        clock=lambda: now() - timedelta(days=7),
    )
    others = [each for each in study.questions.values() if each.chapter == "3"]
    for question in others[:BEFORE]:
        then.answer(LOCAL_STUDENT, question, question.answer, setting="quiz")
