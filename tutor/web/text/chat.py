"""The words of the Chat part: questions, answers and their sources."""

# What every form of an answer says in the same words.
from tutor.answering.events import NOT_FROM_NOTES as NOT_FROM_NOTES
from tutor.answering.events import NOT_IN_NOTES as NOT_IN_NOTES
from tutor.web.text.counting import count

ASK_PLACEHOLDER = "Ask your notes…"
ASK_LABEL = "Your question"
ASK = "Ask"
STOP = "Stop"
WELCOME = "What would you like to understand?"
WELCOME_MORE = "I answer from your notes only, and show the passage behind every sentence."
KEYS = (
    "/ to ask · Enter to send · Shift+Enter for a new line · Esc to stop · n for a new conversation"
)

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
READ_IN_PLACE = "read it in its place"
BACK_TO_ANSWER = "Back to the answer"

UNEXPECTED = "Something went wrong while I was answering; the details are in the log."


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
    return f"I looked through {count(documents, 'document')} and {count(sections, 'section')}."


def summary(cited: int, seconds: float | None, model: str) -> str:
    """The line below a finished answer."""
    parts = [count(cited, "source") if cited else "no source"]
    if seconds is not None:
        parts.append(f"{seconds:.1f} s")
    if model:
        parts.append(model)
    return " · ".join(parts)


def open_page(number: int) -> str:
    """The link to the page of the original file."""
    return f"open page {number}"
