"""A set of questions as HTML: the one on the screen, how far it is, and how it went."""

from datetime import datetime

from tutor.practice.hints import LEVELS
from tutor.practice.outline import Outline
from tutor.practice.question import Question
from tutor.web.item_view import (
    answered_html,
    answering_html,
    facts_html,
    grade_html,
    hints_html,
    plain_html,
    prompt_html,
    ratings_html,
    said,
    source_html,
    words_html,
)
from tutor.web.part import View
from tutor.web.sitting import Outcome, Sitting, topics_of
from tutor.web.text import practice as text

_AGAIN = 500  # milliseconds between two looks at what is being made


def sitting_view(sitting: Sitting, outline: Outline, now: datetime, key: str) -> View:
    """What a student sees of a set.

    Args:
        sitting: With its lock held.
        outline: Names the chapters.
        now: The time.
        key: Tells the set from others.
    """
    sitting.seen()
    phase = sitting.phase
    making = sitting.making
    again = _AGAIN if making else 0
    if phase == "making":
        html = f"{_bar(sitting)}{_waiting(sitting)}"
        return View(f"{key}-making", html, text.MAKING_FIRST, again)
    if phase == "empty":
        words = plain_html(sitting.shortfall or text.NO_QUESTIONS)
        html = f'<p class="problem" role="alert">{words}</p>{_choose_button()}'
        return View(f"{key}-empty", html)
    if phase == "ended":
        return View(f"{key}-ended", _ended(sitting), _score(sitting))
    question, outcome = sitting.current, sitting.outcome
    if question is None:  # no phase but those above is without one
        raise RuntimeError("a set shows no question")
    chapter = outline.name_of(question.chapter) if question.chapter else ""
    inside = (
        _asked(sitting, question) if outcome is None else _marked(sitting, question, outcome, now)
    )
    html = (
        f'{_bar(sitting)}<form class="item" data-kind="{question.kind}" autocomplete="off">'
        f'<input type="hidden" name="item" value="{question.id}">'
        f"{facts_html(question, chapter)}{inside}</form>"
        f'<p class="keys">{_keys(sitting, question)}</p>'
    )
    spoken = said(question, outcome.marked.grade) if outcome is not None else ""
    return View(f"{key}-{sitting.at}-{phase}", html, spoken, again)


def _keys(sitting: Sitting, question: Question) -> str:
    if sitting.phase == "marked":
        return text.KEYS_MARKED
    if question.kind == "flashcard":
        return text.KEYS_TURNED if sitting.turned else text.KEYS_CARD
    return text.KEYS_WRITING if question.kind in ("cloze", "short-answer") else text.KEYS_CHOOSING


def _bar(sitting: Sitting) -> str:
    """Where in the set one is: in words, and as dots."""
    dots = []
    for number in range(sitting.total):
        kind = "todo"
        if number < len(sitting.questions):
            outcome = sitting.outcomes.get(sitting.questions[number].id)
            kind = outcome.marked.grade.verdict if outcome is not None else "todo"
        else:
            kind = "coming"
        now = " now" if number == sitting.at else ""
        dots.append(f'<li class="{kind}{now}"></li>')
    number = min(sitting.at + 1, sitting.total)
    notes = []
    if sitting.making:
        line = text.making(len(sitting.questions), sitting.total)
        notes.append(
            f'<p class="coming">{line} <button type="button" class="quiet" name="halt">'
            f"{text.STOP_MAKING}</button></p>"
        )
    elif sitting.shortfall:
        notes.append(f'<p class="coming">{plain_html(sitting.shortfall)}</p>')
    return (
        f'<div class="bar"><p class="where">{text.of(number, sitting.total)}</p>'
        f'<ol class="dots" aria-hidden="true">{"".join(dots)}</ol>'
        f'<button type="button" class="quiet" name="leave">{text.LEAVE}</button></div>'
        f"{''.join(notes)}"
    )


def _waiting(sitting: Sitting) -> str:
    words = text.MAKING_FIRST if not sitting.questions else text.LOADING
    return f'<p class="waiting" tabindex="-1" data-focus>{words}</p>'


