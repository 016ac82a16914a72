"""One question as HTML: asked, answered, and what there is to say about the answer.

Notes, questions and answers are untrusted: all of it is rendered by `tutor.web.markdown`, which
escapes it, and formulas are MathML.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from tutor.documents.document import Span
from tutor.practice.grading import Grade, Response
from tutor.practice.hints import LEVELS, Hint
from tutor.practice.question import BLANK, Citation, Question
from tutor.practice.review import Rating
from tutor.practice.telling import open_topic, tells
from tutor.web.addresses import reading_address
from tutor.web.markdown import text_html
from tutor.web.points import without_reserved
from tutor.web.reading_view import typeset
from tutor.web.sources_view import open_html, passage_html
from tutor.web.text import practice as text
from tutor.web.text.chat import source_name

_GAP = '<span class="gap"><span class="unseen">(gap)</span></span>'


def words_html(markdown: str) -> str:
    """Untrusted Markdown as HTML with formulas that browsers typeset."""
    return typeset(passage_html(markdown, ()))


def plain_html(words: str) -> str:
    """Untrusted text as it was typed."""
    return text_html(without_reserved(words))


def prompt_html(question: Question, *, focus: bool = True) -> str:
    """What is asked."""
    html = words_html(question.question)
    if question.kind == "cloze":
        html = html.replace(BLANK, _GAP)
    told = ' tabindex="-1" data-focus' if focus else ""
    return f'<div class="prompt" id="prompt-{question.id}"{told}>{html}</div>'


def facts_html(question: Question, chapter: str) -> str:
    """What kind of question it is, and what it is about as far as that doesn't tell the answer."""
    about = "" if tells(chapter, question) else chapter
    parts = [text.KIND_NAMES[question.kind], about, open_topic(question)]
    known = dict.fromkeys(part for part in parts if part)
    return f'<p class="facts">{" · ".join(plain_html(part) for part in known)}</p>'


def answering_html(question: Question, *, name: str = "answer", given: object = None) -> str:
    """The rows to choose from, or the box to write in.

    Args:
        question: Not a flashcard.
        name: Of the form's field.
        given: The answer that is there already.
    """
    if question.kind in ("multiple-choice", "true-false"):
        rows = "".join(
            _option(number, html, name, chosen=number == _index(question, given))
            for number, html in enumerate(_options(question))
        )
        named = f'role="radiogroup" aria-labelledby="prompt-{question.id}"'
        return f'<div class="options" {named}>{rows}</div>'
    words = plain_html(given) if isinstance(given, str) else ""
    if question.kind == "cloze":
        return (
            f'<p class="write"><input type="text" name="{name}" aria-label="{text.YOUR_ANSWER}" '
            f'placeholder="{text.YOUR_ANSWER}" autocomplete="off" value="{words}"></p>'
        )
    return (
        f'<p class="write"><textarea name="{name}" rows="4" aria-label="{text.YOUR_ANSWER}" '
        f'placeholder="{text.YOUR_ANSWER}">{words}</textarea></p>'
    )


def answered_html(question: Question, response: Response | None) -> str:
    """The rows or the box with what was answered and what is right."""
    if question.kind in ("multiple-choice", "true-false"):
        chosen, right = _index(question, response), _index(question, question.answer)
        rows = "".join(
            _chosen(number, html, right=number == right, chosen=number == chosen)
            for number, html in enumerate(_options(question))
        )
        return f'<ul class="options told">{rows}</ul>'
    wrote = (
        f'<p class="wrote"><span class="tag">{text.YOU_WROTE}</span> {plain_html(response)}</p>'
        if isinstance(response, str) and response
        else ""
    )
    return (
        f'{wrote}<div class="back"><span class="tag">{text.THE_ANSWER}</span>'
        f"{words_html(question.answer_text)}</div>"
    )


def grade_html(question: Question, grade: Grade) -> str:
    """Why an answer is right or not: feedback, key points, explanation and the passage."""
    parts = []
    # The verdict and the rows or the box tell what is right; the explanation, why.
    is_shown = question.kind in ("multiple-choice", "true-false", "cloze")
    said = [question.explanation] if is_shown and question.explanation else [grade.feedback]
    if question.explanation not in (*said, grade.feedback):
        said.append(question.explanation)
    if question.kind in ("short-answer", "flashcard") and (grade.hit or grade.missed):
        rows = [_point(point, hit=True) for point in grade.hit]
        rows += [_point(point, hit=False) for point in grade.missed]
        parts.append(f'<h4>{text.POINTS}</h4><ul class="points">{"".join(rows)}</ul>')
    words = "".join(words_html(each) for each in said if each)
    if words:
        parts.insert(0, f'<div class="why">{words}</div>')
    cited = grade.citation or next(iter(question.citations), None)
    if cited is not None:
        parts.append(source_html(cited))
    return "".join(parts)


