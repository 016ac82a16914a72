"""The words that the page's scripts show, by script."""

from collections.abc import Mapping

from tutor.web.text import chat, page, signing_in, state


def script_words(title: str) -> Mapping[str, object]:
    """What `studyTutor.words` holds in the browser.

    Args:
        title: What the browser's tab says of the whole page.
    """
    return {
        "page": {"language": page.LANGUAGE, "title": title, "parts": page.PARTS},
        "chat": {"copy": chat.COPY, "sources": chat.SOURCES},
        "state": {**state.WORDS, **signing_in.ACCOUNT},
    }
