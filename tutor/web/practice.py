"""The Practice part of the page: choosing a set, answering it, and looking back on it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from tutor.practice.question import DIFFICULTIES, KINDS
from tutor.practice.quiz_wish import QuizWish
from tutor.web.desks import Desk, Desks
from tutor.web.part import Deed, View
from tutor.web.practice_view import choosing_view
from tutor.web.practising import Practising
from tutor.web.sitting import Sitting
from tutor.web.sitting_view import sitting_view

_MOST = 50  # questions of a set


class PracticePart:
    """What the visitors of the Practice part do and see."""

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
            self._begin(deed, desk, self._chosen(deed))
        elif deed.name == "topic":
            self._begin(deed, desk, QuizWish(topic=deed.text("value") or None))
        elif deed.name == "leave":
            self._desks.leave(desk)
        elif desk.sitting is not None:
            with desk.sitting.lock:
                self._go_on(deed, desk, desk.sitting)

    def view(self, deed: Deed) -> View:
        """What the visitor sees."""
        desk = self._desks.of(deed)
        sitting = desk.sitting
        if sitting is None:
            return choosing_view(self._practice.outline, desk.wish)
        with sitting.lock:
            return sitting_view(sitting, self._practice.outline, self._clock(), desk.key)

    def _go_on(self, deed: Deed, desk: Desk, sitting: Sitting) -> None:
        if sitting.deal(deed):
            return
        if deed.name == "halt":
            sitting.halt()
        elif deed.name == "missed" and sitting.phase == "ended" and sitting.missed:
            again = Sitting(self._practice, deed.student, "quiz", sitting.missed, clock=self._clock)
            self._desks.lay(desk, again)
        elif deed.name == "another" and sitting.phase == "ended" and sitting.wish is not None:
            self._begin(deed, desk, sitting.wish)

    def _begin(self, deed: Deed, desk: Desk, wish: QuizWish) -> None:
        wish = replace(wish, n=min(max(wish.n, 1), _MOST))
        sitting = Sitting(self._practice, deed.student, "quiz", clock=self._clock, wish=wish)
        sitting.make()  # raises where there is nothing about it; what lies there then stays
        desk.wish = wish
        self._desks.lay(desk, sitting)

    def _chosen(self, deed: Deed) -> QuizWish:
        """What stands in the form."""
        chapter = deed.text("chapter")
        return QuizWish(
            n=deed.number("n", 1, _MOST),
            kind=next((kind for kind in KINDS if kind == deed.text("kind")), None),
            topic=deed.text("topic") or None,
            chapter=chapter or None,
            difficulty=next((d for d in DIFFICULTIES if d == deed.text("difficulty")), None),
        )