def source_html(citation: Citation) -> str:
    """A passage with its evidence marked, and the way to it in its document."""
    address = reading_address(citation.document, citation.chunk_id, citation.evidence)
    name = citation.heading.rpartition(" > ")[2] or citation.document
    place = plain_html(f"{citation.document}, {citation.locator}")
    evidence: Sequence[Span] = citation.evidence
    return (
        f'<article class="card cited" aria-label="{plain_html(source_name(1, name))}"><header>'
        f'<span class="from"><strong>{plain_html(name)}</strong>'
        f'<span class="place">{place}</span></span>{open_html(address, name)}</header>'
        f'<div class="passage">{typeset(passage_html(citation.text, evidence))}</div></article>'
    )


def hints_html(hints: Sequence[Hint]) -> str:
    """The steps of the ladder that were asked for."""
    rows = "".join(
        f'<div class="hint"><h4>{text.hint(hint.level, LEVELS)}</h4>{words_html(hint.text)}'
        f"{source_html(hint.citation) if hint.level == LEVELS and hint.citation else ''}</div>"
        for hint in hints
    )
    return f'<div class="hints" aria-live="polite">{rows}</div>'


def ratings_html(rating: Rating | None, dates: Mapping[Rating, datetime], now: datetime) -> str:
    """The four buttons, with when the question comes back after each.

    Args:
        rating: The one that holds now.
        dates: When it comes back.
        now: The time.
    """
    buttons = "".join(
        f'<button type="button" name="rate" value="{int(each)}" data-keys="{int(each)}" '
        f'aria-pressed="{"true" if each is rating else "false"}">'
        f"<kbd>{int(each)}</kbd><strong>{text.RATING_NAMES[int(each)]}</strong>"
        f"<span>{text.again(dates[each], now) if each in dates else ''}</span></button>"
        for each in Rating
    )
    return (
        f'<div class="ratings" role="group" aria-label="{text.RATE}"><p>{text.RATE}</p>'
        f'<div class="four">{buttons}</div></div>'
    )


def said(question: Question, grade: Grade) -> str:
    """The result as a screen reader says it."""
    verdict = text.VERDICTS[grade.verdict]
    if grade.verdict == "right":
        return f"{verdict}."
    return f"{verdict}. {text.THE_ANSWER}: {question.answer_text}"


def _options(question: Question) -> list[str]:
    if question.kind == "true-false":
        return list(text.TRUTHS)
    return [words_html(option) for option in question.options or ()]


def _index(question: Question, response: object) -> int | None:
    """Which row a response is."""
    if question.kind == "true-false":
        return None if not isinstance(response, bool) else int(not response)
    return response if isinstance(response, int) and not isinstance(response, bool) else None


def _option(number: int, html: str, name: str, *, chosen: bool) -> str:
    checked = " checked" if chosen else ""
    return (
        f'<label class="option" data-keys="{number + 1}"><input type="radio" name="{name}" '
        f'value="{number}"{checked}><kbd aria-hidden="true">{number + 1}</kbd>'
        f'<span class="words">{html}</span></label>'
    )


def _chosen(number: int, html: str, *, right: bool, chosen: bool) -> str:
    labels = [text.RIGHT_ANSWER] * right + [text.YOUR_CHOICE] * chosen
    kind = "right" if right else "wrong" if chosen else ""
    sign = "✓" if right else "✗" if chosen else str(number + 1)
    note = f'<span class="tag">{", ".join(labels)}</span>' if labels else ""
    return (
        f'<li class="option {kind}"><kbd aria-hidden="true">{sign}</kbd>'
        f'<span class="words">{html}</span>{note}</li>'
    )


def _point(point: str, *, hit: bool) -> str:
    kind, label = ("hit", text.POINT_HIT) if hit else ("missed", text.POINT_MISSED)
    sign = "✓" if hit else "✗"
    return (
        f'<li class="{kind}"><span class="sign" aria-hidden="true">{sign}</span>'
        f'<div>{words_html(point)}</div><span class="tag">{label}</span></li>'
    )
