"""A terminal that shows other people's text without obeying it.

Notes, file names and a model's words may hold escape sequences, which could clear the screen,
change the title or hide a line. Every control character but tab and new line is shown as U+FFFD.
"""

from collections.abc import Iterable

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

from tutor.cli.controls import harmless


class Terminal(Console):
    """rich's console; its own colours are added after the text was made harmless."""

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        """The renderable as pieces of text with their styles."""
        for segment in super().render(renderable, options):
            if segment.control:
                yield segment
            else:
                yield Segment(harmless(segment.text), segment.style)
