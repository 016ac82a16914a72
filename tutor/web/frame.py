"""What stands around every part of the page: the header, the way from part to part, the keys."""

import json
from collections.abc import Collection
from typing import Final

from tutor.web.markdown import text_html
from tutor.web.text import keys as key_words
from tutor.web.text import page as text
from tutor.web.text.script_words import script_words

# What leads to each part, as paths of one drawing of 20 by 20.
_ICONS: Final = {
    "chat": "M3 5.5A1.5 1.5 0 0 1 4.5 4h11A1.5 1.5 0 0 1 17 5.5v7a1.5 1.5 0 0 1-1.5 1.5H9l-4 3v-3h"
    "-.5A1.5 1.5 0 0 1 3 12.5z",
    "search": "M13.5 8.5a5 5 0 1 1-10 0 5 5 0 0 1 10 0zM12.2 12.2l4.3 4.3",
    "guide": "M10 5.5C8.5 4.3 6 4 3 4v11c3 0 5.5.3 7 1.5M10 5.5C11.5 4.3 14 4 17 4v11c"
    "-3 0-5.5.3-7 1.5M10 5.5v11",
    "practice": "M3.5 16.5l.8-3.5 9-9 2.7 2.7-9 9zM11.5 5.8l2.7 2.7",
    "review": "M4 10a6 6 0 0 1 10.5-4L16 7.5M16 4v3.5h-3.5M16 10a6 6 0 0 1-10.5 4L4 12.5M4 16"
    "v-3.5h3.5",
    "progress": "M3.5 16.5h13M5.5 14v-3.5M10 14V4.5M14.5 14V8",
    "notes": "M5 3h6.5L15 6.5V17H5zM11.5 3v3.5H15M7.5 10h5M7.5 13h5",
    "new": "M10 4v12M4 10h12",
    "conversations": "M3 5.5h14M3 10h14M3 14.5h9",
}
_TABS: Final = ("chat", "search", "guide", "practice", "review", "progress", "notes")


def header(title: str, parts: Collection[str]) -> str:
    """The line at the top of the page.

    Args:
        title: The course's name; empty where there is none.
        parts: Which parts there are besides the chat.
    """
    named = title and title != text.NAME
    course = f'<span class="course">{text_html(title)}</span>' if named else ""
    return (
        f'<a class="skip" href="#chat">{text.SKIP}</a>'
        f'<button type="button" name="conversations" title="{text.CONVERSATIONS}" '
        f'aria-label="{text.CONVERSATIONS}" aria-expanded="false">{_icon("conversations")}</button>'
        f'<h1><span class="name">{text.NAME}</span>{course}</h1>'
        f"{_nav(parts)}"
        f'<button type="button" name="new" title="{text.NEW}" aria-label="{text.NEW}">'
        f'{_icon("new")}<span class="word">{text.NEW}</span></button>'
        '<div id="account"></div>'
        f'<button type="button" name="keys" title="{key_words.OPEN}" '
        f'aria-label="{key_words.OPEN}" aria-haspopup="dialog"><kbd>?</kbd></button>'
        f'<button type="button" name="theme" title="{text.THEME}" aria-label="{text.THEME}">'
        '<svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">'
        '<circle cx="10" cy="10" r="7.25" fill="none" stroke="currentColor" stroke-width="1.5"/>'
        '<path d="M10 2.75a7.25 7.25 0 0 1 0 14.5z" fill="currentColor"/></svg></button>'
    )


def keys_dialog() -> str:
    """The list of all keys, shown when it is asked for."""
    groups = "".join(
        f"<section><h3>{name}</h3><dl>{_keys(keys)}</dl></section>"
        for name, keys in (
            key_words.EVERYWHERE,
            key_words.CHAT,
            key_words.SEARCH,
            key_words.PRACTICE,
            key_words.EXAM,
        )
    )
    return (
        '<dialog id="keys-dialog" aria-labelledby="keys-title"><header>'
        f'<h2 id="keys-title">{key_words.TITLE}</h2>'
        f'<button type="button" name="close-keys">{key_words.CLOSE}<kbd>Esc</kbd></button></header>'
        f'<div class="groups" tabindex="0" role="group" aria-labelledby="keys-title">{groups}</div>'
        "</dialog>"
    )


def words_script(title: str) -> str:
    """The element out of which the page's scripts read their words.

    Args:
        title: What the browser's tab says.
    """
    # No text can end the element before its time.
    words = json.dumps(script_words(title), ensure_ascii=False).replace("<", "\\u003c")
    return f'<script type="application/json" id="words">{words}</script>'


def _nav(parts: Collection[str]) -> str:
    """The way from part to part; empty where there is only one."""
    there = [part for part in _TABS if part == "chat" or part in parts]
    if len(there) == 1:
        return ""
    links = "".join(
        f'<a href="#{part}">{_icon(part)}<span class="word">{text.PARTS[part]}</span>'
        '<span class="count"></span></a>'
        for part in there
    )
    return f'<nav aria-label="{text.TABS_LABEL}">{links}</nav>'


def _keys(keys: Collection[tuple[str, str]]) -> str:
    rows = ((names.split(), what) for names, what in keys)
    return "".join(
        f"<div><dt>{''.join(f'<kbd>{name}</kbd>' for name in names)}</dt><dd>{what}</dd></div>"
        for names, what in rows
    )


def _icon(name: str) -> str:
    return (
        '<svg class="icon" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" '
        'fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" '
        f'stroke-linejoin="round"><path d="{_ICONS[name]}"/></svg>'
    )
