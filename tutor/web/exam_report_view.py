"""How a mock exam went, as HTML."""

from collections.abc import Sequence

from tutor.practice.exam_report import ExamReport, Part, Result
from tutor.practice.outline import Outline
from tutor.web.addresses import paper_address
from tutor.web.item_view import answered_html, grade_html, plain_html, prompt_html
from tutor.web.markdown import text_html
from tutor.web.part import View
from tutor.web.text import practice as text


def report_view(report: ExamReport, outline: Outline) -> View:
    """The report of an exam.

    Args:
        report: What came of it.
        outline: Names the chapters.
    """
    chapters = [
        (outline.name_of(part.key) if part.key else part.name, part) for part in report.by_chapter
    ]
    topics = [(part.name, part) for part in report.by_topic]
    took = f"{text.minutes(report.seconds)} of {report.minutes:g}"
    rows = "".join(_result(number, result) for number, result in enumerate(report.results, 1))
    html = (
        f'<div class="result"><h2 tabindex="-1" data-focus>{text.EXAM_TITLE}: {text.REPORT}</h2>'
        f'<p class="score">{text.score(report.points, len(report.results))}'
        f'<span class="beside">{text.percent(report.score)} · {took}</span></p>'
        f'<div class="do"><a href="{_paper(report, key=False)}" target="_blank" rel="noopener">'
        f'{text.PRINT_SHEET}</a><a href="{_paper(report, key=True)}" target="_blank" '
        f'rel="noopener">{text.PRINT_KEY}</a>'
        f'<button type="button" name="leave">{text.NEW_EXAM}</button></div>'
        f"<h3>{text.BY_CHAPTER}</h3>{_parts(chapters)}<h3>{text.BY_TOPIC}</h3>{_parts(topics)}"
        f'<h3>{text.ANSWERS}</h3><div class="results">{rows}</div></div>'
    )
    score = text.score(report.points, len(report.results))
    return View(f"report-{report.exam_id}", html, score)


def _paper(report: ExamReport, *, key: bool) -> str:
    return text_html(paper_address(report.exam_id, key=key))


def _parts(parts: Sequence[tuple[str, Part]]) -> str:
    rows = "".join(
        f'<li><span class="name">{plain_html(name)}</span>'
        f'<span class="meter"><span style="width:{100 * part.score:.0f}%"></span></span>'
        f'<span class="number">{text.score(part.points, part.questions)}</span></li>'
        for name, part in parts
    )
    return f'<ul class="topics">{rows}</ul>'


def _result(number: int, result: Result) -> str:
    question, grade = result.question, result.grade
    verdict = "wrong" if grade is None else grade.verdict
    words = text.NOT_ANSWERED if grade is None else text.VERDICTS[grade.verdict]
    inside = answered_html(question, result.response)
    if grade is not None:
        inside += grade_html(question, grade)
    prompt = prompt_html(question, focus=False)
    return (
        f'<details class="one"><summary><span class="number">{number}</span>'
        f'<span class="verdict {verdict}">{words}</span>'
        f'<span class="name">{plain_html(question.topic)}</span></summary>'
        f"{prompt}{inside}</details>"
    )
