"""The Chat part of the page: its components, and what a visitor does in it as updates of them."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
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
            with gr.Column(elem_id="welcome"):
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
                gr.Button(text.ASK, variant="primary", elem_id="send", min_width=64)
                gr.Button(text.STOP, elem_id="stop", min_width=64)
            gr.HTML(f"<p>{text.KEYS}</p>", elem_id="keys")
            script = _SCRIPT.read_text(encoding="utf-8").replace("$PART", "chat")
            events = gr.HTML("", elem_id="chat-events", js_on_load=script, visible="hidden")
            state = gr.HTML("", elem_id="chat-state", js_on_load=None, visible="hidden")
    screen = Screen(past, live, past_sources, live_sources, state, linked, quiz)
    latest = Latest()

    def act(event: gr.EventData, request: gr.Request) -> Iterator[Update]:
        try:
            deed = chat_deed(event, request)
        except TutorError as error:
            sequence = getattr(event, "sequence", 0)
            yield screen.failed(str(error), State(sequence if isinstance(sequence, int) else 0))
            return
        if deed.name == "stop":
            turns.stop(deed.student, deed.conversation)
        elif latest.begin(deed):
            # A page shows one deed at a time.
            for update in screen.shown(turns, deed):
                if not latest.shows(deed):
                    break
                yield update
        # Gradio repeats the last update at the end, maybe after the next deed's first one, and
        # empties all where there was none: so the last one has nothing in it.
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

    past: gr.Markdown
    live: gr.Markdown
    past_sources: gr.Markdown
    live_sources: gr.Markdown
    state: gr.HTML
    linked: bool
    quiz: bool

    @property
    def components(self) -> list[Any]:
        """All of them, as the outputs of an event."""
        return [self.past, self.live, self.past_sources, self.live_sources, self.state]

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
            yield self.failed(str(error), _state(deed), deed.question)
        except Exception:  # noqa: BLE001 - logged, and the page goes on
            _LOG.exception("A conversation can't be shown")
            yield self.failed(text.UNEXPECTED, _state(deed), deed.question)

    def failed(self, problem: str, state: "State", question: str = "") -> Update:
        """The screen after something went wrong before there was a turn."""
        return {
            self.live: conversation_html([fail(Turn(question), problem)], last=True),
            self.live_sources: "",
            self.state: replace(state, shows="ended").html,
        }

    def _followed(self, opened: Opened, deed: ChatDeed) -> Iterator[Update]:
        """A conversation whose last turn is followed to its end."""
        number = len(opened.past) + 1
        # The last answer moves up in the same update in which the new question takes its place.
        update: Update = {
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
            before = turn
            state = _state(deed, number=number, beat=beat)
            update[self.state] = replace(state, shows="running" if running else "ended").html
            yield update
            update = {}

    def _empty(self, deed: ChatDeed) -> Update:
        """A conversation that is still to begin."""
        texts = [self.past, self.live, self.past_sources, self.live_sources]
        return {
            **dict.fromkeys(texts, ""),
            self.state: replace(_state(deed), conversation="").html,
        }


@dataclass(frozen=True, slots=True)
class State:
    """What the page's script needs to know of what is shown."""

    sequence: int  # of the deed after which it is shown
    deed: str = ""
    conversation: str = ""  # empty for one that is still to begin
    number: int = 0  # of its last turn, from 1; 0 where it has none
    shows: str = "nothing"  # or its last turn: running or ended
    beat: int = 0  # another one with each update

    @property
    def html(self) -> str:
        """As the attributes of an element without content."""
        return (
            f'<div data-sequence="{self.sequence}" data-deed="{text_html(self.deed)}" '
            f'data-conversation="{self.conversation}" data-number="{self.number}" '
            f'data-shows="{self.shows}" data-beat="{self.beat}"></div>'
        )


def _state(deed: ChatDeed, *, number: int = 0, beat: int = 0) -> State:
    return State(deed.sequence, deed.name, deed.conversation, number, beat=beat)


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
