"""The same answers for programs: one named endpoint that gradio_client can call."""

from collections.abc import Sequence
from typing import Any

import gradio as gr
from gradio.events import api

from tutor.answering.events import Answer, Finished
from tutor.errors import TutorError
from tutor.web.line import Line
from tutor.web.turn import Answering


def endpoint(tutor: Answering, line: Line, students: int) -> None:
    """Offer `ask(question, history)` on the page, inside its `with` block."""

    def ask(question: str, history: list[list[str]] | None = None) -> dict[str, Any]:
        """Answer a question from the notes.

        `history` holds earlier pairs of question and answer. The result is the answer with its
        sentences and sources, in the shape that `tutor ask --json` prints.
        """
        try:
            with line.join() as ticket:
                ticket.wait(None)
                answer = finished(tutor, question, [(q, a) for q, a in history or []])
            return answer.to_dict()
        except TutorError as error:
            raise gr.Error(str(error), print_exception=False) from error

    api(ask, api_name="ask", concurrency_limit=students, concurrency_id="turn")


def finished(tutor: Answering, question: str, history: Sequence[tuple[str, str]]) -> Answer:
    """Run a turn to its end."""
    for event in tutor.stream(question, history=history):
        if isinstance(event, Finished):
            return event.answer
    raise RuntimeError("the turn's events ended without Finished")
