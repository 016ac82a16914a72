"""The words of the reader: notes shown in their place."""

OPEN = "Open"
READER = "The passage in its place"
LOADING = "Opening the note…"
CLOSE = "Close"
OPEN_TAB = "Open in a tab"
LOST = "The note can't be reached; check the connection, then open it again."
NO_SUCH_PAGE = "There is no such page."
NOT_OUTLINED = (
    "The words that were marked can't be found on the picture of the page; "
    "they are marked in its text."
)


def page(number: int) -> str:
    """The heading of a page of which nothing was read."""
    return f"page {number}"


def page_of(number: int, title: str) -> str:
    """What a picture of a page shows."""
    return f"Page {number} of {title}"


def no_pictures(reason: str) -> str:
    """Why there is only text."""
    return f"The pages can't be shown as they look. {reason}"
