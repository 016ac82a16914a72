"""The words of the page's frame."""

from tutor.web.text import practice

NAME = "Study Tutor"
LANGUAGE = "en"  # of all words of the page
NEW = "New conversation"
CONVERSATIONS = "Conversations"
THEME = "Light or dark"
SKIP = "Skip to the content"
CHAT = "Chat"
SEARCH = "Search"
GUIDE = "Guide"
NOTES = "Notes"
GAPS = "Gaps"
TABS_LABEL = "Parts of the page"
OTHER_SITE = "Another site's page may not do that here."

# The parts by their addresses, in the order in which they are named.
PARTS = {
    "chat": CHAT,
    "search": SEARCH,
    "guide": GUIDE,
    "practice": practice.PRACTICE,
    "review": practice.REVIEW,
    "exam": practice.EXAM,
    "progress": practice.PROGRESS,
    "notes": NOTES,
    "gaps": GAPS,
}


def page_title(course: str) -> str:
    """What the browser's tab says; a tutor without a course is named like the program."""
    return f"{course} · {NAME}" if course and course != NAME else NAME
