"""The Guide part of the page: choosing a chapter or a topic, and its study guide as it is made."""

from collections.abc import Callable
from urllib.parse import parse_qs

from tutor.errors import TutorError
from tutor.guide.subject import Subject
from tutor.web.guide_view import asked_view, choosing_view, guide_view
from tutor.web.guide_work import GuideWorks
from tutor.web.guiding import Guiding
from tutor.web.part import Deed, DeedError, View
from tutor.web.text import guide as text

_LONGEST = 200  # characters of a topic


class GuidePart:
    """What the visitors of the Guide part do and see.

    Which guide a visitor looks at stands in the page's address, which the browser sends along.
    """

    def __init__(
        self, guides: Guiding, works: GuideWorks, *, due: Callable[[str], int] = lambda _: 0
    ) -> None:
        """Take what makes guides, and what tells how many reviews wait for a student."""
        self._guides = guides
        self._works = works
        self._due = due

    def due(self, student: str) -> int:
        """How many reviews wait for a student."""
        return self._due(student)

    def act(self, deed: Deed) -> None:
        """Stop the making of a guide, go on with it, or make it again.

        Raises:
            TutorError: It can't be done.
        """
        if deed.name not in ("stop", "go-on", "again"):
            return
        subject = self._subject(deed)
        if subject is None:
            raise DeedError(text.UNKNOWN_SUBJECT)
        if deed.name == "stop":
            self._works.stop(subject, (deed.student, deed.tab))
        else:
            self._works.begin(subject, (deed.student, deed.tab), again=deed.name == "again")

    def view(self, deed: Deed) -> View:
        """What the visitor sees."""
        try:
            subject = self._subject(deed)
        except TutorError as error:
            return choosing_view(self._guides.outline, str(error), _asked(deed).get("topic", ""))
        if subject is None:
            return choosing_view(self._guides.outline)
        watcher = (deed.student, deed.tab)
        making = self._works.look(subject, watcher)
        if making is None or not making.running:
            kept = self._guides.kept(subject)
            if kept is not None:
                return guide_view(kept)
            done = making.guide if making is not None else None
            is_other = done is not None and done.fingerprint != self._guides.fingerprint(subject)
            if making is None or is_other:  # nothing was begun, or the notes changed since
                self._works.begin(subject, watcher)
                making = self._works.look(subject, watcher)
                kept = None if making is None or making.running else self._guides.kept(subject)
                if kept is not None:  # it was made at once
                    return guide_view(kept)
        return asked_view(subject, making)

    def _subject(self, deed: Deed) -> Subject | None:
        """What the guide is about; None where nothing was asked for."""
        asked = _asked(deed)
        if asked.get("chapter"):
            return self._guides.chapter(asked["chapter"])
        return self._guides.topic(asked["topic"]) if asked.get("topic") else None


def _asked(deed: Deed) -> dict[str, str]:
    """The chapter or the topic that a deed names, in its address or in its form."""
    found = {name: deed.text(name) for name in ("chapter", "topic") if deed.text(name)}
    if not found:
        found = {name: said[0].strip() for name, said in parse_qs(deed.text("address")).items()}
    return {name: said[:_LONGEST] for name, said in found.items()}