def _asked(sitting: Sitting, question: Question) -> str:
    left = LEVELS - len(sitting.hints)
    hint = (
        f'<button type="button" name="hint" data-keys="h">'
        f"{text.NEXT_HINT if sitting.hints else text.HINT}<kbd>h</kbd></button>"
        if left and not sitting.turned
        else ""
    )
    # Words are read by the language model, which takes its time.
    is_read = question.kind == "short-answer"
    grading = f'<p class="grading" role="status">{text.READING}</p>' if is_read else ""
    if question.kind != "flashcard":
        return (
            f"{prompt_html(question)}{answering_html(question)}{hints_html(sitting.hints)}"
            f'<div class="do"><button type="button" class="primary" name="check" '
            f'data-keys="Enter">{text.CHECK}<kbd>Enter</kbd></button>{hint}{grading}</div>'
        )
    if not sitting.turned:
        return (
            f"{prompt_html(question)}{hints_html(sitting.hints)}"
            f'<div class="do"><button type="button" class="primary" name="turn" '
            f'data-keys="Enter">{text.SHOW_ANSWER}<kbd>Enter</kbd></button>{hint}</div>'
        )
    cards = "".join(source_html(citation) for citation in question.citations[:1])
    why = f'<div class="why">{words_html(question.explanation)}</div>'
    is_told = question.explanation and question.explanation != question.answer_text
    dates, now = sitting.dates(), sitting.now()
    return (
        f"{prompt_html(question)}{answered_html(question, None)}"
        f"{ratings_html(None, dates, now)}{why if is_told else ''}{cards}"
    )


def _marked(sitting: Sitting, question: Question, outcome: Outcome, now: datetime) -> str:
    grade = outcome.marked.grade
    last = sitting.at + 1 >= sitting.total
    onward = text.FINISH_SET if last else text.NEXT
    return (
        f"{prompt_html(question, focus=False)}{answered_html(question, outcome.response)}"
        f'<div class="do"><p class="verdict {grade.verdict}" tabindex="-1" data-focus>'
        f"{text.VERDICTS[grade.verdict]}</p>"
        f'<button type="button" class="primary" name="on" data-keys="Enter">{onward}'
        "<kbd>Enter</kbd></button></div>"
        f"{grade_html(question, grade)}"
        f"{ratings_html(outcome.rating, outcome.dates, now)}{_dispute(outcome)}"
    )


def _dispute(outcome: Outcome) -> str:
    if outcome.disputed:
        return f'<p class="disputed" role="status">{text.DISPUTED}</p>'
    return (
        f'<details class="dispute"><summary data-keys="d">{text.DISPUTE}<kbd>d</kbd></summary>'
        f'<label>{text.DISPUTE_WHY}<textarea name="reason" rows="2" data-sends="dispute">'
        f'</textarea></label><button type="button" name="dispute">{text.DISPUTE_SEND}</button>'
        "</details>"
    )


def _score(sitting: Sitting) -> str:
    marks = [outcome.marked.grade.score for outcome in sitting.outcomes.values()]
    return text.score(sum(marks), len(marks))


def _ended(sitting: Sitting) -> str:
    rows = "".join(
        f'<li><span class="name">{plain_html(topic)}</span>'
        f'<span class="meter"><span style="width:{100 * points / of:.0f}%"></span></span>'
        f'<span class="number">{text.score(points, of)}</span></li>'
        for topic, points, of in topics_of(sitting)
    )
    missed = "".join(
        f"<li>{words_html(question.question.replace('_____', '…'))}</li>"
        for question in sitting.missed
    )
    if missed:
        below = f'<h3>{text.MISSED}</h3><ul class="missed">{missed}</ul>'
        again = (
            f'<button type="button" class="primary" name="missed" data-keys="Enter">'
            f"{text.AGAIN_MISSED}<kbd>Enter</kbd></button>"
        )
    else:
        below, again = f"<p>{text.ALL_RIGHT}</p>", ""
    another = (
        f'<button type="button" name="another">{text.ANOTHER}</button>'
        if sitting.setting == "quiz" and sitting.wish is not None
        else ""
    )
    is_all = sitting.setting == "review" and not sitting.over
    closing = f"<p>{text.REVIEW_DONE}</p>" if is_all else ""
    return (
        f'<div class="result"><h2 tabindex="-1" data-focus>{text.DONE}</h2>'
        f'<p class="score">{_score(sitting)}</p>{closing}'
        f'<div class="do">{again}{another}{_choose_button()}</div>'
        f'<h3>{text.BY_TOPIC}</h3><ul class="topics">{rows}</ul>{below}</div>'
    )


def _choose_button() -> str:
    return f'<button type="button" name="leave">{text.CHOOSE_OTHER}</button>'
