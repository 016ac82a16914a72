"""The words of the page, in one place."""

from datetime import date, datetime, timedelta

# What every form of an answer says in the same words.
from tutor.answering.events import NOT_FROM_NOTES as NOT_FROM_NOTES
from tutor.answering.events import NOT_IN_NOTES as NOT_IN_NOTES

NAME = "Study Tutor"
ASK_PLACEHOLDER = "Ask your notes…"
ASK_LABEL = "Your question"
ASK = "Ask"
STOP = "Stop"
WELCOME = "What would you like to understand?"
WELCOME_MORE = "I answer from your notes only, and show the passage behind every sentence."
KEYS = (
    "/ to ask · Enter to send · Shift+Enter for a new line · Esc to stop · n for a new conversation"
)
NEW = "New conversation"
THEME = "Light or dark"
SKIP = "Skip to the question box"

SEARCHING = "Searching your notes…"
READING = "Reading the passages…"
STOPPED = "Stopped."
COPY = "Copy"
RETRY = "Ask again"
YOU = "You asked"

NEAREST = "The closest headings are"

SOURCES = "Sources"
SOURCES_EMPTY = "The passages behind an answer appear here."
SHOW_LATEST = "Back to the latest answer"
BACK_TO_ANSWER = "Back to the answer"

UNEXPECTED = "Something went wrong while I was answering; the details are in the log."


def page_title(course: str) -> str:
    """What the browser's tab says; a tutor without a course is named like the program."""
    return f"{course} · {NAME}" if course and course != NAME else NAME


def also_found(count: int) -> str:
    """The heading over the passages that no sentence rests on."""
    return f"Also found ({count})"


def source_name(number: int, title: str) -> str:
    """What a citation says when it is pointed at."""
    return f"Source {number}: {title}"


def asked_as(query: str) -> str:
    """What was searched for, where that differs from what was typed."""
    return f"Searched for “{query}”"


def looked_through(documents: int, sections: int) -> str:
    """What was searched in vain."""
    return f"I looked through {_count(documents, 'document')} and {_count(sections, 'section')}."


def summary(cited: int, seconds: float | None, model: str) -> str:
    """The line below a finished answer."""
    parts = [_count(cited, "source") if cited else "no source"]
    if seconds is not None:
        parts.append(f"{seconds:.1f} s")
    if model:
        parts.append(model)
    return " · ".join(parts)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


# -- notes --

CHAT = "Chat"
NOTES = "Notes"
TABS_LABEL = "Parts of the page"

DROP = "or drop them here"
CHOOSE = "Choose files"
DROP_MORE = "You see how each one is read before it is added."
SENDING = "Sending {number} of {count}: {name}"
NOT_SENT = "{name} could not be sent; check the connection and choose it again."
TOO_LARGE = (
    "{name} has {size} MB and the limit is {limit} MB; split it or raise the limit (max_note_mb)."
)
TOO_MANY = "Those are {count} files and the limit is {limit} at once; put them into a zip archive."

FILTER = "Filter by title, chapter or kind"
NO_MATCH = "No note matches that."
NO_NOTES = "There are no notes yet. Choose or drop a file above to begin."
COLUMNS = ("Title", "Kind", "Chapter", "Length", "Passages", "Added", "Actions")
DOWNLOAD = "Download"
REMOVE = "Remove"
KEEP = "Keep it"
REMOVE_FILE = "This deletes its file. It cannot be undone."
REMOVE_ENTRY = "Its file stays where it is; I leave it out of what I search."
CANCEL = "Cancel"
CANCELLED = "Nothing was added."
NOTHING_TO_ADD = "There is nothing to add any more; choose the files again."
NONE_READABLE = "Nothing here can be added."
WAITING = "Waiting for approval"
WAITING_MORE = "They become part of the notes once they are approved."
APPROVE = "Approve"
REJECT = "Reject"
REJECTED = "Rejected; nothing of it was kept."
ONLY_HERE = "That can only be done on the computer that serves this page."
READ_IN_PLACE = "read it in its place"
NO_TEXT = "(no text)"
ORIGINAL = "The original file"
READING_NOTE = "This is the text as I read it: what I search and quote."
UNKNOWN_NOTE = "There is no such note; it may have been removed or renamed."
OTHER_SITE = "Another site's page may not do that here."
UNEXPECTED_NOTES = "Something went wrong with the notes; the details are in the log."

_UNIT_WORDS = (  # what a format's name contains, and what its documents consist of
    ("pdf", "page"),
    ("powerpoint", "slide"),
    ("notebook", "cell"),
    ("forum", "post"),
    ("question", "row"),
    ("csv", "row"),
    ("json", "row"),
)
_MONTHS = (
    "January February March April May June July August September October November December"
).split()


