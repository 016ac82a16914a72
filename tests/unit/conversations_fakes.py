"""Turns to keep, and a clock."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from records_fakes import NOON

from tutor.answering.events import Nearest, Searched, Seconds, Sentence, Source
from tutor.conversations.turn import Phase, Turn
from tutor.documents.document import Span

FIRST, SECOND = "1" * 32, "2" * 32


@dataclass
class Clock:
    """Tells a minute more at each look, from noon on."""

    now: datetime = NOON - timedelta(minutes=1)

    def __call__(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now


def source(n: int = 1, *, cited: bool = True) -> Source:
    """A passage about ReLU."""
    text = "ReLU is not linear. It keeps positive values and zeroes negative ones."
    return Source(
        n=n,
        chunk_id=f"c{n}",
        document="04.md",
        title="Deep neural networks",
        locator="Activation functions",
        heading="Activation functions",
        text=text,
        span=Span(100, 100 + len(text)),
        evidence=(Span(20, len(text)),) if cited else (),
        cited=cited,
    )


def nearest(chunk_id: str = "c7", heading: str = "Evaluation") -> Nearest:
    """A heading that was near."""
    return Nearest("14.md", "Clinical models", heading, heading, chunk_id)


ANSWERED = Turn(
    "What is ReLU?",
    Phase.ANSWERED,
    "What is ReLU?",
    sentences=(
        Sentence("", "ReLU zeroes negative values.", (1,), supported=True),
        Sentence(" ", "It is fast.", (), supported=False),
    ),
    sources=(source(1), source(2, cited=False)),
    seconds=Seconds(0.01, 0.5, 2.5),
    model="tiny",
)
ANSWERED_AGAIN = Turn(
    "What is ReLU?",
    Phase.ANSWERED,
    "What is ReLU?",
    sentences=(Sentence("", "It keeps positive values.", (1,), supported=True),),
    sources=(source(1),),
    seconds=Seconds(0.01, 0.4, 2.0),
    model="tiny",
)
NOT_FOUND = Turn(
    "Who won the cup?",
    Phase.NOT_IN_NOTES,
    "Who won the cup?",
    sources=(source(1, cited=False),),
    searched=Searched(14, 212, (nearest(),)),
    seconds=Seconds(0.01, None, 0.3),
    model="tiny",
)
