"""A mock exam as HTML: its beginning, the question on the screen, the map and the clock."""

from collections.abc import Sequence
from datetime import datetime

from tutor.practice.exam import Exam
from tutor.web.item_view import answering_html, prompt_html
from tutor.web.part import View
from tutor.web.practice_view import select_html
from tutor.web.text import practice as text

_AGAIN = 500  # milliseconds between two looks at what is being done
_MINUTES = (15, 30, 60, 90, 120)
_NUMBERS = (10, 15, 25, 40)


def beginning_view(earlier: Sequence[Exam], now: datetime) -> View:
    """The form that begins an exam, and those that were sat before.

    Args:
        earlier: The student's exams, the newest first.
        now: The time.
    """
    minutes = [(str(n), str(n)) for n in _MINUTES]
    numbers = [(str(n), str(n)) for n in _NUMBERS]
    rows = "".join(_earlier(exam, now) for exam in earlier if exam.finished is not None)
    before = f'<h3>{text.EARLIER}</h3><ul class="earlier">{rows}</ul>' if rows else ""
    html = (
        f'<h2 tabindex="-1" data-focus>{text.EXAM_TITLE}</h2><p class="lead">{text.EXAM_ABOUT}</p>'
        f'<form class="choose" autocomplete="off"><div class="row">'
        f"{select_html('minutes', text.MINUTES, minutes, '60')}"
        f"{select_html('n', text.NUMBER, numbers, '25')}</div>"
        f'<div class="do"><button type="button" class="primary" name="start" data-keys="Enter">'
        f"{text.EXAM_START}<kbd>Enter</kbd></button>"
        f'<a class="to-part" href="#practice">{text.EXAM_BACK}</a></div></form>{before}'
    )
    return View("beginning", html)


def working_view(doing: str, done: int, total: int) -> View:
    """What is shown while questions are chosen or answers graded."""
    known = f' value="{done}" max="{total}"' if total else ""
    html = (
        f'<p class="waiting" tabindex="-1" data-focus>{doing}</p><progress{known}></progress>'
        + (
            f'<div class="do"><button type="button" name="halt">{text.STOP_MAKING}</button></div>'
            if doing == text.EXAM_PREPARING
            else ""
        )
    )
    return View("working", html, doing, _AGAIN)


def exam_view(exam: Exam, at: int, now: datetime, *, handing_in: bool) -> View:
    """One question of an open exam.

    Args:
        exam: What is sat.
        at: The question's place in it, from 0.
        now: The time.
        handing_in: Whether the student is asked to confirm handing in.
    """
    at = min(at, len(exam.questions) - 1)
    inside = _sure(exam) if handing_in else _question(exam, at)
    html = f'<div class="sheet">{_head(exam, now)}{inside}{_map(exam, at)}</div>'
    state = "sure" if handing_in else str(at)
    return View(f"exam-{exam.id}-{state}", html)


def _head(exam: Exam, now: datetime) -> str:
    left = exam.remaining(now)
    return (
        f'<header><strong>{text.EXAM_TITLE}</strong><span class="saved">{text.SAVED}</span>'
        f'<span class="time"><span class="clock" role="timer" aria-label="{text.CLOCK_LABEL}" '
        f'data-left="{left:.1f}">{text.clock(left)}</span>'
        f'<button type="button" class="quiet clock-switch" data-hide="{text.CLOCK_HIDE}" '
        f'data-show="{text.CLOCK_SHOW}">{text.CLOCK_HIDE}</button></span></header>'
    )


def _question(exam: Exam, at: int) -> str:
    question = exam.questions[at]
    flagged = question.id in exam.flagged
    last = at + 1 >= len(exam.questions)
    answer = answering_html(question, given=exam.responses.get(question.id))
    back = (
        f'<button type="button" name="go" value="{at - 1}" data-keys="ArrowLeft">'
        f"{text.PREVIOUS}<kbd>←</kbd></button>"
        if at
        else ""
    )
    onward = (
        f'<button type="button" class="primary" name="finish" data-keys="Enter">{text.FINISH}'
        "<kbd>Enter</kbd></button>"
        if last
        else f'<button type="button" class="primary" name="go" value="{at + 1}" '
        f'data-keys="ArrowRight Enter">{text.NEXT}<kbd>→</kbd></button>'
    )
    return (
        f'<form class="item" data-kind="{question.kind}" data-saves="save" autocomplete="off">'
        f'<input type="hidden" name="item" value="{question.id}">'
        f'<p class="facts">{text.of(at + 1, len(exam.questions))} · '
        f"{text.KIND_NAMES[question.kind]}</p>"
        f"{prompt_html(question)}{answer}"
        f'<div class="do">{back}{onward}'
        f'<button type="button" class="flag" name="flag" data-keys="f" '
        f'aria-pressed="{"true" if flagged else "false"}">{text.FLAG}<kbd>f</kbd></button></div>'
        f'</form><p class="keys">{text.KEYS_EXAM}</p>'
    )


def _sure(exam: Exam) -> str:
    silent = sum(question.id not in exam.responses for question in exam.questions)
    return (
        f'<div class="sure"><h2 tabindex="-1" data-focus>{text.FINISH}?</h2>'
        f"<p>{text.unanswered(silent, len(exam.flagged))}</p>"
        f'<div class="do"><button type="button" class="primary" name="hand-in" data-keys="Enter">'
        f"{text.FINISH_SURE}<kbd>Enter</kbd></button>"
        f'<button type="button" name="go-on" data-keys="Escape">{text.FINISH_NOT}'
        "<kbd>Esc</kbd></button></div></div>"
    )


def _map(exam: Exam, at: int) -> str:
    cells = "".join(_cell(exam, number, now=number == at) for number in range(len(exam.questions)))
    return (
        f'<nav class="map" aria-label="{text.EXAM_MAP}"><ol>{cells}</ol>'
        f'<button type="button" class="quiet" name="finish">{text.FINISH}</button></nav>'
    )


def _cell(exam: Exam, number: int, *, now: bool) -> str:
    question = exam.questions[number]
    states = [text.ANSWERED] * (question.id in exam.responses)
    states += [text.FLAGGED] * (question.id in exam.flagged)
    label = ", ".join([text.of(number + 1, len(exam.questions)), *states])
    current = ' aria-current="step"' if now else ""
    return (
        f'<li><button type="button" name="go" value="{number}" class="{" ".join(states)}" '
        f'aria-label="{label}"{current}>{number + 1}</button></li>'
    )


def _earlier(exam: Exam, now: datetime) -> str:
    points = sum(grade.score for grade in exam.grades.values())
    day = text.weekday(exam.started.astimezone(now.tzinfo).date())
    return (
        f'<li><span class="name">{day}</span>'
        f'<span class="number">{text.score(points, len(exam.questions))}</span>'
        f'<button type="button" name="report" value="{exam.id}">{text.REPORT}</button></li>'
    )
