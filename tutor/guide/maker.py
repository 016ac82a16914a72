"""Making a guide: at once what the program finds by itself, then one key idea after the other."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from threading import Event

from tutor.generation.base import Generator
from tutor.guide.candidates import Candidate, Said, chosen
from tutor.guide.definitions import definitions
from tutor.guide.formulas import formulas
from tutor.guide.guide import Guide, Idea, Line
from tutor.guide.ideas import key_idea
from tutor.guide.mistakes import is_about_mistakes, mistakes
from tutor.guide.questions import questions_to_try
from tutor.guide.sections import Section, sections_of
from tutor.guide.subject import Subject
from tutor.practice.bank import Bank
from tutor.practice.courtesy import CourteousGenerator, GaveWayError
from tutor.practice.making.course import Course

# Lines of a page, beside an idea for each section.
MOST_DEFINITIONS = 12
MOST_FORMULAS = 8
MOST_MISTAKES = 8
MOST_QUESTIONS = 8
_WORKED = re.compile(r"\b(?:worked .*example|exercises?)\b", re.IGNORECASE)
_PAUSE = 0.2  # seconds between two looks whether the model is free again


class GuideMaker:
    """Makes one guide; what takes the model gives way to whoever asks a question."""

    def __init__(
        self,
        subject: Subject,
        course: Course,
        bank: Bank,
        generator: Generator | None,
        *,
        known: Mapping[str, Line | None],
        give_way: Callable[[], bool],
        stop: Event,
        clock: Callable[[], datetime],
    ) -> None:
        """Take what a guide is made of.

        Args:
            subject: What it is about.
            course: The notes.
            bank: The questions that there are.
            generator: The model; without one the notes' own sentences are the ideas.
            known: Ideas of an earlier guide that still hold, by their sections' keys.
            give_way: Asked between two tokens whether somebody needs the model more.
            stop: Ends the work within a token.
            clock: Gives the time, aware.
        """
        self._subject = subject
        self._course = course
        self._bank = bank
        self._generator = None if generator is None else CourteousGenerator(generator, give_way)
        self._known = known
        self._give_way = give_way
        self._stop = stop
        self._clock = clock

    def guides(self) -> Iterator[Guide]:
        """The guide as it grows; the last one is complete, unless it was stopped.

        Raises:
            TutorError: The engine or the bank failed, for a reason that the user can mend.
        """
        sections = sections_of(self._subject.chunks)
        said = Said()
        found = tuple(self._found(sections, said))
        condensed = [each for each in sections if _has_idea(each)]
        ideas = tuple(Idea(each.key, each.heading, None) for each in condensed)
        guide = self._begun(ideas, found)
        yield guide
        for at, section in enumerate(condensed):
            line = self._idea(section, said)
            if self._stop.is_set():
                return
            made = replace(guide.ideas[at], line=line)
            ideas = (*guide.ideas[:at], made, *guide.ideas[at + 1 :])
            guide = replace(guide, ideas=ideas, done=at + 1)
            yield guide
        asked = questions_to_try(sections, MOST_QUESTIONS, bank=self._bank, course=self._course)
        yield replace(guide, lines=(*found, *asked), done=guide.steps)

    def _found(self, sections: Sequence[Section], said: Said) -> list[Line]:
        """What needs no model."""
        course, retriever = self._course, self._course.retriever
        lines = chosen(definitions(sections, course), MOST_DEFINITIONS, said)
        found = (each for section in sections for each in formulas(section, retriever))
        lines += chosen(found, MOST_FORMULAS, said)
        found = (each for section in sections for each in mistakes(section, retriever))
        lines += chosen(found, MOST_MISTAKES, said)
        return lines

    def _idea(self, section: Section, said: Said) -> Line | None:
        """A section's idea, begun again each time it had to give way."""
        if section.key in self._known:
            return self._taken_over(section, said)
        line, gave_way = self._tried(section, said)
        while gave_way and not self._stop.is_set():
            self._wait()
            line, gave_way = self._tried(section, said)
        return line

    def _tried(self, section: Section, said: Said) -> tuple[Line | None, bool]:
        """A section's idea, and whether it was broken off."""
        retriever = self._course.retriever
        try:
            return key_idea(section, retriever, self._generator, said, stop=self._stop), False
        except GaveWayError:
            return None, True

    def _taken_over(self, section: Section, said: Said) -> Line | None:
        line = self._known[section.key]
        if line is not None:
            vector = self._course.retriever.encode(line.text)
            said.add(Candidate(line, 0.0, vector, section.key))
        return line

    def _wait(self) -> None:
        while self._give_way() and not self._stop.wait(_PAUSE):
            pass

    def _begun(self, ideas: tuple[Idea, ...], lines: tuple[Line, ...]) -> Guide:
        model = "" if self._generator is None else self._generator.name
        subject = self._subject
        cited = {citation.chunk_id for line in lines for citation in line.citations}
        chunks = [*subject.chunks, *map(self._course.retriever.chunk, sorted(cited))]
        return Guide(
            scope=subject.scope,
            key=subject.key,
            title=subject.title,
            fingerprint=subject.fingerprint(model),
            ideas=ideas,
            lines=lines,
            documents={chunk.document_id: chunk.title for chunk in chunks},
            model=model,
            made=self._clock(),
            done=0,
        )


def _has_idea(section: Section) -> bool:
    """Whether a section teaches something; warnings and computations stand elsewhere or nowhere."""
    return not all(
        is_about_mistakes(passage.chunk) or any(map(_WORKED.search, passage.chunk.heading_path))
        for passage in section.passages
    )
