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
KEYS = "Enter to send · Shift+Enter for a new line · Esc to stop · ? for all keys"

SEARCHING = "Searching your notes…"
READING = "Reading the passages…"
STOPPED = "Stopped."
COPY = "Copy"
RETRY = "Ask again"
YOU = "You asked"

NEAREST = "The closest headings are"
WHY_NOT = "Why not?"
ASK_OTHERWISE = (
    "Your notes may say it in other words: ask again with the words that they use, or add notes "
    "about it."
)
ADD_NOTES = "Add notes about this"

HELPFUL = "This helped"
NOT_HELPFUL = "This did not help"
WHY = "Why this?"
CHECKED = "I compared each sentence with these passages:"
RESTS_ON = "rests on"
WORD_FOR_WORD = "is word for word from"
# Each is understood as it stands here; see `tutor.answering.follow_up` and `tutor.practice.wish`.
FOLLOW_UPS = ("Explain it more simply", "Give an example")
QUIZ_ME = "Quiz me on this"

SOURCES = "Sources"
SOURCES_EMPTY = "The passages behind an answer appear here."
SHOW_LATEST = "Back to the latest answer"
READ_IN_PLACE = "read it in its place"
BACK_TO_ANSWER = "Back to the answer"

UNEXPECTED = "Something went wrong while I was answering; the details are in the log."
BROKEN_OFF = (
    "The answer breaks off here: something went wrong while I was writing it; the details are in "
    "the log."
)


def too_many_turns(turns: int) -> str:
    """Why a question isn't taken."""
    return f"{turns} of your questions are under way already; wait for an answer or stop one."


def also_found(count: int) -> str:
    """The heading over the passages that no sentence rests on."""
    return f"Also found ({count})"


_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth".split()


def in_line(place: int, seconds: float | None) -> str:
    """What a question says while others are answered first.

    Args:
        place: From 1.
        seconds: That it will probably wait; None where nobody knows yet.
    """
    ordinal = _ORDINALS[place - 1] if 0 < place <= len(_ORDINALS) else f"number {place}"
    about = f", about {max(1, round(seconds))} s" if seconds is not None else ""
    return f"You are {ordinal} in line{about}."


def source_name(number: int, title: str) -> str:
    """What a citation says when it is pointed at."""
    return f"Source {number}: {title}"


def searched_for(query: str) -> str:
    """What the notes were searched for."""
    return f"I searched your notes for “{query}”."


def came_near(passages: int) -> str:
    """Why the passages that were found are no answer."""
    if not passages:
        return "No passage came near it."
    if passages == 1:
        return "I compared it with the passage that came nearest; it doesn't say enough to answer."
    return (
        f"I compared it with the {passages:,} passages that came nearest; none of them says enough "
        "to answer."
    )


def read_and_wrote(passages: int, model: str, seconds: float | None) -> str:
    """What was read, what wrote, and how long it took."""
    wrote = f", and {model} wrote from what they say" if model else ""
    took = f" All of it took {seconds:.1f} s." if seconds is not None else ""
    return f"{count(passages, 'passage').capitalize()} came nearest{wrote}.{took}"


def fold(cited: int, found: int) -> str:
    """What unfolds the sources of an answer on a narrow page."""
    return count(cited, "source") if cited else f"{count(found, 'passage')} found"


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
