"""Answering the questions of a study session as somebody who knows what is right."""

from typing import Any

from study_site import StudySite

from tutor.practice.question import Question


def asked(page: Any, study: StudySite) -> Question:
    """The question on the screen."""
    item = page.locator("form.item:visible input[name=item]").get_attribute("value")
    bank = study.practice.bank.questions([each.id for each in study.tutor.chunks])
    return next(each for each in bank if each.id == item)


def give(page: Any, question: Question, *, right: bool) -> None:
    """Choose or write an answer."""
    if question.kind == "multiple-choice":
        count = len(question.options or ())
        page.keyboard.press(str((int(question.answer) + (not right)) % count + 1))
    elif question.kind == "true-false":
        page.keyboard.press("1" if question.answer is right else "2")
    else:
        page.keyboard.type(str(question.answer) if right else "nothing of the kind")


def respond(page: Any, question: Question, *, right: bool) -> None:
    """Answer the question on the screen and have it checked."""
    if question.kind == "flashcard":
        page.keyboard.press("Enter")
        page.locator(".ratings").wait_for()
        page.keyboard.press("4" if right else "1")
        return
    give(page, question, right=right)
    page.keyboard.press("Enter")
    page.locator(".verdict").wait_for()
