"""A tutor without models for the tests of the command line."""

import json
import sys
import types
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, ClassVar

import pytest
from fakes import FakeGenerator

from tutor.answering.events import (
    Answer,
    Event,
    Finished,
    Nearest,
    NotInNotes,
    Searched,
    Searching,
    Seconds,
    Sentence,
    SentenceDone,
    Source,
    SourcesFound,
    Token,
)
from tutor.documents.document import Span
from tutor.documents.failures import Failure
from tutor.errors import TutorError
from tutor.library import indexing, opening, watching
from tutor.retrieval.report import BuildReport

PASSAGE = "An activation function is not linear. It lets layers model curves. ReLU is one."
SUPPORTED = Sentence("", "It lets layers model [curves](x).", (1,), supported=True)
UNSUPPORTED = Sentence(" ", "Bananas are yellow.", (), supported=False)
SOURCES = (
    Source(
        n=1,
        chunk_id="c1",
        document="04-networks.md",
        title="Networks",
        locator="Neurons > Activation",
        heading="Neurons > Activation",
        text=PASSAGE,
        span=Span(10, 10 + len(PASSAGE)),
        evidence=(Span(38, 66),),
        cited=True,
    ),
    Source(
        n=2,
        chunk_id="c2",
        document="slides.pdf",
        title="Slides",
        locator="page 12",
        heading="Slides",
        text="Another passage.",
        span=Span(0, 16),
        evidence=(),
        cited=False,
    ),
)
SEARCHED = Searched(
    documents=1,
    sections=212,
    nearest=(Nearest("04-networks.md", "Networks", "Neurons", "Neurons", "c1"),),
)


@dataclass(frozen=True)
class FakeHit:
    rank: int = 1
    score: float = 0.5
    chunk_id: str = "c1"
    document: str = "04-networks.md"
    locator: str = "Neurons > Activation"
    heading: str = "Neurons > Activation"
    text: str = PASSAGE
    matches: tuple[Span, ...] = (Span(3, 13),)

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


REPORT = BuildReport(
    documents=2,
    chunks=9,
    added=2,
    changed=0,
    removed=0,
    unchanged=0,
    failed=(Failure("scan.pdf", "it has no text layer"),),
    seconds=1.5,
)


def answer_to(question: str) -> Answer:
    """What the fake answers: not in the notes for questions about bananas."""
    silent = "banana" in question
    sentences = () if silent else (SUPPORTED, UNSUPPORTED)
    return Answer(
        question=question,
        status="not_in_notes" if silent else "answered",
        text="I didn't find this in your notes."
        if silent
        else "".join(sentence.lead + sentence.cited_text for sentence in sentences),
        sentences=sentences,
        sources=SOURCES,
        seconds=Seconds(0.1, None if silent else 0.2, 0.3),
        model="fake",
        searched=SEARCHED if silent else None,
    )


@dataclass
class Calls:
    """What the command line asked of the fake."""

    opened: list[dict[str, Any]] = field(default_factory=list)
    asked: list[tuple[str, tuple[tuple[str, str], ...], frozenset[str]]] = field(
        default_factory=list
    )
    searched: list[tuple[str, int, frozenset[str]]] = field(default_factory=list)
    built: list[dict[str, Any]] = field(default_factory=list)
    watched: list[object] = field(default_factory=list)
    closed: int = 0
    tutor: type["FakeTutor"] = field(init=False, repr=False)  # the class that was put in place

    def watch(self, library: object) -> types.SimpleNamespace:
        """A watcher that only remembers what it watches."""
        self.watched.append(library)
        return types.SimpleNamespace(close=lambda: None)


class FakeTutor:
    """Has the shape of `tutor.api.Tutor`."""

    calls: ClassVar[Calls]
    interrupt_on: ClassVar[str | None] = None  # the question during which Ctrl-C is pressed
    title = "My [notes]"
    model_name = "fake"
    live_index = "the open index"

    @classmethod
    def open(cls, index: Path, **options: Any) -> "FakeTutor":
        print("a library that prints")
        cls.calls.opened.append({"index": index, **options})
        if Path(index).name == "missing":
            raise TutorError("There is no index at missing; run `tutor index` first.")
        options["progress"]("Loading", 1, 2)
        return cls()

    def _begin(self, question: str, history: Any, exclude_documents: Any) -> None:
        self.calls.asked.append((question, tuple(history), frozenset(exclude_documents)))
        if not question.strip():
            raise TutorError("The question is empty; type one.")

    def ask(self, question: str, *, history: Any = (), exclude_documents: Any = ()) -> Answer:
        self._begin(question, history, exclude_documents)
        if question == self.interrupt_on:
            raise KeyboardInterrupt
        return answer_to(question)

    def stream(
        self, question: str, *, history: Any = (), exclude_documents: Any = ()
    ) -> Iterator[Event]:
        self._begin(question, history, exclude_documents)
        yield Searching(question, question)
        yield SourcesFound(SOURCES, 0.1)
        yield Token("It lets layers")
        if question == self.interrupt_on:
            raise KeyboardInterrupt
        answer = answer_to(question)
        if answer.searched is not None:
            yield NotInNotes(answer.searched)
        else:
            yield Token(" model [curves](x). Bana")
            yield SentenceDone(SUPPORTED, SOURCES, " Bana")
            yield SentenceDone(UNSUPPORTED, SOURCES, "")
        yield Finished(answer)

    def search(
        self, query: str, k: int = 5, *, exclude_documents: Any = (), filters: Any = None
    ) -> list[FakeHit]:
        self.calls.searched.append((query, k, frozenset(exclude_documents)))
        if not query.strip():
            raise TutorError("The question is empty; type one.")
        if query == self.interrupt_on:
            raise KeyboardInterrupt
        return [FakeHit()]

    def close(self) -> None:
        self.calls.closed += 1


def install(monkeypatch: pytest.MonkeyPatch, folder: Path) -> Calls:
    """Put the fake in the place of `tutor.api`, in an empty folder without any settings."""
    calls = Calls()

    def build_index(paths: list[Path], settings: Any, **options: Any) -> BuildReport:
        print("a library that prints")
        calls.built.append({"paths": paths, "settings": settings, **options})
        if Path("missing") in paths:
            raise TutorError("There is nothing at missing; check the path.")
        if Path("interrupted") in paths:
            raise KeyboardInterrupt
        return REPORT

    api = types.ModuleType("tutor.api")
    calls.tutor = type("Tutor", (FakeTutor,), {"calls": calls})
    api.__dict__.update(
        Tutor=calls.tutor,
        build_index=build_index,
        load_generator=lambda settings, progress: FakeGenerator(""),
    )
    monkeypatch.setitem(sys.modules, "tutor.api", api)
    for module in (opening, indexing):
        monkeypatch.setattr(module, "build_index", build_index)
    monkeypatch.setattr(opening, "library_of", lambda index, _settings: index)
    monkeypatch.setattr(watching, "Watcher", calls.watch)
    monkeypatch.chdir(folder)
    for name in ("INDEX", "CORPUS", "MODEL", "ENCODER", "ENGINE", "BASE_URL", "K", "PORT", "HOST"):
        monkeypatch.delenv(f"TUTOR_{name}", raising=False)
    monkeypatch.setenv("TUTOR_RECORDS", str(folder / "records.sqlite3"))
    monkeypatch.setenv("TUTOR_FILL_BANK", "false")
    return calls


def json_lines(text: str) -> list[Any]:
    """Every line of standard output, each of which has to be JSON."""
    return [json.loads(line) for line in text.splitlines()]
