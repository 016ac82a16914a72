"""The Review part of the page: what is due, one card after the other."""

from collections.abc import Callable
from datetime import datetime

from tutor.web.desks import Desks
from tutor.web.part import Deed, View
from tutor.web.practising import Practising
from tutor.web.sitting import Sitting
from tutor.web.sitting_view import sitting_view
from tutor.web.text import practice as text

_MOST = 50  # cards of one go; what is left is due still


class ReviewPart:
    """What the visitors of the Review part do and see."""

    def __init__(self, practice: Practising, *, clock: Callable[[], datetime]) -> None:
        """Ask and grade with `practice`, under a clock that gives aware times."""
        self._practice = practice
        self._clock = clock
        self._desks = Desks()

    def due(self, student: str) -> int:
        """How many reviews wait for a student."""
        return self._practice.due_count(student)

    def act(self, deed: Deed) -> None:
        """Do what a visitor wants.

        Raises:
            TutorError: It can't be done.
        """
        desk = self._desks.of(deed)
        if deed.name == "start":
            due = self._practice.due(deed.student)[:_MOST]
            begun = Sitting(self._practice, deed.student, "review", due, clock=self._clock)
            self._desks.lay(desk, begun if due else None)
        elif deed.name == "leave":
            self._desks.leave(desk)
        elif desk.sitting is not None:
            with desk.sitting.lock:
                sitting = desk.sitting
                if sitting.deal(deed) or deed.name != "missed" or not sitting.missed:
                    return
                again = Sitting(
                    self._practice, deed.student, "review", sitting.missed, clock=self._clock
                )
                self._desks.lay(desk, again)

    def view(self, deed: Deed) -> View:
        """What the visitor sees."""
        desk = self._desks.of(deed)
        sitting = desk.sitting
        if sitting is None:
            return self._start(deed.student)
        with sitting.lock:
            return sitting_view(sitting, self._practice.outline, self._clock(), desk.key)

    def _start(self, student: str) -> View:
        number = self._practice.due_count(student)
        head = f'<h2 tabindex="-1" data-focus>{text.REVIEW}</h2>'
        if number:
            html = (
                f'{head}<p class="lead">{text.REVIEW_LEAD}</p><p class="score">{text.due(number)}'
                '</p><form class="do"><button type="button" class="primary" name="start" '
                f'data-keys="Enter">{text.START_REVIEW}<kbd>Enter</kbd></button></form>'
            )
            return View("due", html, text.due(number))
        words = self._when(student)
        link = f'<a class="to-part" href="#practice">{text.TO_PRACTICE}</a>'
        return View("nothing-due", f'{head}<p class="calm">{words}</p><p>{link}</p>', words)

    def _when(self, student: str) -> str:
        """When there is something to review."""
        progress = self._practice.progress(student)
        for day, number in progress.due_by_day:
            if number:
                today = day == self._clock().astimezone().date()
                return text.later_today(number) if today else text.nothing_until(text.weekday(day))
        answered = any(count for _, count, _ in progress.answers_by_day)
        return text.NOTHING_DUE if answered else text.NOTHING_YET
