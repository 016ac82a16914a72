"""Study guides of a small course that are made as fast as a test lets them."""

import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timezone

from fakes_notes import FakeLibrary
from fakes_practice import course

from tutor.documents.document import Chunk, Span
from tutor.errors import TutorError
from tutor.guide.guide import Guide, Idea, Line, LineKind
from tutor.guide.subject import Subject
from tutor.practice.outline import Outline
from tutor.practice.question import BLANK, Citation

MADE = datetime(2026, 3, 9, 12, 0, tzinfo=timezone.utc)
MODEL = "a-model"
NO_TOPIC = "I didn't find 'knitting' in your notes; the nearest headings are: What attention do."
DEFINED = "An **autoencoder** learns to copy its input $x$ to its output $\\hat{x}$."
FORMULA = "The loss is $$L = \\|x - \\hat{x}\\|^2$$ where $x$ is the input."
MISTAKE = "Taking the <script>alert(1)</script> code for a label."
QUESTION = f"The encoder maps the input to the {BLANK}."
IDEA = "The encoder maps the input to the code and the decoder maps the code back."
MARKED = IDEA


@dataclass
class ScriptedGuides:
    """Makes the guide on chapter 3, one step each time that `allow` is called."""

    library: FakeLibrary = field(default_factory=course)
    free: bool = True  # whether nothing waits to be allowed
    problem: str = ""  # raised after the first step
    store: dict[tuple[str, str], Guide] = field(default_factory=dict)
    begun: int = 0
    version: str = "1"  # of the notes

    def __post_init__(self) -> None:
        self._steps = threading.Semaphore(0)
        self.stopped = threading.Semaphore(0)  # once for each time that the making was stopped

    def hold(self) -> None:
        """Let nothing be made until it is allowed."""
        self.free = False
        self._steps = threading.Semaphore(0)

    def allow(self, steps: int = 1) -> None:
        self._steps.release(steps)

    @property
    def chunks(self) -> tuple[Chunk, ...]:
        return tuple(chunk for _, chunks, _ in self.library.kept.values() for chunk in chunks)

    @property
    def outline(self) -> Outline:
        return Outline(self.chunks)

    def chapter(self, name: str) -> Subject:
        found = self.outline.find(name)
        return Subject("chapter", found.key, found.name, found.chunks)

    def topic(self, words: str) -> Subject:
        if "knitting" in words:
            raise TutorError(NO_TOPIC)
        return Subject("topic", words.casefold(), words, self.outline.find("3").chunks)

    def fingerprint(self, subject: Subject) -> str:
        return f"{subject.scope} {subject.key} {self.version}"

    def kept(self, subject: Subject) -> Guide | None:
        guide = self.store.get((subject.scope, subject.key))
        return guide if guide and guide.fingerprint == self.fingerprint(subject) else None

    def make(
        self, subject: Subject, *, stop: threading.Event, again: bool = False
    ) -> Iterator[Guide]:
        self.begun += 1
        guide = guide_on(subject, self.fingerprint(subject))
        ideas = tuple(replace(idea, line=None) for idea in guide.ideas)
        for done in range(guide.steps + 1):
            while not self.free and not self._steps.acquire(timeout=0.05):
                if stop.is_set():
                    break
            if stop.is_set():
                self.stopped.release()
                return
            made = (*guide.ideas[:done], *ideas[done:])
            yield replace(guide, ideas=made, done=done)
            if self.problem:
                raise TutorError(self.problem)
        self.store[subject.scope, subject.key] = replace(guide, done=guide.steps)


def guide_on(subject: Subject, fingerprint: str = "") -> Guide:
    """A whole guide with a line of every kind."""
    chunk = next((c for c in subject.chunks if MARKED in c.text), subject.chunks[-1])
    start = max(chunk.text.find(MARKED), 0)
    citation = Citation.of(chunk, (Span(start, start + len(MARKED)),))

    def line(kind: LineKind, text: str, *, written: bool = False) -> Line:
        return Line(kind, text, (citation,), chunk.heading_path[-1], written)

    ideas = tuple(
        Idea(f"key{number}", f"Section {number}", line("idea", f"First: {IDEA}", written=True))
        for number in (1, 2)
    )
    documents: Mapping[str, str] = {chunk.document_id: chunk.title}
    return Guide(
        scope=subject.scope,
        key=subject.key,
        title=subject.title,
        fingerprint=fingerprint,
        ideas=ideas,
        lines=(
            line("definition", DEFINED),
            line("formula", FORMULA),
            line("mistake", MISTAKE),
            line("question", QUESTION),
        ),
        documents=documents,
        model=MODEL,
        made=MADE,
        done=3,
    )
