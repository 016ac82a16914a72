"""The page as Gradio has it, which ends what it has under way when it is closed."""

from collections.abc import Callable
from typing import Any

import gradio as gr
from starlette.routing import Route


class Page(gr.Blocks):
    """Blocks with something to be done when they are closed."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        """Take what `gradio.Blocks` takes."""
        super().__init__(*arguments, **options)
        self.own_routes: list[Route] = []  # what is served beside it, whoever launches it
        self._at_close: list[Callable[[], None]] = []

    def at_close(self, do: Callable[[], None]) -> None:
        """Have something done when the page is closed."""
        self._at_close.append(do)

    def close(self, verbose: bool = True) -> None:
        """Stop serving."""
        for do in self._at_close:
            do()
        super().close(verbose)