def units(file_format: str, number: int | None) -> str:
    """How long a document is, in its format's words: "16 pages"; empty where nobody counted."""
    if number is None:
        return ""
    known = file_format.lower()
    word = next((word for part, word in _UNIT_WORDS if part in known), "part")
    return _count(number, word)


def passages(number: int) -> str:
    """How many passages there are to find."""
    return _count(number, "passage")


def notes_summary(notes: int, found: int) -> str:
    """The line over the table: how many notes it shows, filtered or not."""
    return _count(notes, "note") if found == notes else f"{found:,} of {_count(notes, 'note')}"


def show_more(number: int) -> str:
    """The button below a table that is not shown whole."""
    return f"Show {number:,} more"


def failures(number: int) -> str:
    """The heading over what could not be read."""
    return f"{_count(number, 'file')} could not be read"


def gaps(number: int) -> str:
    """The heading over what is missing of a note."""
    return f"Read in part ({_count(number, 'gap')})"


def overlap(share: float, document: str) -> str:
    """That another note says much of it already; `document` is HTML or text."""
    return f"{share:.0%} of it is already in {document}"


def length(parts: int, shown: int) -> str:
    """The heading over the first sections of a preview."""
    if parts <= shown:
        return f"How I read it: {_count(parts, 'section')}"
    return f"How I read it: the first {shown} of {_count(parts, 'section')}"


def more_previews(number: int) -> str:
    """What is said in place of the previews that are not shown."""
    return f"and {_count(number, 'more file')}"


def hints(readable: str, limit_bytes: int) -> str:
    """What can be dropped."""
    return f"{readable}; up to {limit_bytes / 1e6:,.0f} MB each."


def reading(number: int, count: int, name: str) -> str:
    """What is going on before a preview."""
    return f"Reading {name}…" if count == 1 else f"Reading {number} of {count}: {name}"


def add(number: int) -> str:
    """The button under the previews."""
    return f"Add {_count(number, 'file')}"


def left_out(number: int) -> str:
    """Beside the button, where some files can't be read."""
    return f"{_count(number, 'file')} can't be read and {_is(number)} left out."


def adding(number: int) -> str:
    """What is going on after the button was pressed."""
    return f"Adding {_count(number, 'file')}: reading, encoding, indexing…"


def progress(step: str, done: int, total: int) -> str:
    """How far a step of that is."""
    return f"{step}: {done:,} of {total:,}" if total else f"{step}…"


def added(names: list[str], passages_in: int) -> str:
    """What came of adding; a link to the chat follows."""
    if len(names) == 1:
        return f"{names[0]} is in: {passages(passages_in)};"
    return f"{_count(len(names), 'note')} are in: {passages(passages_in)};"


ASK_ABOUT_IT = "ask about it"


def waits(names: list[str]) -> str:
    """That an upload was put on the list."""
    if len(names) == 1:
        return f"{names[0]} waits for approval; it is not searched until then."
    return f"{_count(len(names), 'file')} wait for approval; they are not searched until then."


def refused(name: str, reason: str) -> str:
    """That a file was not added, and why."""
    return f"{name} was not added: {reason.rstrip('.')}."


def more_refused(number: int) -> str:
    """How many further files were not added."""
    return f"{_count(number, 'more file')} could not be added."


def removing(title: str) -> str:
    """What is going on after the removal was confirmed."""
    return f"Removing {title}…"


def removed(title: str, file_deleted: bool) -> str:
    """What came of removing."""
    if file_deleted:
        return f"{title} is removed and its file deleted."
    return f"{title} is left out; its file is still there."


def lost(name: str) -> str:
    """That an upload can't be found."""
    return f"{name} did not arrive whole; choose it again."


def too_many(number: int, limit: int) -> str:
    """That so many files can't be chosen at once."""
    return TOO_MANY.format(count=number, limit=limit)


def too_large(name: str, size: int, limit: int) -> str:
    """That a file has too many bytes."""
    return TOO_LARGE.format(name=name, size=f"{size / 1e6:,.1f}", limit=f"{limit / 1e6:,.1f}")


def received(when: str) -> str:
    """When an upload came."""
    return f"came {when}"


def open_page(number: int) -> str:
    """The link to the page of the original file."""
    return f"open page {number}"


def when(iso: str, today: date) -> str:
    """A time (ISO 8601) as a day of this computer's calendar, in words; empty for an empty text."""
    if not iso:
        return ""
    moment = datetime.fromisoformat(iso.replace("Z", "+00:00")).astimezone()
    if moment.date() == today:
        return f"today, {moment:%H:%M}"
    if moment.date() == today - timedelta(days=1):
        return f"yesterday, {moment:%H:%M}"
    return f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}"


def _is(number: int) -> str:
    return "is" if number == 1 else "are"
