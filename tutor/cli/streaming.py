"""An answer in a terminal while it comes into being."""

from collections.abc import Generator, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

from tutor.answering.events import (
    Answer,
    Event,
    Finished,
    NotInNotes,
    Searching,
    Sentence,
    SentenceDone,
    SourcesFound,
    Token,
    Withdrawn,
)
from tutor.cli.answer_text import QUIET, answer_text
from tutor.cli.render import answer_view

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
    from rich.segment import Segment


def show_answer(events: Iterable[Event], console: "Console") -> Answer | None:
    """Follow a turn and print its answer; None where it ended before its end.

    In a terminal the draft is shown as it grows and gives way to the finished answer. On Ctrl-C
    what has been written so far stays.
    """
    draft = Draft()
    answer = None
    try:
        with _live(draft, console):
            for event in events:
                draft.update(event)
                if isinstance(event, Finished):
                    answer = event.answer
    except KeyboardInterrupt:
        console.print(draft.view(" … stopped", styled=console.is_terminal))
        raise
    finally:
        if isinstance(events, Generator):
            events.close()  # which stops the model, whatever ended the loop
    if answer is not None:
        console.print(answer_view(answer, styled=console.is_terminal))
    return answer


class Draft:
    """What the reader of an unfinished answer sees."""

    def __init__(self) -> None:
        self._status = ""
        self._sentences: list[Sentence] = []
        self._pending = ""

    def update(self, event: Event) -> None:
        """Take the next event in."""
        if isinstance(event, Searching):
            self._status = "Searching the notes…"
        elif isinstance(event, SourcesFound):
            count = len(event.sources)
            self._status = f"Reading {count} passage{'' if count == 1 else 's'}…"
        elif isinstance(event, Token):
            self._pending += event.text
        elif isinstance(event, SentenceDone):
            self._sentences.append(event.sentence)
            self._pending = event.pending
        elif isinstance(event, (Withdrawn, NotInNotes)):
            self._sentences.clear()
            self._pending = ""

    def view(self, note: str = "", *, styled: bool) -> "RenderableType":
        """The sentences so far, or what is being done while there are none, and a note."""
        from rich.text import Text

        if self._sentences or self._pending:
            pending = Text.assemble(self._pending, (note, QUIET))
            return answer_text(self._sentences, pending, styled=styled)
        return Text(self._status + note, QUIET)

    def __rich_console__(self, console: "Console", options: "ConsoleOptions") -> "RenderResult":
        """The end of the text, as much of it as can be drawn over again."""
        lines = console.render_lines(self.view(styled=True), options, pad=False)
        return _joined(lines[-max(1, console.size.height - 2) :])


def _joined(lines: "Iterable[list[Segment]]") -> "Iterator[Segment]":
    from rich.segment import Segment

    for i, line in enumerate(lines):
        if i:
            yield Segment.line()
        yield from line


def _live(draft: Draft, console: "Console") -> AbstractContextManager[object]:
    from rich.live import Live

    if not console.is_terminal:
        return nullcontext()
    return Live(draft, console=console, transient=True, refresh_per_second=12)
