"""The Chat part of the page: its components, and one turn as updates of them."""

from collections.abc import Callable, Iterator
from typing import Any

import gradio as gr

from tutor.conversations.turn import Turn
from tutor.practice.outline import Outline
from tutor.web.answer_view import conversation_html
from tutor.web.formulas import MATH
from tutor.web.quiz_turn import quiz_turn
from tutor.web.runs import Runs
from tutor.web.sources_view import panel_html, sources_html
from tutor.web.text import chat as text
from tutor.web.text import page as page_words
from tutor.web.turn import Answering, run_turn


def chat(
    tutor: Answering,
    page: gr.Blocks,
    students: int,
    *,
    linked: bool = False,
    outline: Callable[[], Outline] | None = None,
) -> None:
    """Put the chat on the page, inside `with page:`.

    Args:
        tutor: Answers the questions.
        page: Told to stop a student's turn when the tab is closed.
        students: How many turns may be under way at once; further ones queue.
        linked: Whether the sources lead to the documents that they are from.
        outline: Gives the chapters that there can be a quiz about; without it there is none.
    """
    runs = Runs()
    turns = gr.State(())
    with gr.Row(elem_id="page"):
        with gr.Column(elem_id="chat"):
            with gr.Column(elem_id="welcome") as welcome:
                gr.HTML(
                    f"<h2>{text.WELCOME}</h2><p>{text.WELCOME_MORE}</p>", elem_id="welcome-text"
                )
                examples = [
                    (gr.Button(question, elem_classes="example"), question)
                    for question in tutor.example_questions()
                ]
            past = _markdown("past")
            live = _markdown("live")
        with gr.Column(elem_id="sources"):
            gr.HTML(_sources_head(), elem_id="sources-head")
            past_sources = _markdown("past-sources")
            live_sources = _markdown("live-sources")
        with gr.Column(elem_id="ask"):
            with gr.Row(elem_id="ask-row"):
                box = gr.Textbox(
                    placeholder=text.ASK_PLACEHOLDER,
                    label=text.ASK_LABEL,
                    show_label=False,
                    container=False,
                    lines=1,
                    max_lines=8,
                    elem_id="question",
                    autofocus=True,
                )
                send = gr.Button(text.ASK, variant="primary", elem_id="send", min_width=64)
                halt = gr.Button(text.STOP, elem_id="stop", visible=False, min_width=64)
            gr.HTML(f"<p>{text.KEYS}</p>", elem_id="keys")
            # Pressed by the buttons that stand in the answer and in the page's header.
            again = gr.Button(text.RETRY, elem_id="retry", visible="hidden")
            new = gr.Button(page_words.NEW, elem_id="new", visible="hidden")

    def take(
        question: str, before: tuple[Turn, ...], request: gr.Request
    ) -> Iterator[dict[Any, Any]]:
        """Answer one more question in the conversation `before`."""
        question = question.strip()
        if not question:
            return
        number = len(before) + 1
        # The last answer moves up in the same update in which the new question takes its place.
        update: dict[Any, Any] = {
            box: "",
            welcome: gr.update(visible=False),
            past: conversation_html(before),
            past_sources: panel_html(before, linked=linked),
            send: gr.update(visible=False),
            halt: gr.update(visible=True),
        }
        quiz = quiz_turn(question, before, outline) if outline is not None else None
        if quiz is not None:
            update |= {send: gr.update(), halt: gr.update(), live_sources: ""}
            update[live] = conversation_html([quiz], number, last=True)
            yield {**update, turns: (*before, quiz)}
            return
        shown_sources: object = None
        for turn in run_turn(tutor, runs, _session(request), question, before):
            update[live] = conversation_html([turn], number, last=True)
            update[turns] = (*before, turn)
            sources = (turn.sources, turn.phase.running)
            if sources != shown_sources:  # else the cards keep their place and focus
                shown_sources = sources
                update[live_sources] = sources_html(turn, number, linked=linked)
            yield update
            update = {}
        yield {send: gr.update(visible=True), halt: gr.update(visible=False)}

    def retake(before: tuple[Turn, ...], request: gr.Request) -> Iterator[dict[Any, Any]]:
        if before:
            yield from take(before[-1].question, before[:-1], request)

    def clear() -> dict[Any, Any]:
        empty = dict.fromkeys([past, live, past_sources, live_sources], "")
        return {**empty, turns: (), welcome: gr.update(visible=True)}

    shown = [box, welcome, past, live, past_sources, live_sources, send, halt, turns]
    options: dict[str, Any] = {
        "outputs": shown,
        "show_progress": "hidden",
        "concurrency_limit": students,
        "concurrency_id": "turn",
        "api_visibility": "private",
        "trigger_mode": "once",
    }
    gr.on([box.submit, send.click], take, [box, turns], **options)
    again.click(retake, [turns], **options)
    for button, question in examples:
        button.click(take, [gr.State(question), turns], **options)
    new.click(clear, None, shown, show_progress="hidden", api_visibility="private")

    def halt_turn(request: gr.Request) -> None:
        runs.stop(_session(request))

    # Past the queue, which may be full of the very turns that are to be stopped.
    halt.click(halt_turn, queue=False, show_progress="hidden", api_visibility="private")
    page.unload(halt_turn)


def _markdown(elem_id: str) -> gr.Markdown:
    return gr.Markdown(elem_id=elem_id, latex_delimiters=MATH, sanitize_html=True)


def _sources_head() -> str:
    return (
        f"<h2>{text.SOURCES}</h2><p>{text.SOURCES_EMPTY}</p>"
        f'<button type="button" name="latest">{text.SHOW_LATEST}</button>'
    )


def _session(request: gr.Request) -> str:
    return request.session_hash or ""
