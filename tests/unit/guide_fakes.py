"""A small course with a glossary and warnings, and what makes study guides of it."""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import datetime, timezone
from pathlib import Path
from threading import Event

from answering_fakes import open_notes
from fakes import FakeGenerator

from tutor.generation.base import Generator
from tutor.guide.guide import Guide
from tutor.guide.guides import Guides
from tutor.guide.store import FILE, GuideStore
from tutor.practice.bank import Bank
from tutor.practice.snapshot import Snapshot

NOON = datetime(2026, 3, 9, 12, 0, tzinfo=timezone.utc)
TRAINING = """---
chapter: 1
title: Training
---
# Training

## Gradient clipping

Gradient clipping rescales a gradient whose norm exceeds the threshold $\\tau$. The clipped
gradient keeps its direction and is

$$g' = \\tau \\frac{g}{\\|g\\|}$$

where $g$ is the gradient.

## Early stopping

Early stopping is a regulariser that ends training when the validation loss rises again. We saw it
before. This is how it works.

## Momentum

We add it up. It is then used to see how this goes on.

## Worked example

With $g = 5$ the threshold 1 gives 0.2 of 5, and 0.2 of 10 is 2.

## Common mistakes

- Believing that clipping cures vanishing gradients.
- Watching the training loss for early stopping.
"""
GLOSSARY = """# Glossary

## Terms

- **Gradient**: A gradient is the vector of all partial derivatives of the loss.
- **Sourdough**: Sourdough is a dough that wild yeasts and bacteria have raised.
"""
BREAD = "---\nchapter: 2\ntitle: Bread\n---\n# Bread\n\n## Flour\n\nBakers like rye flour a lot.\n"
NOTES = {"training.md": TRAINING, "glossary.md": GLOSSARY, "bread.md": BREAD}


class Course:
    """Notes, a bank and guides; the notes may be changed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.notes = dict(NOTES)
        self.answering = False
        self.generator: Generator = FakeGenerator()
        self.model_name = ""
        self.waits = 0
        self.read()

    def read(self) -> None:
        """Read the notes as they are now."""
        self._snapshot = Snapshot(open_notes(self.folder, self.notes))

    def snapshot(self) -> Snapshot:
        return self._snapshot

    @contextlib.contextmanager
    def in_front(self) -> Iterator[None]:
        self.waits += 1
        yield
        self.waits -= 1

    def ask(self, *replies: str | Exception) -> FakeGenerator:
        """Have a model with these replies."""
        self.model_name = "fake"
        self.generator = FakeGenerator(*replies)
        return self.generator

    @contextlib.contextmanager
    def guides(
        self, clock: Callable[[], datetime] = lambda: NOON, **more: object
    ) -> Iterator[Guides]:
        """The guides of this course, until the end of the block."""
        with (
            closing(Bank.open(self.folder / "questions.sqlite3")) as self.bank,
            closing(GuideStore.open(self.folder / FILE, clock=clock)) as self.store,
        ):
            yield Guides(self, self, self.store, clock=clock, **more)  # type: ignore[arg-type]


def made(guides: Guides, name: str = "1", *, again: bool = False) -> Sequence[Guide]:
    """A chapter's guide as it grows."""
    return list(guides.make(guides.chapter(name), stop=Event(), again=again))
