"""The notes that are there, as HTML: what could not be read on top, then a table."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from tutor.documents.failures import Failure
from tutor.library.note import Note
from tutor.web.addresses import original_address, reading_address
from tutor.web.markdown import text_html
from tutor.web.preview_view import gaps_html, overlaps_html
from tutor.web.text import notes as text

_FOLDED_FROM = 6  # failures


def failures_html(failures: Sequence[Failure]) -> str:
    """What is not among the notes and why; empty where everything could be read."""
    if not failures:
        return ""
    rows = "".join(
        f"<li><strong>{text_html(each.path)}</strong>: {text_html(each.reason)}</li>"
        for each in failures
    )
    heading = text.failures(len(failures))
    if len(failures) >= _FOLDED_FROM:
        inside = f"<details><summary>{heading}</summary><ul>{rows}</ul></details>"
    else:
        inside = f"<h2>{heading}</h2><ul>{rows}</ul>"
    return f'<section class="failures">{inside}</section>'


def matching(notes: Sequence[Note], query: str) -> list[Note]:
    """The notes whose title, id, kind or chapter holds every word of the query."""
    words = query.casefold().split()
    return [note for note in notes if all(word in _searched(note) for word in words)]


def table_html(notes: Sequence[Note], query: str, shown: int, today: date, *, remove: bool) -> str:
    """The notes that match a query as a table.

    Args:
        notes: All of them.
        query: What somebody typed into the filter.
        shown: How many rows at most.
        today: The day that "today" means.
        remove: Whether the visitor may take notes out.
    """
    if not notes:
        return f'<p class="empty">{text.NO_NOTES}</p>'
    found = matching(notes, query)
    summary = f'<p class="count" role="status">{text.notes_summary(len(notes), len(found))}</p>'
    if not found:
        return f'{summary}<p class="empty">{text.NO_MATCH}</p>'
    of_file = Counter(note.path for note in notes)
    head = "".join(f'<th scope="col">{column}</th>' for column in text.COLUMNS)
    rows = "".join(
        _row(note, today, remove, deletes=deletes(note, of_file[note.path]))
        for note in found[:shown]
    )
    return f"{summary}<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def deletes(note: Note, notes_of_file: int) -> bool:
    """Whether removing a note deletes its file, which it may share with others."""
    return note.is_contribution and notes_of_file == 1


def _searched(note: Note) -> str:
    entry = note.entry
    parts = (entry.title, entry.id, entry.format, entry.metadata.chapter, entry.metadata.kind)
    return "\n".join(part for part in parts if part).casefold()


def _row(note: Note, today: date, remove: bool, *, deletes: bool) -> str:
    entry = note.entry
    number, _, word = text.passages(len(entry.chunk_ids)).partition(" ")
    cells = (
        ("kind", text_html(entry.format)),
        ("chapter", _chapter(entry.metadata.chapter)),
        ("length", text_html(text.units(entry.format, entry.units))),
        ("chunks", f'{number}<span class="unit"> {word}</span>'),
        ("when", text_html(text.when(entry.added, today))),
    )
    plain = "".join(f'<td class="{name}">{html}</td>' for name, html in cells)
    return f"<tr>{_title(note)}{plain}{_actions(note, remove, deletes)}</tr>"


def _chapter(chapter: str | None) -> str:
    """Its number; on a narrow page, where it has no column, it says what it is the number of."""
    if not chapter:
        return ""
    return f'<span class="unit">{text.CHAPTER} </span>{text_html(chapter)}'


def _title(note: Note) -> str:
    entry = note.entry
    address = text_html(reading_address(entry.id))
    below = f'<span class="file">{text_html(entry.id)}</span>' if entry.id != entry.title else ""
    return (
        f'<th scope="row" class="title"><a href="{address}" target="_blank" rel="noopener">'
        f"{text_html(entry.title)}</a>{below}"
        f"{overlaps_html(entry.overlaps[:1])}{gaps_html(entry.gaps)}</th>"
    )


def _actions(note: Note, remove: bool, deletes: bool) -> str:
    title = text_html(note.entry.title)
    download = (
        f'<a href="{text_html(original_address(note.id))}" download '
        f'aria-label="{text.DOWNLOAD}: {title}">{text.DOWNLOAD}</a>'
    )
    if not remove:
        return f'<td class="actions">{download}</td>'
    question = text.REMOVE_FILE if deletes else text.REMOVE_ENTRY
    return (
        f'<td class="actions">{download}<details name="remove" class="remove">'
        f'<summary aria-label="{text.REMOVE}: {title}">{text.REMOVE}</summary>'
        f'<div class="ask"><p>{question}</p>'
        f'<button type="button" name="note-remove" value="{text_html(note.id)}">{text.REMOVE}'
        f'</button><button type="button" name="note-keep">{text.KEEP}</button></div>'
        "</details></td>"
    )
