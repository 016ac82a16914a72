"""What the page needs of `tutor.guide.guides.Guides`."""

from collections.abc import Iterator
from threading import Event
from typing import Protocol

from tutor.guide.guide import Guide
from tutor.guide.subject import Subject
from tutor.practice.outline import Outline


class Guiding(Protocol):
    """Study guides; to be called from several threads.

    What a person can mend is raised as a TutorError with one sentence.
    """

    @property
    def outline(self) -> Outline:
        """The chapters of the notes as they are now."""

    def chapter(self, name: str) -> Subject:
        """A chapter by its key, number, title or words of these."""

    def topic(self, words: str) -> Subject:
        """A topic in a student's words."""

    def fingerprint(self, subject: Subject) -> str:
        """Tells the guide that would be made now from others."""

    def kept(self, subject: Subject) -> Guide | None:
        """The whole guide that was made of a subject's notes as they are now."""

    def make(self, subject: Subject, *, stop: Event, again: bool = ...) -> Iterator[Guide]:
        """Make a guide; yields it as it grows."""
