"""A study guide as HTML: the choice of one, and its lines with what stands behind them."""

from collections.abc import Iterable

from tutor.guide.guide import KINDS, Guide, Line, LineKind
from tutor.guide.subject import Subject
from tutor.practice.outline import Outline
from tutor.practice.question import BLANK, Citation
from tutor.web.addresses import guide_address, guide_print_address, reading_address
from tutor.web.guide_work import Making
from tutor.web.item_view import plain_html, words_html
from tutor.web.markdown import text_html
from tutor.web.part import View
from tutor.web.text import guide as text

_AGAIN = 700  # milliseconds between two looks at a guide that is being made
_GAP = '<span class="gap" role="img" aria-label="…"></span>'
_LABELLED: tuple[LineKind, ...] = ("idea", "formula")  # lines that name their section


def choosing_view(outline: Outline, problem: str = "", topic: str = "") -> View:
    """The chapters, and a field for a topic.

    Args:
        outline: The chapters to choose from.
        problem: Why there is no guide on what was asked for; empty where nothing was.
        topic: What was asked for.
    """
    head = f'<h2 tabindex="-1" data-focus>{text.TITLE}</h2><p class="lead">{text.LEAD}</p>' + (
        f'<p class="calm" role="alert">{plain_html(problem)}</p>' if problem else ""
    )
    if not outline.chapters:
        return View("no-guide", f'{head}<p class="calm">{text.NO_NOTES}</p>')
    chapters = "".join(
        f'<li><a href="{text_html(guide_address("chapter", each.key))}">{plain_html(each.name)}'
        "</a></li>"
        for each in outline.chapters
    )
    html = (
        f'{head}<h3>{text.CHAPTERS}</h3><ul class="chapters">{chapters}</ul>'
        '<form class="choose topic" autocomplete="off"><label class="field">'
        f'<span>{text.TOPIC}</span><input type="text" name="topic" data-sends="open-guide" '
        f'maxlength="200" placeholder="{text.TOPIC_PLACE}" value="{plain_html(topic)}"></label>'
        f'<div class="do"><button type="button" class="primary" name="open-guide">{text.MAKE}'
        "</button></div></form>"
    )
    return View(f"choose-guide-{topic}", html, problem)


def asked_view(subject: Subject, making: Making | None) -> View:
    """A guide that is being made, or whose making was stopped or failed."""
    guide = making.guide if making is not None else None
    running = making is not None and making.running
    if running:
        state = _progress(guide)
    else:
        problem = making.problem if making is not None else ""
        state = (
            f'<p class="{"problem" if problem else "calm"}" role="status">'
            f"{plain_html(problem or text.STOPPED)}</p>"
        )
    buttons = (
        f'<button type="button" name="stop">{text.STOP}</button>'
        if running
        else f'<button type="button" class="primary" name="go-on">{text.GO_ON}</button>'
    )
    html = (
        f'{_title(subject.title)}<div class="state">{state}</div>'
        f"{_form(subject.scope, subject.key, buttons)}"
        f"{'' if guide is None else _body(guide, running=running)}"
    )
    return View(_key(subject.scope, subject.key), html, again=_AGAIN if running else 0)


def guide_view(guide: Guide) -> View:
    """A guide that is whole."""
    lines = tuple(guide.all_lines)
    address = text_html(guide_print_address(guide.scope, guide.key))
    buttons = (
        f'<a class="print" href="{address}" target="_blank" rel="noopener">{text.PRINT}</a>'
        f'<button type="button" name="again">{text.AGAIN}</button>{_practise(guide)}'
        f'<a class="to-part" href="#guide">{text.OTHER}</a>'
    )
    made = text_html(made_words(guide))
    nothing = "" if lines else f'<p class="calm">{text.NOTHING}</p>'
    html = (
        f'{_title(guide.title)}<p class="about">{made}</p>'
        f"{_form(guide.scope, guide.key, buttons)}{nothing}{_body(guide, running=False)}"
    )
    return View(_key(guide.scope, guide.key), html, text.ready(guide.title, len(lines)))


def numbered(guide: Guide) -> dict[str, tuple[int, Citation]]:
    """The passages that a guide cites with their numbers, in the order in which they are cited."""
    found: dict[str, tuple[int, Citation]] = {}
    for line in guide.all_lines:
        for citation in line.citations:
            found.setdefault(citation.chunk_id, (len(found) + 1, citation))
    return found


