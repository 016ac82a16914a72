"""The Progress part of the page: what is known, what is due, and the plan up to the exam."""

from collections.abc import Callable
from datetime import date, datetime

from tutor.web.part import Deed, DeedError, View
from tutor.web.practising import Practising
from tutor.web.progress_view import progress_view
from tutor.web.text import practice as text


class ProgressPart:
    """What the visitors of the Progress part do and see."""

    def __init__(
        self, practice: Practising, *, clock: Callable[[], datetime], guides: bool = False
    ) -> None:
        """Measure with `practice`, under a clock that gives aware times.

        Args:
            practice: Knows what was answered.
            clock: Gives the time.
            guides: Whether there are study guides to lead to.
        """
        self._practice = practice
        self._clock = clock
        self._guides = guides

    def due(self, student: str) -> int:
        """How many reviews wait for a student."""
        return self._practice.due_count(student)

    def act(self, deed: Deed) -> None:
        """Set the exam's day, or none.

        Raises:
            TutorError: What was sent is no day, or it can't be kept.
        """
        if deed.name == "no-date" or (deed.name == "date" and not deed.text("day")):
            self._practice.set_exam_date(deed.student, None)
        elif deed.name == "date":
            self._practice.set_exam_date(deed.student, _day(deed.text("day")))

    def view(self, deed: Deed) -> View:
        """What the visitor sees."""
        today = self._clock().astimezone().date()
        progress, outline = self._practice.progress(deed.student), self._practice.outline
        return progress_view(progress, outline, today, guides=self._guides)


def _day(words: str) -> date:
    try:
        return date.fromisoformat(words)
    except ValueError as error:
        raise DeedError(text.BAD_DEED) from error
