"""The list of a student's conversations as HTML, and the form for what was wrong with an answer."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from urllib.parse import quote

from tutor.conversations.conversations import LONGEST_TITLE, Rating, Summary
from tutor.web.addresses import conversation_address
from tutor.web.markdown import text_html
from tutor.web.text import conversations as text

_AROUND = 40  # characters on each side of the words that were looked for
_WEEK = 7  # days


@dataclass(frozen=True, slots=True)
class Listed:
    """A conversation in the list."""

    summary: Summary
    passage: str = ""  # where the words that were looked for stand in it


def list_html(
    listed: Sequence[Listed], words: str, name: str, now: datetime, *, said: str = ""
) -> str:
    """The column of conversations.

    Args:
        listed: What is in it, newest first.
        words: What they were searched for; empty where they weren't.
        name: By which the browser's student is known; it goes with the links to files.
        now: The time, with the zone in which days begin at midnight.
        said: What was just done.
    """
    told = f'<p class="done">{text_html(said)}</p>' if said else ""
    return (
        f'<h2 class="unseen" id="conversations-title">{text.TITLE}</h2>'
        '<div class="top"><button type="button" name="new" class="new-conversation">'
        f'<span aria-hidden="true">+</span> {text.NEW}</button>'
        f'<button type="button" name="close-conversations" title="{text.CLOSE}" '
        f'aria-label="{text.CLOSE}">✕</button></div>'
        f'<input type="search" name="words" class="find" placeholder="{text.SEARCH}" '
        f'aria-label="{text.SEARCH}" autocomplete="off">'
        f"{told}{_groups(listed, words, name, now)}{_reason_form()}"
    )


def ratings_json(ratings: Mapping[int, Rating]) -> str:
    """The ratings of a conversation's answers, as the page's script reads them."""
    ways = {number: "up" if each.helpful else "down" for number, each in ratings.items()}
    return json.dumps(ways)


def passage_around(passages: Sequence[str], words: str) -> str:
    """Where any of the words stands first in some texts, with what is around it."""
    pattern = _pattern(words)
    for passage in passages:
        plain = " ".join(passage.split())
        found = pattern.search(plain) if pattern else None
        if found:
            start, end = max(0, found.start() - _AROUND), found.end() + _AROUND
            head, tail = "…" if start else "", "…" if end < len(plain) else ""
            return f"{head}{plain[start:end].strip()}{tail}"
    return ""


def marked(plain: str, words: str) -> str:
    """A text as HTML with the words marked in it."""
    pattern = _pattern(words)
    if pattern is None:
        return text_html(plain)
    parts = []
    done = 0
    for found in pattern.finditer(plain):
        parts += [text_html(plain[done : found.start()]), f"<mark>{text_html(found[0])}</mark>"]
        done = found.end()
    return "".join(parts) + text_html(plain[done:])


def _pattern(words: str) -> re.Pattern[str] | None:
    each = [re.escape(word) for word in sorted(words.split(), key=len, reverse=True)]
    return re.compile("|".join(each), re.IGNORECASE) if each else None


def _groups(listed: Sequence[Listed], words: str, name: str, now: datetime) -> str:
    if not listed:
        return f'<p class="empty">{text.NOT_FOUND if words else text.EMPTY}</p>'
    groups = groupby(listed, lambda each: period(each.summary.changed, now))
    return "".join(
        f"<section><h3>{text_html(heading)}</h3>"
        f"<ul>{''.join(_item(each, words, name) for each in group)}</ul></section>"
        for heading, group in groups
    )


def period(then: datetime, now: datetime) -> str:
    """The heading over what was changed at a time: a day, a week or a month."""
    today, day = now.date(), then.astimezone(now.tzinfo).date()
    if day >= today:
        return text.TODAY
    if day == today - timedelta(days=1):
        return text.YESTERDAY
    return text.LAST_WEEK if today - day <= timedelta(days=_WEEK) else text.month(day)


def _item(listed: Listed, words: str, name: str) -> str:
    each = listed.summary
    shown = text_html(each.title)
    passage = f'<span class="match">{marked(listed.passage, words)}</span>' if words else ""
    file = text_html(conversation_address(each.id) + (f"?student={quote(name)}" if name else ""))
    more = text_html(text.more_about(each.title))
    return (
        f'<li data-id="{each.id}"><a class="conversation" href="#chat/{each.id}" title="{shown}">'
        f'<span class="title">{marked(each.title, words)}</span>{passage}</a>'
        f'<details class="menu"><summary aria-label="{more}" title="{text.MORE}">…</summary>'
        f'<div class="deeds"><form data-name="rename"><label>{text.NEW_TITLE}'
        f'<input type="text" name="title" value="{shown}" maxlength="{LONGEST_TITLE}" '
        f'autocomplete="off"></label><button type="submit" name="rename" value="{each.id}">'
        f"{text.RENAME}</button></form>"
        f'<a href="{file}" download>{text.EXPORT}</a>'
        f'<details class="surely"><summary>{text.DELETE}</summary><p>{text.DELETE_SURELY}</p>'
        f'<button type="button" name="delete" value="{each.id}">{text.DELETE_NOW}</button>'
        "</details></div></details></li>"
    )


def _reason_form() -> str:
    """What the page's script puts below an answer that did not help."""
    chips = "".join(
        f'<label><input type="checkbox" name="reason" value="{each}"><span>{each}</span></label>'
        for each in text.REASONS
    )
    return (
        f'<form class="reason" data-kept="{text.REASON_KEPT}" hidden><fieldset>'
        f"<legend>{text.WHAT_WAS_WRONG}</legend>"
        f'<div class="reasons">{chips}</div><label class="own">{text.REASON_WORDS}'
        '<input type="text" name="own" maxlength="400" autocomplete="off"></label>'
        f'<p>{text.WHO_SEES}</p><div class="send"><button type="submit">{text.SEND_REASON}</button>'
        f'<button type="button" class="skip-reason">{text.NO_REASON}</button></div>'
        "</fieldset></form>"
    )
