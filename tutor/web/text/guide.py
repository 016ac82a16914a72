"""The words of study guides, on the page and in print."""

from collections.abc import Mapping
from datetime import datetime

from tutor.web.text.counting import count

TITLE = "Study guide"
LEAD = (
    "One page on a chapter or a topic, made from your notes: what to remember, with the passage "
    "behind every line."
)
CHAPTERS = "Chapters"
TOPIC = "Or a topic in your words"
TOPIC_PLACE = "any topic that your notes speak of"
MAKE = "Make the guide"
NO_NOTES = "There are no notes yet to make a guide from."
UNKNOWN_SUBJECT = "Name a chapter or a topic for the guide."

KINDS: Mapping[str, str] = {
    "idea": "Key ideas",
    "definition": "Definitions",
    "formula": "Formulas",
    "mistake": "Common mistakes",
    "question": "Questions to try",
}
COMING = "…"
SOURCES = "Sources"
OWN_WORDS = "in the notes' own words"
STOP = "Stop"
GO_ON = "Go on"
AGAIN = "Make it again"
PRINT = "Print"
OTHER = "Another guide"
PRACTISE = "Practise this"
BEGINNING = "I am reading the notes for this guide…"
STOPPED = "I stopped before the guide was whole."
NOTHING = "The notes hold nothing here that I could put into a guide."
UNEXPECTED = "Something went wrong with this guide; the details are in the log."
NOT_MADE = "This guide isn't made yet; open it on the page first."
TO_GUIDE = "study guide"

_MONTHS = (
    "January February March April May June July August September October November December"
).split()


def making(done: int, total: int) -> str:
    """How far a guide is."""
    return f"I am making this guide: {done} of {total} parts are ready."


def made(moment: datetime, documents: int, model: str, written: int) -> str:
    """When a guide was made and from what, and how many of its lines a model worded."""
    day = moment.astimezone()
    on = f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
    base = f"Made on {on} from {count(documents, 'note')}"
    if not written:
        return f"{base}, in the notes' own words."
    verb = "was" if written == 1 else "were"
    return (
        f"{base}. {count(written, 'line')} {verb} shortened by {model} and found again in the "
        "passages cited; all others are the notes' own words."
    )


def ready(title: str, lines: int) -> str:
    """What a screen reader says of a guide that is whole."""
    return f"The study guide on {title} is ready: {count(lines, 'line')}."


def source(number: int, heading: str) -> str:
    """What a line's chip leads to."""
    return f"Source {number}: {heading}"


def printed(title: str) -> str:
    """The title of a guide in print."""
    return f"Study guide: {title}"
