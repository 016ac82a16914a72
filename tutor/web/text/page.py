"""The words of the page's frame."""

NAME = "Study Tutor"
NEW = "New conversation"
THEME = "Light or dark"
SKIP = "Skip to the question box"
CHAT = "Chat"
NOTES = "Notes"
TABS_LABEL = "Parts of the page"
OTHER_SITE = "Another site's page may not do that here."


def page_title(course: str) -> str:
    """What the browser's tab says; a tutor without a course is named like the program."""
    return f"{course} · {NAME}" if course and course != NAME else NAME
