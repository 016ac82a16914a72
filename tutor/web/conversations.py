"""The conversations part: a student's conversations, and what they say about the answers."""

from collections.abc import Callable, Sequence
from datetime import datetime

from tutor.conversations.conversations import (
    Conversations,
    Rating,
    UnknownConversationError,
)
from tutor.web.conversations_view import Listed, list_html, passage_around, ratings_json
from tutor.web.markdown import text_html
from tutor.web.part import Deed, DeedError, View
from tutor.web.text import conversations as text
from tutor.web.text import practice as practice_words
from tutor.web.visitor import NAME

_SHOWN_WITH_PASSAGE = 20  # of what a search found; each is read for it
_WAYS = {"up": True, "down": False, "": None}
_MOST_TURNS = 100_000
_TOLD = {"rename": text.RENAMED, "delete": text.DELETED}


class ConversationsPart:
    """Lists, renames and deletes conversations and keeps ratings; safe to use from threads.

    Every deed brings the conversation that the browser shows (`conversation`), the words that the
    list is searched for (`words`) and what was done a moment ago (`told`).
    """

    def __init__(self, conversations: Conversations, *, clock: Callable[[], datetime]) -> None:
        """Take the conversations, and what tells the time with its zone."""
        self._conversations = conversations
        self._clock = clock

    def act(self, deed: Deed) -> None:
        """Rename, delete or rate.

        Raises:
            TutorError: There is no such conversation, or it can't be called that.
        """
        if deed.name == "rename":
            self._conversations.rename(deed.student, deed.text("value"), deed.text("title"))
        elif deed.name == "delete":
            self._conversations.delete(deed.student, deed.text("value"))
        elif deed.name == "rate":
            self._rate(deed)

    def view(self, deed: Deed) -> View:
        """The list; for the browser's script also the ratings of the conversation that it shows."""
        words = deed.text("words")
        listed = [
            Listed(each, self._passage(deed.student, each.id, words, place))
            for place, each in enumerate(self._conversations.listed(deed.student, words))
        ]
        said = _said(deed, listed)
        name = deed.student.removeprefix("visitor-")
        html = list_html(
            listed,
            words,
            name if NAME.fullmatch(name) else "",
            self._clock(),
            said=said or _TOLD.get(deed.text("told"), ""),
        )
        shown = deed.text("conversation")
        ratings = self._ratings(deed.student, shown)
        return View(
            "conversations",
            f'<div class="conversations" data-conversation="{text_html(shown)}" '
            f'data-ratings="{text_html(ratings_json(ratings))}">{html}</div>',
            say=said or (text.found(len(listed)) if words else ""),
        )

    def due(self, student: str) -> int:  # noqa: ARG002 - the same for every part
        """Nothing here waits for anybody."""
        return 0

    def _rate(self, deed: Deed) -> None:
        way = deed.text("way")
        if way not in _WAYS:
            raise DeedError(practice_words.BAD_DEED)
        self._conversations.rate(
            deed.student,
            deed.text("conversation"),
            deed.number("number", 1, _MOST_TURNS),
            _WAYS[way],
            deed.text("reason"),
        )

    def _ratings(self, student: str, conversation_id: str) -> dict[int, Rating]:
        if not NAME.fullmatch(conversation_id):
            return {}
        try:
            return dict(self._conversations.ratings(student, conversation_id))
        except UnknownConversationError:  # somebody else's address: the chat says so
            return {}

    def _passage(self, student: str, conversation_id: str, words: str, place: int) -> str:
        """Where the words stand in a conversation; empty where its title says them."""
        if not words or place >= _SHOWN_WITH_PASSAGE:
            return ""
        turns = self._conversations.turns(student, conversation_id)
        return passage_around(
            [each for turn in turns for each in (turn.question, turn.text)], words
        )


def _said(deed: Deed, listed: Sequence[Listed]) -> str:
    """What was done, as the list shows that it was."""
    titles = {each.summary.id: each.summary.title for each in listed}
    if deed.name == "delete":
        return text.DELETED if deed.text("value") not in titles else ""
    renamed = titles.get(deed.text("value")) == " ".join(deed.text("title").split())
    return text.RENAMED if deed.name == "rename" and renamed else ""
