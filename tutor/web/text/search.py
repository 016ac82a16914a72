"""The words of the Search part."""

from tutor.web.text.counting import count

TITLE = "Search"
BOX = "Search your notes"
BOX_PLACE = "A word, a phrase or a question"
FILTERS = "Narrow the search"
CHAPTER = "Chapter"
KIND = "Kind"
DOCUMENT = "Document"
NO_FILTERS = "Clear filters"
KINDS = {
    "notes": "Notes",
    "summary": "Summaries",
    "thread": "Forum threads",
    "questions": "Questions",
}
RESULTS = "Results"
EXAMPLES = "For example"
NO_NOTES = "There are no notes to search yet."
ASK = "Ask about this"
QUIZ = "Quiz me on this"
ADD_NOTES = "Add notes about this"
ASK_TUTOR = "Ask the tutor"
NOTHING_LEAD = (
    "I look for the words and for what they mean, and nothing came near enough. "
    "Another word for it, or a few words more, may find it."
)


def chosen(label: str, number: int) -> str:
    """A filter's button, with how much is chosen in it."""
    return f"{label} ({number})" if number else label


def drop(name: str) -> str:
    """What the button does that takes one choice back."""
    return f"Remove the filter {name}"


def lead(documents: int, sections: int) -> str:
    """What there is to search, before anything was searched for."""
    searched = f"{count(documents, 'document')} with {count(sections, 'section')}"
    return f"I search {searched}, by words and by meaning."


def found(total: int, milliseconds: int) -> str:
    """The line above the results."""
    return f"{count(total, 'passage')} · {milliseconds:,} ms"


def said(total: int) -> str:
    """The same for who doesn't see them."""
    return f"{count(total, 'passage')} found" if total else "Nothing found"


def repeats(number: int) -> str:
    """How many of them are not shown once more."""
    return f"{count(number, 'passage')} more {'says' if number == 1 else 'say'} the same."


def more(number: int) -> str:
    """The button below the results."""
    return f"Show {number:,} more"


def also_in(titles: list[str]) -> str:
    """Other documents with the same passage."""
    return f"Also in {', '.join(titles)}"


def nothing(query: str) -> str:
    """That no passage is near enough."""
    return f"I found nothing about “{query}” in your notes."


def nothing_here(query: str) -> str:
    """That none of those is that the filters leave."""
    return f"I found nothing about “{query}” with these filters."


def elsewhere(number: int) -> str:
    """How many the filters leave out; in a button that clears them."""
    return f"Show {count(number, 'passage')} without filters"


def searched(documents: int, sections: int) -> str:
    """What was searched in vain."""
    return f"I searched {count(documents, 'document')} with {count(sections, 'section')}."


def question(heading: str) -> str:
    """A question about a section."""
    return f"What do the notes say about {heading}?"
