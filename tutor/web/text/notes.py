"""The words of the Notes part, and of the pages that show a note."""

from datetime import date, datetime, timedelta

from tutor.web.text.counting import count

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
CHAPTER = "chapter"
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
ONLY_HERE = (
    "That can only be done by who looks after the notes: a keeper who signed in, or, without "
    "sign-in, whoever sits at the computer that serves this page."
)
NO_TEXT = "(no text)"
ORIGINAL = "The original file"
READING_NOTE = "This is the text as I read it: what I search and quote."
UNKNOWN_NOTE = "There is no such note; it may have been removed or renamed."
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
    return count(number, word)


def passages(number: int) -> str:
    """How many passages there are to find."""
    return count(number, "passage")


def notes_summary(notes: int, found: int) -> str:
    """The line over the table: how many notes it shows, filtered or not."""
    return count(notes, "note") if found == notes else f"{found:,} of {count(notes, 'note')}"


def show_more(number: int) -> str:
    """The button below a table that is not shown whole."""
    return f"Show {number:,} more"


def failures(number: int) -> str:
    """The heading over what could not be read."""
    return f"{count(number, 'file')} could not be read"


def gaps(number: int) -> str:
    """The heading over what is missing of a note."""
    return f"Read in part ({count(number, 'gap')})"


def overlap(share: float, document: str) -> str:
    """That another note says much of it already; `document` is HTML or text."""
    return f"{share:.0%} of it is already in {document}"


def length(parts: int, shown: int) -> str:
    """The heading over the first sections of a preview."""
    if parts <= shown:
        return f"How I read it: {count(parts, 'section')}"
    return f"How I read it: the first {shown} of {count(parts, 'section')}"


def more_previews(number: int) -> str:
    """What is said in place of the previews that are not shown."""
    return f"and {count(number, 'more file')}"


def hints(readable: str, limit_bytes: int) -> str:
    """What can be dropped."""
    return f"{readable}; up to {limit_bytes / 1e6:,.0f} MB each."


def reading(number: int, count: int, name: str) -> str:
    """What is going on before a preview."""
    return f"Reading {name}…" if count == 1 else f"Reading {number} of {count}: {name}"


def add(number: int) -> str:
    """The button under the previews."""
    return f"Add {count(number, 'file')}"


def left_out(number: int) -> str:
    """Beside the button, where some files can't be read."""
    return f"{count(number, 'file')} can't be read and {_is(number)} left out."


def adding(number: int) -> str:
    """What is going on after the button was pressed."""
    return f"Adding {count(number, 'file')}: reading, encoding, indexing…"


def progress(step: str, done: int, total: int) -> str:
    """How far a step of that is."""
    return f"{step}: {done:,} of {total:,}" if total else f"{step}…"


def added(names: list[str], passages_in: int) -> str:
    """What came of adding; a link to the chat follows."""
    if len(names) == 1:
        return f"{names[0]} is in: {passages(passages_in)};"
    return f"{count(len(names), 'note')} are in: {passages(passages_in)};"


ASK_ABOUT_IT = "ask about it"


def question(title: str) -> str:
    """What can be asked about a note, for the student to change or to send."""
    return f"What do the notes say about {title}?"


def waits(names: list[str]) -> str:
    """That an upload was put on the list."""
    if len(names) == 1:
        return f"{names[0]} waits for approval; it is not searched until then."
    return f"{count(len(names), 'file')} wait for approval; they are not searched until then."


def refused(name: str, reason: str) -> str:
    """That a file was not added, and why."""
    return f"{name} was not added: {reason.rstrip('.')}."


def more_refused(number: int) -> str:
    """How many further files were not added."""
    return f"{count(number, 'more file')} could not be added."


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
