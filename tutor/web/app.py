"""The page as a whole: building it and serving it."""

import logging
import webbrowser
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import gradio as gr
from starlette.middleware import Middleware

from tutor.documents.limits import Limits
from tutor.ports import require_free
from tutor.web.chat import chat
from tutor.web.endpoint import endpoint
from tutor.web.exam import ExamPart
from tutor.web.frame import header, keys_dialog, words_script
from tutor.web.note_routes import note_routes
from tutor.web.notes import notes
from tutor.web.paper_routes import paper_routes
from tutor.web.part import place
from tutor.web.policy import OwnOriginOnly
from tutor.web.practice import PracticePart
from tutor.web.practising import Practising
from tutor.web.progress import ProgressPart
from tutor.web.review import ReviewPart
from tutor.web.shelf import Shelf
from tutor.web.text import page as text
from tutor.web.theme import theme
from tutor.web.turn import Answering
from tutor.web.uploads import private_folder

_LOG = logging.getLogger(__name__)
_STATIC = Path(__file__).parent / "static"
# Later ones go before earlier ones.
_STYLES = ("colours.css", "frame.css", "chat.css", "sources.css", "text.css", "notes.css")
# Not through Gradio, which writes its own names before each part of a selector.
_PLAIN_STYLES = ("parts.css", "keys.css", "practice.css", "progress.css")
_SCRIPTS = ("words.js", "tabs.js", "keys.js", "notes.js", "practice.js", "page.js")
_LIMITS = Limits()
_HOUR = 3600  # seconds


def _now() -> datetime:
    return datetime.now().astimezone()  # a student's days begin at midnight here


def build_app(
    tutor: Answering,
    library: Shelf | None = None,
    practice: Practising | None = None,
    *,
    limits: Limits = _LIMITS,
    students: int = 8,
    clock: Callable[[], datetime] = _now,
) -> gr.Blocks:
    """The page.

    Args:
        tutor: Answers the questions.
        library: The notes; without it there is no part for them.
        practice: Questions, reviews and exams; without it there are no parts for them.
        limits: What is too large to be added.
        students: How many turns may be under way at once; further ones queue.
        clock: Gives the time, aware, by which reviews are due and exams end.
    """
    name = text.page_title(tutor.title)
    page = gr.Blocks(
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
        chat(tutor, page, students, linked=library is not None, outline=outline)
        if practice is not None:
            place("practice", PracticePart(practice, clock=clock), students)
            place("review", ReviewPart(practice, clock=clock), students)
            # One at a time: what was typed first is then also saved first.
            place("exam", ExamPart(practice, clock=clock), 1)
            place("progress", ProgressPart(practice, clock=clock), students)
        if library is not None:
            notes(library, page, limits.bytes)
        endpoint(tutor, students)
    return page


def launch(
    page: gr.Blocks,
    library: Shelf | None = None,
    practice: Practising | None = None,
    *,
    host: str = "127.0.0.1",
    port: int = 7860,
    open_browser: bool = False,
    limits: Limits = _LIMITS,
) -> str:
    """Start serving the page in the background and return its address.

    With a library its notes are served beside the page, each as it was read and as a file; with
    practice, its exams on paper.
    Raises PortError when the port is taken or the address is not this computer's.
    `page.close()` ends the serving.
    """
    require_free(host, port)
    routes = [] if library is None else note_routes(library)
    if practice is not None:
        routes += paper_routes(practice, str(page.title))
    _, url, _ = page.launch(
        server_name=host,
        server_port=port,
        prevent_thread_lock=True,
        inbrowser=False,
        share=False,
        quiet=True,
        footer_links=[],
        run_history=False,
        enable_monitoring=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
        num_workers=0,
        max_file_size=limits.bytes,
        app_kwargs={"middleware": [Middleware(OwnOriginOnly)], "routes": routes},
        theme=theme(),
        css_paths=[_STATIC / name for name in _STYLES],
        head=_head(str(page.title)),
    )
    if open_browser and not webbrowser.open(url):
        _LOG.warning("No browser could be opened; the page is at %s", url)
    return url


def serve(
    tutor: Answering,
    library: Shelf | None = None,
    practice: Practising | None = None,
    *,
    limits: Limits = _LIMITS,
    host: str = "127.0.0.1",
    port: int = 7860,
    open_browser: bool = False,
    students: int = 8,
    on_ready: Callable[[str], None] | None = None,
) -> None:
    """Serve the page until Ctrl-C.

    Args:
        tutor: Answers the questions.
        library: The notes; without it there is no part for them.
        practice: Questions, reviews and exams; without it there are no parts for them.
        limits: What is too large to be added.
        host: The address to listen on; 127.0.0.1 is this computer only.
        port: The port to listen on.
        open_browser: Whether to show the page in the default browser.
        students: How many turns may be under way at once.
        on_ready: Called with the page's address once it can be opened.

    Raises:
        PortError: The port is taken, or the address is not this computer's.
    """
    with private_folder():
        page = build_app(tutor, library, practice, limits=limits, students=students)
        url = launch(
            page, library, practice, host=host, port=port, open_browser=open_browser, limits=limits
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


def _head(title: str) -> str:
    styles = [f"<style>{_static(name)}</style>" for name in _PLAIN_STYLES]
    scripts = [f"<script>{_static(name)}</script>" for name in _SCRIPTS]
    return "".join([*styles, words_script(title), *scripts])


def _static(name: str) -> str:
    return (_STATIC / name).read_text(encoding="utf-8")
