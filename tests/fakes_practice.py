"""A small course with questions that nobody had to make, for the page's parts about practice."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from fakes_notes import FakeLibrary
from fakes_web import ScriptedTutor

from tutor.documents.document import Chunk, Span
from tutor.errors import TutorError
from tutor.practice.bank import Bank
from tutor.practice.grading import Grade, Response, Verdict
from tutor.practice.practice import Practice
from tutor.practice.question import Citation, Difficulty, Kind, Question
from tutor.records.records import Records

MONDAY = datetime(2026, 3, 9, 12, 0, tzinfo=timezone.utc)
NO_MODEL = "There is no model here; ask for what is in the bank."
CHAPTERS = ("Learning from records", "Perceptrons", "Autoencoders", "Attention")
AUTOENCODER = (
    "An autoencoder learns to copy its input $x$ to its output $\\hat{x}$ through a narrow code. "
    "The encoder maps the input to the code and the decoder maps the code back. "
    "A denoising autoencoder is trained on corrupted inputs."
)
MARKED = "The encoder maps the input to the code and the decoder maps the code back."


@dataclass
class Clock:
    """The time, which goes on when a test says so."""

    now: datetime = MONDAY

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **time: float) -> None:
        self.now += timedelta(**time)


@dataclass
class NotesRetriever:
    """All passages; the search finds those that hold a word of the query."""

    chunks: tuple[Chunk, ...]


@dataclass
class PractisingTutor(ScriptedTutor):
    """A tutor with notes and without a model."""

    library: FakeLibrary = field(default_factory=FakeLibrary)
    model_name: str = ""
    answering: bool = False

    def __post_init__(self) -> None:
        self.retriever = NotesRetriever(self.chunks)

    @property
    def generator(self) -> Any:
        raise TutorError(NO_MODEL)

    @property
    def chunks(self) -> tuple[Chunk, ...]:
        return tuple(chunk for _, chunks, _ in self.library.kept.values() for chunk in chunks)


def course() -> FakeLibrary:
    """Four chapters of one section each."""
    library = FakeLibrary()
    for number, title in enumerate(CHAPTERS, 1):
        body = AUTOENCODER if title == "Autoencoders" else f"{title} are about chapter {number}."
        library.put(
            f"notes/{number}.md",
            f"---\nchapter: {number}\ntitle: {title}\n---\n\n# {title}\n\n"
            f"## What {title.lower()} do\n\n{body}\n",
        )
    return library


def question(
    library: FakeLibrary,
    chapter: int,
    kind: Kind,
    words: str,
    answer: int | bool | str,
    *,
    options: Sequence[str] | None = None,
    points: Sequence[str] = (),
    explanation: str = "",
    difficulty: Difficulty = "medium",
    topic: str = "",
    marked: str = "",
) -> Question:
    """A question about a chapter of the course."""
    chunk = library.kept[f"notes/{chapter}.md"][1][-1]
    start = chunk.text.index(marked)
    evidence = (Span(start, start + len(marked)),) if marked else ()
    return Question(
        kind=kind,
        question=words,
        answer=answer,
        explanation=explanation or "The notes say so.",
        citations=(Citation.of(chunk, evidence),),
        topic=topic or chunk.heading_path[-1],
        difficulty=difficulty,
        options=None if options is None else tuple(options),
        chapter=str(chapter),
        key_points=tuple(points),
    )


def ten_about_autoencoders(library: FakeLibrary) -> list[Question]:
    """Ten questions of chapter 3, of every kind."""

    def ask(kind: Kind, words: str, answer: int | bool | str, **more: Any) -> Question:
        return question(library, 3, kind, words, answer, **more)

    return [
        ask(
            "multiple-choice",
            "Which part of an autoencoder maps the code back to $\\hat{x}$?",
            1,
            options=("The encoder", "The decoder", "The pooling layer", "The loss $L$"),
            marked=MARKED,
            explanation="The decoder maps the code back to the input's space.",
        ),
        ask(
            "multiple-choice",
            "What is a denoising autoencoder trained on?",
            2,
            options=("Clean labels", "Sorted inputs", "Corrupted inputs", "Random codes"),
        ),
        ask(
            "multiple-choice",
            "Which quantity does training make small?",
            0,
            options=("Reconstruction error", "Code entropy", "Batch size", "Vocabulary"),
        ),
        ask(
            "multiple-choice",
            "What makes the bottleneck useful for visualisation?",
            3,
            options=("Its dropout", "Its bias", "Its sigmoid", "Its few dimensions"),
        ),
        ask("true-false", "Autoencoders need labelled patients.", False),
        ask("true-false", "Sparse penalties keep most hidden units silent.", True),
        ask("cloze", "Tied weights reuse the transposed _____ matrix.", "encoder"),
        ask("cloze", "Stacked layers are pretrained in a _____ manner.", "greedy"),
        ask(
            "short-answer",
            "How does a variational model differ from a plain one?",
            "It encodes a distribution and samples from it.",
            points=("encodes a distribution", "samples from the distribution"),
        ),
        ask("flashcard", "Undercomplete representation", "One with fewer dimensions than $x$."),
    ]


def one_of_each_other_chapter(library: FakeLibrary) -> list[Question]:
    """Questions of the other chapters, so that an exam has something to balance."""
    return [
        question(
            library,
            number,
            "multiple-choice",
            f"Which subject has chapter {number}, whose notes speak of {title.lower()}?",
            number - 1,
            options=CHAPTERS,
        )
        for number, title in enumerate(CHAPTERS, 1)
        if number != 3
    ]


class WordsPractice(Practice):
    """Practice without a model: a key point is hit where the answer has its first word."""

    def mark(self, question: Question, response: Response) -> Grade:
        if question.kind != "short-answer" or not isinstance(response, str):
            return super().mark(question, response)
        hit = tuple(p for p in question.key_points if p.split()[0] in response.lower())
        missed = tuple(p for p in question.key_points if p not in hit)
        score = len(hit) / len(question.key_points)
        verdict: Verdict = "right" if not missed else "partly" if hit else "wrong"
        feedback = "Your answer says it all." if not missed else f"Missing: {missed[0]}."
        return Grade(score, verdict, hit, missed, feedback, question.citations[0])


@dataclass
class Course:
    """A course with records that outlive the program."""

    folder: Path
    clock: Clock = field(default_factory=Clock)
    library: FakeLibrary = field(default_factory=course)

    def opened(self, *, make: Callable[..., Practice] = WordsPractice) -> Practice:
        """Practice over the records and the bank in the folder."""
        self.tutor: Any = PractisingTutor(library=self.library)
        self.bank = Bank.open(self.folder / "questions.sqlite3")
        self.records = Records.open(self.folder / "records.sqlite3")
        return make(self.tutor, self.bank, self.records, clock=self.clock)

    def close(self) -> None:
        """Let go of the files."""
        self.bank.close()
        self.records.close()
