"""The words of the list of conversations, and of what a student says about an answer."""

from datetime import date

from tutor.web.text.counting import count

TITLE = "Conversations"
NEW = "New conversation"
SEARCH = "Search conversations"
EMPTY = "Your conversations will be listed here."
NOT_FOUND = "No conversation holds these words."
MORE = "More"
RENAME = "Rename"
NEW_TITLE = "New title"
SAVE = "Save"
EXPORT = "Export as Markdown"
DELETE = "Delete"
DELETE_SURELY = "Delete this conversation? It can't be brought back."
DELETE_NOW = "Yes, delete it"
DELETED = "Deleted."
RENAMED = "Renamed."
CLOSE = "Close"

TODAY = "Today"
YESTERDAY = "Yesterday"
LAST_WEEK = "Last week"
_MONTHS = (
    "January February March April May June July August September October November December"
).split()

WHAT_WAS_WRONG = "What was wrong with it?"
REASONS = ("Wrong", "Not from my notes", "Too short", "Hard to follow", "Something else")
REASON_WORDS = "In your own words (if you like)"
SEND_REASON = "Send"
NO_REASON = "No reason"
WHO_SEES = "Whoever looks after the notes sees it with the question, without your name."
RATED_UP = "Kept: this helped."
RATED_DOWN = "Kept: this did not help."
UNRATED = "Taken back."
REASON_KEPT = "Kept. Thank you."

UNEXPECTED = "The conversation can't be exported; the details are in the log."


def month(day: date) -> str:
    """A month as the heading over what was said in it."""
    return f"{_MONTHS[day.month - 1]} {day.year}"


def more_about(title: str) -> str:
    """What the menu of a conversation is called."""
    return f"More about “{title}”"


def found(conversations: int) -> str:
    """What a search came to."""
    return f"{count(conversations, 'conversation')} found." if conversations else NOT_FOUND
