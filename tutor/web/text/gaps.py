"""The words of the list of what the notes lack."""

from collections.abc import Mapping
from datetime import date

from tutor.web.text.counting import count

TITLE = "What the notes lack"
ABOUT = (
    "Questions that the notes could not answer, and answers that were marked down, by chapter. "
    "Nobody is named. What is done comes back when it is asked again."
)
NONE = "Nothing is missing: the notes answered what was asked, and no answer was marked down."
ONLY_KEEPER = (
    "This list is for who looks after the notes: a keeper who signed in, or, without sign-in, "
    "whoever sits at the computer that serves this page."
)
BACK = "Back to the notes"
ELSEWHERE = "Elsewhere"
KINDS: Mapping[str, str] = {
    "not_in_notes": "Not in the notes, asked",
    "marked_down": "Answer marked down",
}
PLACES: Mapping[str, str] = {
    "not_in_notes": "Nearest:",
    "marked_down": "From:",
}
WORDINGS = "Also asked as:"
REASONS = "Said of it:"
DONE = "Done"
ADD = "Add notes about this"
COPY = "Copy as a list"
COPIED = "Copied"
NOT_COPIED = "Copying failed; the browser did not allow it"


def link(number: int) -> str:
    """What leads here from the notes."""
    return f"What the notes could not answer ({number:,})"


def about(kind: str, number: int, last: date, today: date) -> str:
    """What became of a question, how often and how long ago."""
    ago = _ago((today - last).days, last)
    times = ago if number == 1 else f"{number:,} times, last {ago}"
    return f"{KINDS[kind]} {times}"


def topic(name: str, number: int) -> str:
    """A chapter with how often it was asked about."""
    return f"{name or ELSEWHERE} ({count(number, 'question')})"


def left(number: int) -> str:
    """Said when a row was done."""
    return f"Done. {number:,} left." if number else "Done. Nothing is left."


def _ago(days: int, day: date) -> str:
    if days <= 0:
        return "today"
    if days == 1:
        return "yesterday"
    return f"{days} days ago" if days < 15 else f"on {day.day} {day:%B %Y}"
