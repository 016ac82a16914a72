"""A tutor with scripted turns, for developing and testing the page without a model."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timezone
from pathlib import Path
from tempfile import TemporaryDirectory

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
    Withdrawn,
)
from tutor.conversations.conversations import Conversations
from tutor.documents.document import Span
from tutor.records.records import Records

RELU = (
    "An activation function is applied to the weighted sum of each neuron. It introduces "
    "non-linearity into the model, so that stacked layers can represent curves. The **rectified "
    "linear unit** is $\\operatorname{ReLU}(x) = \\max(x, 0)$: it keeps positive values and sets "
    "the rest to zero."
)
SIGMOID = (
    "### Sigmoid\n\nThe sigmoid squashes its input into the interval (0, 1):\n\n"
    "$$\\operatorname{sigmoid}(x) = \\frac{1}{1 + \\exp(-x)}.$$\n\n"
    "- Its gradient vanishes for large inputs.\n- It is still used for gates."
)
CODE = (
    "Training loops call the functions like any other layer.\n\n"
    "```python\nlayer = nn.Linear(4, 8)\nout = torch.relu(layer(x))\n```"
)
MILK = "A pooling layer halves the resolution; its window usually has a stride of two."


def source(
    n: int, title: str, locator: str, text: str, *marked: str, cited: bool | None = None
) -> Source:
    """A source whose evidence is where the `marked` strings stand in its text."""
    spans = tuple(Span(text.index(m), text.index(m) + len(m)) for m in marked)
    return Source(
        n=n,
        chunk_id=f"chunk-{n}",
        document=f"notes/{n}.md",
        title=title,
        locator=locator,
        heading=locator,
        text=text,
        span=Span(0, len(text)),
        evidence=spans,
        cited=bool(marked) if cited is None else cited,
    )


@dataclass(frozen=True)
class Script:
    """One answer: its sentences, and the sources with the evidence that they end up with."""

    sentences: Sequence[Sentence] = ()
    sources: Sequence[Source] = ()
    searched: Searched | None = None  # the notes do not hold the answer
    error: Exception | None = None  # raised after the sentences
    withdrawn: Sequence[Sentence] = ()  # a draft that is taken back before the sentences


ACTIVATION = Script(
    sentences=(
        Sentence(
            "",
            "An activation function turns the weighted sum into a **non-linear** value, which lets "
            "stacked layers model curves.",
            (1,),
            True,
        ),
        Sentence(
            " ",
            "ReLU, $f(x) = \\max(x, 0)$, keeps positive values and zeroes the rest.",
            (1, 2),
            True,
        ),
        Sentence(" ", "It was first used on telephone exchanges in Finland.", (), False),
        Sentence("\n\n", "The sigmoid is the older choice:", (2,), True),
        Sentence("\n\n", "$$\\sigma(x) = \\frac{1}{1 + e^{-x}}$$", (2,), True),
        Sentence(
            "\n\n", "```python\nout = torch.relu(layer(x))  # shape: (batch, 8)\n```", (3,), True
        ),
        Sentence(
            "\n\n",
            "| function | range | use |\n|---|---|---|\n| ReLU | $[0, \\infty)$ | hidden layers |\n"
            "| sigmoid | $(0, 1)$ | gates |",
            (1, 2),
            True,
        ),
    ),
    sources=(
        source(
            1,
            "Multilayer Perceptrons",
            "Activation Functions > ReLU",
            RELU,
            "It introduces non-linearity into the model, so that stacked layers can represent "
            "curves.",
            "it keeps positive values and sets the rest to zero.",
        ),
        source(
            2,
            "Lecture 3: from perceptrons to deep networks",
            "slide 12",
            SIGMOID,
            "The sigmoid squashes its input into the interval (0, 1):",
            "- It is still used for gates.",
        ),
        source(3, "Lab 2", "cell 9", CODE, "out = torch.relu(layer(x))"),
        source(4, "Convolutional Neural Networks", "Pooling", MILK),
        source(5, "@473", "follow-up 2", "Is the midterm open book? Yes, one sheet of notes."),
    ),
)
NOTHING = Script(
    sources=(source(1, "Convolutional Neural Networks", "Pooling", MILK),),
    searched=Searched(
        documents=14,
        sections=212,
        nearest=(
            Nearest("a.md", "Optimization Algorithms", "Adam > Bias correction", "Adam", "a1"),
            Nearest("b.md", "Recurrent Neural Networks", "page 12", "Gated Units", "b1"),
            Nearest("c.md", "Attention", "Scoring", "Scoring", "c1"),
        ),
    ),
)


@dataclass
class ScriptedTutor:
    """Answers from scripts; `pause` is called before every event and may wait."""

    scripts: dict[str, Script] = field(default_factory=dict)
    default: Script = ACTIVATION
    pause: Callable[[Event], None] = lambda event: None
    title: str = "Deep Learning for Healthcare"
    model_name: str = "qwen-1.5b"
    closed: list[str] = field(default_factory=list)  # questions whose turn was stopped
    asked: list[tuple[str, tuple[tuple[str, str], ...]]] = field(default_factory=list)
    stopped: threading.Event = field(default_factory=threading.Event)

    def example_questions(self) -> list[str]:
        return [
            "What does an activation function do?",
            "How do GRU and LSTM differ?",
            "Why does dropout help against overfitting?",
        ]

    def stream(
        self,
        question: str,
        *,
        history: Sequence[tuple[str, str]] = (),
        stop: threading.Event | None = None,
    ) -> Iterator[Event]:
        self.asked.append((question, tuple(history)))
        try:
            for event in events(question, self.scripts.get(question, self.default)):
                self.pause(event)
                yield event
        except GeneratorExit:
            self.closed.append(question)
            self.stopped.set()
            raise


def events(question: str, script: Script) -> Iterator[Event]:
    """The events of a script, in the order in which a real turn has them."""
    found = tuple(replace(s, evidence=(), cited=False) for s in script.sources)
    yield Searching(question, question)
    yield SourcesFound(found, 0.02)
    for sentence in script.withdrawn:
        for piece in pieces(sentence.lead + sentence.text):
            yield Token(piece)
        yield SentenceDone(sentence, found, "")
    if script.withdrawn:
        yield Withdrawn()
    cited: set[int] = set()
    for sentence in script.sentences:
        for piece in pieces(sentence.lead + sentence.text):
            yield Token(piece)
        cited.update(sentence.citations)
        known = tuple(s if s.n in cited else f for s, f in zip(script.sources, found, strict=True))
        yield SentenceDone(sentence, known, "")
    if script.error is not None:
        raise script.error
    if script.searched is not None:
        yield NotInNotes(script.searched)
    yield Finished(
        Answer(
            question=question,
            status="answered" if script.searched is None else "not_in_notes",
            text="".join(s.lead + s.cited_text for s in script.sentences).strip(),
            sentences=tuple(script.sentences) if script.searched is None else (),
            sources=tuple(script.sources if script.searched is None else found),
            seconds=Seconds(0.02, 1.4, 6.1),
            model="qwen-1.5b",
            searched=script.searched,
        )
    )


def pieces(text: str, size: int = 5) -> list[str]:
    """A text cut as a model would stream it, more or less."""
    return [text[i : i + size] for i in range(0, len(text), size)]


def like_a_model(event: Event) -> None:
    """A pause for looking at the page by hand: a second until the first word, then 30 a second."""
    time.sleep(1.0 if isinstance(event, SourcesFound) else 0.03)


@contextmanager
def kept(
    clock: Callable[[], datetime] = lambda: datetime.now(timezone.utc),
) -> Iterator[Conversations]:
    """Conversations in a file of their own, for as long as the block."""
    with (
        TemporaryDirectory() as folder,
        closing(Records.open(Path(folder) / "records.sqlite")) as records,
    ):
        yield Conversations(records, clock=clock)


@contextmanager
def loops_closed() -> Iterator[None]:
    """Close the event loops that Gradio makes for its locks and leaves open."""
    make = asyncio.new_event_loop
    made = []

    def kept() -> asyncio.AbstractEventLoop:
        made.append(make())
        return made[-1]

    asyncio.new_event_loop = kept
    try:
        yield
    finally:
        asyncio.new_event_loop = make
        asyncio.set_event_loop(None)
        for loop in made:
            if not loop.is_running():
                loop.close()
