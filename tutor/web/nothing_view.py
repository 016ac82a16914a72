"""The calm card that stands in place of an answer which the notes do not hold."""

from tutor.answering.events import Nearest, Searched
from tutor.conversations.turn import Turn
from tutor.web.addresses import reading_address
from tutor.web.markdown import text_html
from tutor.web.sources_view import passage_html
from tutor.web.text import chat as text


def nothing_html(turn: Turn, searched: Searched, *, linked: bool) -> str:
    """What was looked through, what came nearest, and the ways on.

    Args:
        turn: Its sources are the passages that were found.
        searched: What was looked through.
        linked: Whether headings lead to their documents, and there is a part for the notes.
    """
    parts = [
        f'<p class="said">{text.NOT_IN_NOTES}</p>',
        f"<p>{text_html(text.looked_through(searched.documents, searched.sections))}</p>",
    ]
    if searched.nearest:
        rows = "".join(f"<li>{_row(near, linked)}</li>" for near in searched.nearest)
        parts.append(f"<p>{text.NEAREST}</p><ul>{rows}</ul>")
    parts.append(_why_not(turn, searched))
    if linked:
        parts.append(f'<a class="to-part add" href="#notes">{text.ADD_NOTES}</a>')
    return f'<div class="nothing">{"".join(parts)}</div>'


def _row(near: Nearest, linked: bool) -> str:
    heading = f"<strong>{text_html(near.heading or near.title)}</strong>"
    if linked:
        address = text_html(reading_address(near.document, near.chunk_id))
        heading = f'<a class="open" href="{address}">{heading}</a>'
    return f"{heading}<span>{text_html(_place(near.title, near.locator, near.heading))}</span>"


def _why_not(turn: Turn, searched: Searched) -> str:
    said = "".join(f"<p>{text_html(each)}</p>" for each in _reasons(turn))
    texts = {source.chunk_id: source.text for source in turn.sources}
    passages = "".join(
        f"<details><summary>{text_html(near.heading or near.title)}</summary>"
        f'<div class="passage">{passage_html(texts[near.chunk_id], ())}</div></details>'
        for near in searched.nearest
        if near.chunk_id in texts
    )
    return (
        f'<details class="why"><summary>{text.WHY_NOT}</summary>'
        f'<div class="because">{said}{passages}<p>{text.ASK_OTHERWISE}</p></div></details>'
    )


def _reasons(turn: Turn) -> list[str]:
    asked = [text.searched_for(turn.query)] if turn.query else []
    return [*asked, text.came_near(len(turn.sources))]


def _place(title: str, locator: str, heading: str) -> str:
    return title if locator == heading else f"{title}, {locator}"
