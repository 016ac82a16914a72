"""The Chat part of the page: its components, and what a visitor does in it as updates of them."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr

from tutor.conversations.conversations import UnknownConversationError
from tutor.conversations.turn import Turn, fail
from tutor.errors import TutorError
from tutor.web.answer_view import conversation_html
from tutor.web.chat_deed import ChatDeed, Latest, chat_deed
from tutor.web.formulas import MATH
from tutor.web.live_turns import LiveTurns, Opened
from tutor.web.markdown import text_html
from tutor.web.part import Part, place
from tutor.web.sources_view import panel_html, sources_html
from tutor.web.text import chat as text
from tutor.web.turn import Answering

_LOG = logging.getLogger(__name__)
_SCRIPT = Path(__file__).parent / "static" / "part_events.js"
Update = dict[Any, Any]


def chat(
    tutor: Answering,
    turns: LiveTurns,
    students: int,
    *,
    linked: bool = False,
    quiz: bool = False,
    conversations: Part | None = None,
) -> None:
    """Put the chat on the page, inside `with page:`.

    Args:
        tutor: Gives the example questions.
        turns: The turns that are under way.
        students: How many deeds in the list of conversations may be under way at once.
        linked: Whether the sources lead to the documents that they are from.
        quiz: Whether there can be a quiz about an answer.
        conversations: The list of conversations; without it there is none.
    """
    with gr.Row(elem_id="page"):
        if conversations is not None:
            place("conversations", conversations, students)
        with gr.Column(elem_id="chat"):
            with gr.Column(elem_id="welcome") as welcome:
                gr.HTML(
                    f"<h2>{text.WELCOME}</h2><p>{text.WELCOME_MORE}</p>", elem_id="welcome-text"
                )
                for question in tutor.example_questions():
                    gr.Button(question, elem_classes="example")
            past = _markdown("past")
            live = _markdown("live")
        with gr.Column(elem_id="sources"):
            gr.HTML(_sources_head(), elem_id="sources-head")
            past_sources = _markdown("past-sources")
            live_sources = _markdown("live-sources")
        with gr.Column(elem_id="ask"):
            with gr.Row(elem_id="ask-row"):
                gr.Textbox(
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
            script = _SCRIPT.read_text(encoding="utf-8").replace("$PART", "chat")
            events = gr.HTML("", elem_id="chat-events", js_on_load=script, visible="hidden")
            state = gr.HTML("", elem_id="chat-state", js_on_load=None, visible="hidden")
    screen = Screen(
        welcome, past, live, past_sources, live_sources, send, halt, state, linked, quiz
    )
    latest = Latest()

    def act(event: gr.EventData, request: gr.Request) -> Iterator[Update]:
        try:
            deed = chat_deed(event, request)
        except TutorError as error:
            yield screen.failed(str(error))
            return
        if deed.name == "stop":
            turns.stop(deed.student, deed.conversation)
        elif latest.begin(deed):
            # A page shows one deed at a time; the last update is repeated at the end by Gradio,
            # maybe after the next deed's first one, so there is nothing in it.
            for update in screen.shown(turns, deed):
                if not latest.shows(deed):
                    break
                yield update
            yield {state: gr.skip()}

    events.act(
        act,
        None,
        screen.components,
        show_progress="hidden",
        api_visibility="private",
        trigger_mode="multiple",
        concurrency_limit=None,  # looking at a turn costs little, and the turns stand in line
        concurrency_id="chat",
    )


@dataclass(frozen=True, slots=True)
class Screen:
    """The components that a deed changes."""

    welcome: gr.Column
    past: gr.Markdown
    live: gr.Markdown
    past_sources: gr.Markdown
    live_sources: gr.Markdown
    send: gr.Button
    halt: gr.Button
    state: gr.HTML
    linked: bool
    quiz: bool

    @property
    def components(self) -> list[Any]:
        """All of them, as the outputs of an event."""
        texts = [self.past, self.live, self.past_sources, self.live_sources]
        return [self.welcome, *texts, self.send, self.halt, self.state]

    def shown(self, turns: LiveTurns, deed: ChatDeed) -> Iterator[Update]:
        """What the screen shows after a deed, and as long as its turn goes on.

        Nothing that goes wrong is raised: the student reads about it in the conversation.
        """
        try:
            opened = _opened(turns, deed)
            if opened.last is None:
                yield self._empty(deed)
            else:
                yield from self._followed(opened, deed)
        except TutorError as error:
            yield self.failed(str(error), deed)
        except Exception:  # noqa: BLE001 - logged, and the page goes on
            _LOG.exception("A conversation can't be shown")
            yield self.failed(text.UNEXPECTED, deed)

    def failed(self, problem: str, deed: ChatDeed | None = None) -> Update:
        """The screen after something went wrong before there was a turn."""
        turn = fail(Turn(deed.question if deed is not None else ""), problem)
        update: Update = {
            self.welcome: gr.update(visible=False),
            self.live: conversation_html([turn]),
            self.live_sources: "",
            **self._buttons(running=False),
        }
        if deed is not None:
            update[self.state] = state_html(deed, deed.conversation, 0, running=False)
        return update

    def _followed(self, opened: Opened, deed: ChatDeed) -> Iterator[Update]:
        """A conversation whose last turn is followed to its end."""
        number = len(opened.past) + 1
        # The last answer moves up in the same update in which the new question takes its place.
        update: Update = {
            self.welcome: gr.update(visible=False),
            self.past: conversation_html(opened.past, linked=self.linked),
            self.past_sources: panel_html(opened.past, linked=self.linked),
        }
        before: Turn | None = None
        for beat, turn in enumerate(opened.watch()):
            running = turn.phase.running
            if turn is not before:
                update[self.live] = conversation_html(
                    [turn], number, last=True, linked=self.linked, quiz=self.quiz
                )
            if before is None or (before.sources, before.phase.running) != (turn.sources, running):
                # Otherwise the cards keep their place and focus.
                update[self.live_sources] = sources_html(turn, number, linked=self.linked)
                update |= self._buttons(running=running)
            before = turn
            update[self.state] = state_html(
                deed, deed.conversation, number, running=running, beat=beat
            )
            yield update
            update = {}

    def _empty(self, deed: ChatDeed) -> Update:
        """A conversation that is still to begin."""
        texts = [self.past, self.live, self.past_sources, self.live_sources]
        return {
            **dict.fromkeys(texts, ""),
            self.welcome: gr.update(visible=True),
            **self._buttons(running=False),
            self.state: state_html(deed, "", 0, running=False),
        }

    def _buttons(self, *, running: bool) -> Update:
        return {self.send: gr.update(visible=not running), self.halt: gr.update(visible=running)}


def state_html(
    deed: ChatDeed, conversation: str, number: int, *, running: bool, beat: int = 0
) -> str:
    """What the page's script needs to know of what is shown.

    Args:
        deed: After which it is shown.
        conversation: Which one; empty for one that is still to begin.
        number: Of its last turn, from 1; 0 where it has none.
        running: Whether that turn is under way.
        beat: Another one with each update.
    """
    state = "running" if running else "ended"
    name = text_html(deed.name)
    return (
        f'<div data-sequence="{deed.sequence}" data-deed="{name}" '
        f'data-conversation="{conversation}" data-number="{number}" data-state="{state}" '
        f'data-beat="{beat}"></div>'
    )


def _opened(turns: LiveTurns, deed: ChatDeed) -> Opened:
    if not deed.conversation:
        return Opened((), None)
    if deed.name == "ask" and deed.question:
        return turns.ask(deed.student, deed.conversation, deed.question)
    if deed.name == "again":
        return turns.ask_again(deed.student, deed.conversation)
    try:
        return turns.opened(deed.student, deed.conversation)
    except UnknownConversationError:
        return Opened((), None)


def _markdown(elem_id: str) -> gr.Markdown:
    return gr.Markdown(elem_id=elem_id, latex_delimiters=MATH, sanitize_html=True)


def _sources_head() -> str:
    return (
        f"<h2>{text.SOURCES}</h2><p>{text.SOURCES_EMPTY}</p>"
        f'<button type="button" name="latest">{text.SHOW_LATEST}</button>'
    )
