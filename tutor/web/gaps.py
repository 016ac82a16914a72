"""The Gaps part of the page: what the notes lack, for who looks after them."""

from collections.abc import Callable
from datetime import datetime

from tutor.conversations.gaps import Gaps
from tutor.errors import TutorError
from tutor.web.gaps_view import gaps_html, refused_html
from tutor.web.part import Deed, View
from tutor.web.text import gaps as text


class NotKeeperError(TutorError):
    """Somebody else wants to do what only who looks after the notes may."""


class GapsPart:
    """What visitors of the Gaps part do and see."""

    def __init__(
        self, gaps: Gaps, *, clock: Callable[[], datetime], due: Callable[[str], int]
    ) -> None:
        """Take the gaps, a clock that gives aware times, and what counts a student's reviews."""
        self._gaps = gaps
        self._clock = clock
        self._due = due

    def due(self, student: str) -> int:
        """How many reviews wait for a student."""
        return self._due(student)

    def act(self, deed: Deed) -> None:
        """Mark a row as done.

        Raises:
            NotKeeperError: The visitor doesn't look after the notes.
            TutorError: It can't be kept.
        """
        if deed.name != "done":
            return
        if not deed.keeper:
            raise NotKeeperError(text.ONLY_KEEPER)
        self._gaps.settle(deed.text("value"))

    def view(self, deed: Deed) -> View:
        """What the visitor sees."""
        if not deed.keeper:
            return View("gaps-refused", refused_html())
        topics = self._gaps.topics()
        rows = sum(len(topic.gaps) for topic in topics)
        say = text.left(rows) if deed.name == "done" else ""
        today = self._clock().date()
        # With each row that has gone the focus goes back to the top.
        return View(f"gaps-{rows}", gaps_html(topics, today), say)