def made_words(guide: Guide) -> str:
    """When a guide was made, from what, and how much of it a model worded."""
    written = sum(line.written for line in guide.all_lines)
    return text.made(guide.made, len(guide.documents), guide.model, written)


def line_html(line: Line) -> str:
    """A line's words, on one line as far as they have no formula that stands apart."""
    html = words_html(line.text).removeprefix("<p>")
    html = html[:-4] if html.endswith("</p>") and "<p>" not in html else html
    return html.replace(BLANK, _GAP) if line.kind == "question" else html


def place_of(citation: Citation, guide: Guide) -> str:
    """Where a passage stands: its heading and its note's title."""
    title = guide.documents.get(citation.document, citation.document)
    heading = citation.heading.rpartition(" > ")[2]
    return f"{heading}, {title}" if heading and heading != title else title


def _title(title: str) -> str:
    return (
        f'<p class="eyebrow">{text.TITLE}</p><h2 tabindex="-1" data-focus>{plain_html(title)}</h2>'
    )


def _key(scope: str, key: str) -> str:
    return f"guide-{scope}-{key}"


def _form(scope: str, key: str, buttons: str) -> str:
    """The buttons, with what they are about."""
    return (
        f'<form class="guide-form"><input type="hidden" name="{scope}" value="{plain_html(key)}">'
        f'<div class="do">{buttons}</div></form>'
    )


def _practise(guide: Guide) -> str:
    if guide.scope == "topic":
        return (
            f'<button type="button" name="practise" value="{plain_html(guide.key)}">'
            f"{text.PRACTISE}</button>"
        )
    return (
        f'<button type="button" name="practise-chapter" value="{plain_html(guide.key)}">'
        f"{text.PRACTISE}</button>"
    )


def _progress(guide: Guide | None) -> str:
    if guide is None:
        return f'<p class="about">{text.BEGINNING}</p><progress></progress>'
    words = text.making(guide.done, guide.steps)
    return (
        f'<p class="about">{words}</p>'
        f'<progress aria-label="{words}" value="{guide.done}" max="{guide.steps}"></progress>'
    )


def _body(guide: Guide, *, running: bool) -> str:
    numbers = numbered(guide)
    groups = "".join(_group(kind, guide, numbers, running=running) for kind in KINDS)
    return f'<div class="guide">{groups}{_sources(guide, numbers)}</div>'


def _group(
    kind: LineKind,
    guide: Guide,
    numbers: dict[str, tuple[int, Citation]],
    *,
    running: bool,
) -> str:
    if kind == "idea":
        left = guide.ideas[guide.done :] if running else ()
        rows = [_line(line, numbers) for line in guide.of_kind(kind)]
        rows += [
            f'<li class="coming"><span class="section">{plain_html(idea.section)}</span> '
            f"{text.COMING}</li>"
            for idea in left
        ]
    else:
        rows = [_line(line, numbers) for line in guide.of_kind(kind)]
    if not rows:
        return ""
    tag = "ol" if kind == "question" else "ul"
    return (
        f'<section class="of-{kind}"><h3>{text.KINDS[kind]}</h3>'
        f"<{tag}>{''.join(rows)}</{tag}></section>"
    )


def _line(line: Line, numbers: dict[str, tuple[int, Citation]]) -> str:
    label = (
        f'<span class="section">{plain_html(line.section)}</span> '
        if line.kind in _LABELLED
        else ""
    )
    chips = "".join(_chip(numbers[c.chunk_id][0], c) for c in line.citations)
    return f'<li dir="auto">{label}<span class="said">{line_html(line)}</span>{chips}</li>'


def _chip(number: int, citation: Citation) -> str:
    address = text_html(reading_address(citation.document, citation.chunk_id, citation.evidence))
    name = plain_html(text.source(number, citation.heading.rpartition(" > ")[2]))
    return (
        f'&#8288;<a class="open cite" href="{address}" target="_blank" rel="noopener" '
        f'title="{name}" aria-label="{name}">{number}</a>'
    )


def _sources(guide: Guide, numbers: dict[str, tuple[int, Citation]]) -> str:
    rows: Iterable[str] = (
        f'<li value="{number}"><a class="open" target="_blank" rel="noopener" '
        f'href="{text_html(reading_address(citation.document, citation.chunk_id))}">'
        f"{plain_html(place_of(citation, guide))}</a></li>"
        for number, citation in numbers.values()
    )
    if not numbers:
        return ""
    return (
        f'<section class="sources-list"><h3>{text.SOURCES}</h3><ol>{"".join(rows)}</ol></section>'
    )
