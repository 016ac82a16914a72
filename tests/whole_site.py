"""The page with all its parts over a small course and at a time that stand still."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import reduce
from pathlib import Path
from typing import Any

from browser import free_port
from fakes_gaps import ask_in_vain, gaps_of
from fakes_guide import ScriptedGuides
from fakes_notes import MLP, FakeLibrary
from fakes_practice import (
    Course,
    PractisingTutor,
    WordsPractice,
    one_of_each_other_chapter,
    ten_about_autoencoders,
)
from fakes_search import WordsEncoder
from fakes_web import ACTIVATION, NOTHING, Script, loops_closed

from tutor.answering.events import Event
from tutor.conversations.conversations import Conversations
from tutor.conversations.turn import Turn, advance
from tutor.documents.failures import Failure
from tutor.practice.question import Question
from tutor.records.values import LOCAL_STUDENT
from tutor.retrieval.builder import build
from tutor.retrieval.retriever import Retriever
from tutor.web.app import build_app, launch

ANSWERED = "What does an activation function do?"
NOT_IN_NOTES = "Who won the world cup in 1990?"
BERT = "Which corpus was BERT trained on, and for how many steps?"
SUMMARY = "---\nchapter: 2\nkind: summary\n---\n\n"
NO_TEXT = "That file has no text layer; export it with text or run it through an OCR tool."
ARABIC = "ما هي دالة التنشيط؟"
# Conversations by their ids, and how many days after the one before each was had.
EARLIER = {
    f"{number:032x}": each
    for number, each in enumerate(
        (
            ("Why does dropout help against overfitting?", 0),
            ("What is the difference between a generative and a discriminative model?", 3),
            ("Wie unterscheiden sich GRU und LSTM?", 5),
            (ARABIC, 1),
        ),
        1,
    )
}
STREAMING = "How do GRU and LSTM differ?"


class SteadyPractice(WordsPractice):
    """Practice that asks in the order of the alphabet."""

    def quiz(self, *given: Any, **more: Any) -> Any:
        run = super().quiz(*given, **more)
        return _Sorted(run)


class _Sorted:
    """A run of questions in another order."""

    def __init__(self, run: Any) -> None:
        self._run = run

    def __iter__(self) -> Iterator[Question]:
        return iter(sorted(self._run, key=lambda each: each.question))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._run, name)


@dataclass
class WholeSite:
    """A served page, and what a test may hold back of it."""

    course: Course
    tutor: PractisingTutor
    conversations: Conversations
    retriever: Retriever
    url: str = ""
    requests: list[str] = field(default_factory=list)

    def hold(self) -> None:
        """Let the next turn stop at its twentieth event until it is stopped."""
        seen = [0]

        def pause(event: Event) -> None:
            seen[0] += 1
            if seen[0] >= 20:
                self.tutor.stopped.wait(10)

        self.tutor.stopped.clear()
        self.tutor.pause = pause

    def forget_new_conversations(self) -> None:
        """Leave only those that were there at the beginning."""
        for each in self.conversations.listed(LOCAL_STUDENT):
            if each.id not in EARLIER:
                self.conversations.delete(LOCAL_STUDENT, each.id)

    def go_on(self) -> None:
        """Hold nothing back any more."""
        self.tutor.pause = lambda event: None
        self.tutor.stopped.set()


@contextmanager
def whole_site(folder: Path) -> Iterator[WholeSite]:
    """The page, served until the end of the block; its records lie in the folder."""
    course = Course(folder)
    course.library.put("notes/mlp.md", MLP.replace("# Multi", f"{SUMMARY}# Multi", 1))
    course.library.failed = (Failure("notes/scan.pdf", NO_TEXT),)
    practice = course.opened(make=SteadyPractice)
    course.bank.add(
        [*ten_about_autoencoders(course.library), *one_of_each_other_chapter(course.library)]
    )
    _study(practice, course)
    scripts = {NOT_IN_NOTES: NOTHING, STREAMING: Script(ACTIVATION.sentences, ACTIVATION.sources)}
    tutor = PractisingTutor(scripts=scripts, library=course.library)
    conversations = Conversations(course.records, clock=course.clock)
    for name, (question, days) in EARLIER.items():
        course.clock.pass_by(days=days)
        turn = reduce(advance, tutor.stream(question), Turn(question))
        conversations.keep(LOCAL_STUDENT, name, 1, turn)
    ask_in_vain(conversations, course.library, "How is a GAN trained?", "What is a GAN?", BERT)
    site = WholeSite(course, tutor, conversations, _index(folder, course.library))
    with loops_closed():
        app = build_app(
            tutor,
            conversations,
            course.library,
            practice,
            search=site,
            guide=ScriptedGuides(course.library),
            gaps=gaps_of(course.records, course.library, course.clock),
            clock=course.clock,
        )
        try:
            site.url = launch(app, course.library, practice, port=free_port())
            yield site
        finally:
            site.go_on()
            app.close(verbose=False)
            course.close()


def _index(folder: Path, library: FakeLibrary) -> Retriever:
    """The library's notes, to be searched."""
    for name, (_, _, data) in library.kept.items():
        path = folder / "files" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    build([folder / "files"], folder / "index", WordsEncoder())
    return Retriever.open(folder / "index", WordsEncoder())


def _study(practice: Any, course: Course) -> None:
    """Answer some of the questions on three days, so that there is something to show."""
    questions = sorted(ten_about_autoencoders(course.library), key=lambda each: each.question)
    for day in range(3):
        for number, question in enumerate(questions[day::2]):
            right = (number + day) % 3 != 0
            practice.answer(
                LOCAL_STUDENT,
                question,
                _response(question, right=right),
                setting="practice",
                seconds=20.0,
                hints=0,
            )
        course.clock.pass_by(days=1)


def _response(question: Question, *, right: bool) -> Any:
    if question.kind == "flashcard":
        return 3 if right else 1
    if right:
        return question.answer
    if question.kind == "multiple-choice":
        return (int(question.answer) + 1) % len(question.options or (0,))
    return not question.answer if question.kind == "true-false" else "something else"
