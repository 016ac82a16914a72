"""What a student knows and what comes next, as HTML."""

from collections.abc import Sequence
from datetime import date, timedelta

from tutor.practice.outline import Outline
from tutor.practice.progress import Mastery, PlanDay, Progress, WeakSection
from tutor.web.addresses import guide_address, reading_address
from tutor.web.charts import Column, Interval, columns, interval_bars, table
from tutor.web.item_view import plain_html
from tutor.web.markdown import text_html
from tutor.web.part import View
from tutor.web.text import practice as text
from tutor.web.text.guide import TO_GUIDE

_DAYS = 14  # of answers, up to today


def progress_view(
    progress: Progress, outline: Outline, today: date, *, guides: bool = False
) -> View:
    """The whole page.

    Args:
        progress: As measured now.
        outline: Names the chapters.
        today: The day on this computer.
        guides: Whether there are study guides to lead to.
    """
    answered = sum(count for _, count, _ in progress.answers_by_day)
    head = f'<h2 tabindex="-1" data-focus>{text.PROGRESS}</h2>'
    first = (
        f'<p class="calm">{text.NO_RECORD} '
        f'<a class="to-part" href="#practice">{text.FIRST_SET}</a></p>'
        if not answered
        else ""
    )
    html = (
        f'{head}{first}<div class="panels">'
        f"{_panel('mastery', text.MASTERY, _mastery(progress.chapters, guides=guides))}"
        f"{_panel('weakest', text.WEAKEST, _weakest(progress.weakest, outline))}"
        f"{_panel('due', text.DUE_CHART, _due(progress.due_by_day))}"
        f"{_panel('answers', text.ANSWERS_CHART, _answers(progress, today))}"
        f"{_panel('plan', text.PLAN, _plan(progress.plan, progress.exam_date, today))}</div>"
    )
    return View("progress", html)


def _panel(name: str, heading: str, inside: str) -> str:
    return f'<section class="panel {name}"><h3>{heading}</h3>{inside}</section>'


def _mastery(chapters: Sequence[Mastery], *, guides: bool) -> str:
    bars = [
        Interval(
            each.name,
            _note(each),
            each.mean,
            each.low,
            each.high,
            known=each.answers > 0,
            link=guide_address("chapter", each.key) if guides else "",
            link_words=TO_GUIDE,
        )
        for each in chapters
    ]
    rows = [
        (
            each.name,
            str(each.answers),
            text.percent(each.mean) if each.answers else "",
            f"{text.percent(each.low)} and {text.percent(each.high)}" if each.answers else "",
        )
        for each in chapters
    ]
    return (
        f'<p class="about">{text.MASTERY_ABOUT}</p>{interval_bars(bars)}'
        f"{table(text.TABLE_MASTERY, rows, text.AS_TABLE)}"
    )


def _note(mastery: Mastery) -> str:
    if not mastery.answers:
        return text.NO_ANSWERS
    return f"{text.percent(mastery.mean)}, {text.answers(mastery.answers)}"


def _due(due_by_day: Sequence[tuple[date, int]]) -> str:
    days = [
        Column(text.day_below(day, first=not at), number)
        for at, (day, number) in enumerate(due_by_day)
    ]
    total = sum(number for _, number in due_by_day)
    rows = [(text.weekday(day), str(number)) for day, number in due_by_day]
    description = f"{text.DUE_CHART}: {total}"
    return f"{columns(days, description)}{table(text.TABLE_DUE, rows, text.AS_TABLE)}"


def _answers(progress: Progress, today: date) -> str:
    """The last days, also those without an answer."""
    known = {day: (count, mean) for day, count, mean in progress.answers_by_day}
    span = [today - timedelta(days=back) for back in reversed(range(_DAYS))]
    days = []
    rows = []
    for day in span:
        count, mean = known.get(day, (0, 0.0))
        days.append(Column(text.day_below(day, first=day == span[0]), count, mean))
        rows.append((text.weekday(day), str(count), text.percent(mean) if count else ""))
    total = sum(count for count, _ in known.values())
    description = f"{text.ANSWERS_CHART}: {total}"
    return (
        f'<p class="about">{text.ANSWERS_ABOUT}</p>{columns(days, description)}'
        f"{table(text.TABLE_ANSWERS, rows, text.AS_TABLE)}"
    )


def _weakest(sections: Sequence[WeakSection], outline: Outline) -> str:
    if not sections:
        return f'<p class="about">{text.NO_WEAK}</p>'
    rows = "".join(
        f'<li><a class="open" href="{text_html(reading_address(each.document, each.chunk_id))}" '
        f'target="_blank" rel="noopener">{plain_html(each.topic)}</a>'
        f'<span class="about">{plain_html(_where(each, outline))}</span>'
        f'<button type="button" name="practise" value="{plain_html(each.topic)}" '
        f'aria-label="{text.PRACTISE_THIS}: {plain_html(each.topic)}">{text.PRACTISE_THIS}</button>'
        "</li>"
        for each in sections
    )
    return f'<ol class="sections">{rows}</ol>'


def _where(section: WeakSection, outline: Outline) -> str:
    parts = [outline.name_of(section.chapter) if section.chapter else ""]
    if section.answers:
        parts.append(f"{text.percent(section.mean)} of {text.answers(section.answers)}")
    return " · ".join(part for part in parts if part)


def _plan(plan: Sequence[PlanDay], exam_date: date | None, today: date) -> str:
    value = exam_date.isoformat() if exam_date else ""
    clear = (
        f'<button type="button" class="quiet" name="no-date">{text.CLEAR_DATE}</button>'
        if exam_date
        else ""
    )
    words = text.until_exam((exam_date - today).days) if exam_date else text.NO_DATE
    form = (
        f'<form class="date" data-saves="date"><label class="field"><span>{text.EXAM_DATE}</span>'
        f'<input type="date" name="day" value="{value}" min="{today.isoformat()}"></label>{clear}'
        f'</form><p class="about">{words}</p>'
    )
    if not plan:
        return form
    rows = [
        (text.weekday(day.day), str(day.reviews), str(day.new), ", ".join(day.topics))
        for day in plan
    ]
    head = "".join(f'<th scope="col">{name}</th>' for name in text.TABLE_PLAN)
    body = "".join(
        f'<tr><th scope="row">{plain_html(row[0])}</th>'
        f"{''.join(f'<td>{plain_html(cell)}</td>' for cell in row[1:])}</tr>"
        for row in rows
    )
    return (
        f'{form}<div class="table"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody>'
        "</table></div>"
    )
