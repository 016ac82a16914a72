"""The page as a whole: its parts, and serving it until Ctrl-C."""

import logging
from collections.abc import Callable
from datetime import datetime

import gradio as gr

from tutor.conversations.conversations import Conversations
from tutor.conversations.gaps import Gaps
from tutor.documents.limits import Limits
from tutor.generation.grouping import TOGETHER
from tutor.generation.loading import LoadState
from tutor.practice.outline import Outline
from tutor.web.chat import chat
from tutor.web.conversation_routes import conversation_routes
from tutor.web.conversations import ConversationsPart
from tutor.web.door import Door
from tutor.web.endpoint import endpoint
from tutor.web.exam import ExamPart
from tutor.web.frame import header, keys_dialog
from tutor.web.gaps import GapsPart
from tutor.web.guide import GuidePart
from tutor.web.guide_routes import guide_routes
from tutor.web.guide_work import GuideWorks
from tutor.web.guiding import Guiding
from tutor.web.launching import launch
from tutor.web.line import Line
from tutor.web.live_turns import Instead, LiveTurns
from tutor.web.notes import notes
from tutor.web.page import Page
from tutor.web.part import place
from tutor.web.practice import PracticePart
from tutor.web.practising import Practising
from tutor.web.progress import ProgressPart
from tutor.web.quiz_turn import quiz_turn
from tutor.web.review import ReviewPart
from tutor.web.search import Searchable, SearchPart
from tutor.web.search_view import head_html
from tutor.web.shelf import Shelf
from tutor.web.state_route import ready
from tutor.web.text import page as text
from tutor.web.turn import Answering
from tutor.web.uploads import private_folder

_LOG = logging.getLogger(__name__)
_LIMITS = Limits()
_HOUR = 3600  # seconds


def _now() -> datetime:
    return datetime.now().astimezone()  # a student's days begin at midnight here


def build_app(
    tutor: Answering,
    conversations: Conversations,
    library: Shelf | None = None,
    practice: Practising | None = None,
    *,
    search: Searchable | None = None,
    guide: Guiding | None = None,
    gaps: Gaps | None = None,
    limits: Limits = _LIMITS,
    students: int = 8,
    lanes: int = TOGETHER,
    clock: Callable[[], datetime] = _now,
    patience: float = 20.0,
) -> Page:
    """The page.

    Args:
        tutor: Answers the questions.
        conversations: Where they are kept.
        library: The notes; without it there is no part for them.
        practice: Questions, reviews and exams; without it there are no parts for them.
        search: The notes to search in; without it there is no part for that.
        guide: Study guides; without it there is no part for them.
        gaps: What the notes lack; without it there is no part for it.
        limits: What is too large to be added.
        students: How much may be under way at once in each part; further deeds queue.
        lanes: How many questions are answered at once; further ones stand in line.
        clock: Gives the time, aware, by which reviews are due and exams end.
        patience: Seconds for which a turn goes on although no page shows it.
    """
    name = text.page_title(tutor.title)
    page = Page(
        title=name,
        analytics_enabled=False,
        fill_width=True,
        # Uploads are deleted when they are read; these are the ones that nobody asked to read.
        delete_cache=None if library is None else (_HOUR, _HOUR),
    )
    with page:
        outline = None if practice is None else lambda: practice.outline
        # The parts besides the chat, and whether they are there.
        parts = {
            "search": search is not None,
            "guide": guide is not None,
            "practice": practice is not None,
            "review": practice is not None,
            "progress": practice is not None,
            "notes": library is not None,
        }
        gr.HTML(
            header(tutor.title, [name for name, is_there in parts.items() if is_there]),
            elem_id="header",
        )
        gr.HTML(keys_dialog(), elem_id="keys-help", apply_default_css=False)
        line = Line(lanes)
        turns = LiveTurns(tutor, conversations, line, instead=_quiz(outline), patience=patience)
        page.at_close(turns.close)
        chat(
            tutor,
            turns,
            students,
            linked=library is not None,
            quiz=practice is not None,
            conversations=ConversationsPart(conversations, clock=clock),
        )
        if search is not None:
            searching = SearchPart(search, linked=library is not None, quiz=practice is not None)
            place("search", searching, students, head=head_html())
        if guide is not None:
            works = GuideWorks(guide)
            page.at_close(works.close)
            due = _nothing_due if practice is None else practice.due_count
            place("guide", GuidePart(guide, works, due=due), students)
            page.own_routes += guide_routes(guide)
        if practice is not None:
            place("practice", PracticePart(practice, clock=clock), students)
            place("review", ReviewPart(practice, clock=clock), students)
            # One at a time: what was typed first is then also saved first.
            place("exam", ExamPart(practice, clock=clock), 1)
            place(
                "progress", ProgressPart(practice, clock=clock, guides=guide is not None), students
            )
        if library is not None:
            notes(library, page, limits.bytes, gaps)
        if gaps is not None:
            due = _nothing_due if practice is None else practice.due_count
            place("gaps", GapsPart(gaps, clock=clock, due=due), students)
        endpoint(tutor, line, students)
    page.own_routes += conversation_routes(conversations)
    return page


def serve(
    tutor: Answering,
    conversations: Conversations,
    library: Shelf | None = None,
    practice: Practising | None = None,
    *,
    search: Searchable | None = None,
    guide: Guiding | None = None,
    gaps: Gaps | None = None,
    limits: Limits = _LIMITS,
    host: str = "127.0.0.1",
    port: int = 7860,
    open_browser: bool = False,
    students: int = 8,
    door: Door | None = None,
    model: Callable[[], LoadState] = ready,
    on_ready: Callable[[str], None] | None = None,
) -> None:
    """Serve the page until Ctrl-C.

    Args:
        tutor: Answers the questions.
        conversations: Where they are kept.
        library: The notes; without it there is no part for them.
        practice: Questions, reviews and exams; without it there are no parts for them.
        search: The notes to search in; without it there is no part for that.
        guide: Study guides; without it there is no part for them.
        gaps: What the notes lack; without it there is no part for it.
        limits: What is too large to be added.
        host: The address to listen on; 127.0.0.1 is this computer only.
        port: The port to listen on.
        open_browser: Whether to show the page in the default browser.
        students: How much may be under way at once in each part.
        door: At which everybody signs in; without it nobody has to.
        model: Tells how far the language model is.
        on_ready: Called with the page's address once it can be opened.

    Raises:
        PortError: The port is taken, or the address is not this computer's.
    """
    with private_folder():
        page = build_app(
            tutor,
            conversations,
            library,
            practice,
            search=search,
            guide=guide,
            gaps=gaps,
            limits=limits,
            students=students,
        )
        url = launch(
            page,
            library,
            practice,
            host=host,
            port=port,
            open_browser=open_browser,
            limits=limits,
            door=door,
            model=model,
        )
        try:
            if on_ready is not None:
                on_ready(url)
            while page.server.thread.is_alive():
                # With a timeout, so that Ctrl-C is noticed on every system.
                page.server.thread.join(timeout=0.5)
        except KeyboardInterrupt:
            _LOG.info("Interrupted; the page is closed")
        finally:
            page.close(verbose=False)


def _quiz(outline: Callable[[], Outline] | None) -> Instead:
    """What opens a quiz where one was asked for; nothing where there are no questions."""
    if outline is None:
        return lambda question, before: None  # noqa: ARG005
    return lambda question, before: quiz_turn(question, before, outline)


def _nothing_due(student: str) -> int:  # noqa: ARG001 - the same as of practice
    return 0
