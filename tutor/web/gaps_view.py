"""What the notes lack, as HTML and as a list to copy."""

from collections.abc import Iterable, Sequence
from datetime import date

from tutor.answering.events import Nearest
from tutor.conversations.gaps import Gap, GapTopic
from tutor.web.addresses import reading_address
from tutor.web.markdown import text_html
from tutor.web.text import gaps as text


def gaps_html(topics: Sequence[GapTopic], today: date) -> str:
    """The whole page.

    Args:
        topics: What is left to do.
        today: The day that "today" means.
    """
    if not topics:
        return f'{_head()}<p class="calm">{text.NONE}</p>{_back()}'
    copied = text_html(gaps_list(topics, today))
    copy = (
        f'<button type="button" class="quiet copy-gaps" data-list="{copied}" '
        f'data-done="{text.COPIED}" data-failed="{text.NOT_COPIED}">{text.COPY}</button>'
    )
    sections = "".join(_topic(each, today) for each in topics)
    return f'{_head()}<p class="lead">{text.ABOUT}</p>{copy}{sections}{_back()}'


def refused_html() -> str:
    """What others than who looks after the notes see."""
    return f'{_head()}<p class="calm">{text.ONLY_KEEPER}</p>{_back()}'


def link_html(topics: Sequence[GapTopic]) -> str:
    """The way here from the notes; empty where there is nothing to see."""
    number = sum(len(topic.gaps) for topic in topics)
    return f'<p class="to-gaps"><a href="#gaps">{text.link(number)}</a></p>' if number else ""


def gaps_list(topics: Iterable[GapTopic], today: date) -> str:
    """The same as plain lines, for a to-do list."""
    lines: list[str] = []
    for topic in topics:
        lines += ["", text.topic(topic.topic, topic.count)]
        lines += [f"- {_one_line(gap.question)} ({_about(gap, today)})" for gap in topic.gaps]
    return "\n".join(lines).strip()


def _head() -> str:
    return f'<h2 tabindex="-1" data-focus>{text.TITLE}</h2>'


def _back() -> str:
    return f'<p class="beside"><a class="to-part" href="#notes">{text.BACK}</a></p>'


def _topic(topic: GapTopic, today: date) -> str:
    rows = "".join(_row(gap, today) for gap in topic.gaps)
    name = text_html(text.topic(topic.topic, topic.count))
    return f'<section class="lacking"><h3 dir="auto">{name}</h3><ul>{rows}</ul></section>'


def _row(gap: Gap, today: date) -> str:
    question = text_html(gap.question)
    parts = [
        f'<p class="what" dir="auto">{question}</p>',
        f'<p class="about">{text_html(_about(gap, today))}</p>',
        _places(gap),
        _said(text.WORDINGS, gap.wordings),
        _said(text.REASONS, gap.reasons),
        f'<div class="do"><button type="button" name="done" value="{gap.keys[0]}" '
        f'aria-label="{text.DONE}: {question}">{text.DONE}</button>'
        f'<a class="to-part" href="#notes" aria-label="{text.ADD}: {question}">{text.ADD}</a>'
        "</div>",
    ]
    return f'<li class="lack">{"".join(parts)}</li>'


def _about(gap: Gap, today: date) -> str:
    return text.about(gap.kind, gap.count, gap.last, today)


def _places(gap: Gap) -> str:
    if not gap.nearest:
        return ""
    links = ", ".join(map(_link, gap.nearest))
    return f'<p class="about">{text.PLACES[gap.kind]} {links}</p>'


def _link(place: Nearest) -> str:
    address = text_html(reading_address(place.document, place.chunk_id))
    return (
        f'<a class="open" href="{address}" target="_blank" rel="noopener" dir="auto">'
        f"{text_html(place.heading or place.title)}</a>"
    )


def _said(label: str, lines: Sequence[str]) -> str:
    if not lines:
        return ""
    items = "".join(f'<li dir="auto">{text_html(line)}</li>' for line in lines)
    return f'<p class="about">{label}</p><ul class="quoted">{items}</ul>'


def _one_line(words: str) -> str:
    return " ".join(words.split())
