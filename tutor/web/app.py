"""The page as a whole: building it and serving it."""

import logging
import webbrowser
from collections.abc import Callable
from pathlib import Path

import gradio as gr
from starlette.middleware import Middleware

from tutor.documents.limits import Limits
from tutor.ports import require_free
from tutor.web import text
from tutor.web.chat import chat
from tutor.web.endpoint import endpoint
from tutor.web.markdown import text_html
from tutor.web.note_routes import note_routes
from tutor.web.notes import notes
from tutor.web.policy import OwnOriginOnly
from tutor.web.shelf import Shelf
from tutor.web.theme import theme
from tutor.web.turn import Answering
from tutor.web.uploads import private_folder

_LOG = logging.getLogger(__name__)
_STATIC = Path(__file__).parent / "static"
_STYLES = ("colours.css", "page.css", "text.css", "notes.css")  # later ones go before earlier ones
_LIMITS = Limits()
_HOUR = 3600  # seconds


def build_app(
    tutor: Answering,
    library: Shelf | None = None,
    *,
    limits: Limits = _LIMITS,
    students: int = 8,
) -> gr.Blocks:
    """The page.

    Args:
        tutor: Answers the questions.
        library: The notes; without it there is nothing but the chat.
        limits: What is too large to be added.
        students: How many turns may be under way at once; further ones queue.
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
        gr.HTML(_header(tutor.title, tabs=library is not None), elem_id="header")
        chat(tutor, page, students, linked=library is not None)
        if library is not None:
            notes(library, page, limits.bytes)
        endpoint(tutor, students)
    return page


def launch(
    page: gr.Blocks,
    library: Shelf | None = None,
    *,
    host: str = "127.0.0.1",
    port: int = 7860,
    open_browser: bool = False,
    limits: Limits = _LIMITS,
) -> str:
    """Start serving the page in the background and return its address.

    With a library its notes are served beside the page, each as it was read and as a file.
    Raises PortError when the port is taken or the address is not this computer's.
    `page.close()` ends the serving.
    """
    require_free(host, port)
    routes = [] if library is None else note_routes(library)
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
        head="".join(
            f"<script>{(_STATIC / name).read_text(encoding='utf-8')}</script>"
            for name in ("notes.js", "page.js")
        ),
    )
    if open_browser and not webbrowser.open(url):
        _LOG.warning("No browser could be opened; the page is at %s", url)
    return url


def serve(
    tutor: Answering,
    library: Shelf | None = None,
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
        library: The notes; without it there is nothing but the chat.
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
        page = build_app(tutor, library, limits=limits, students=students)
        url = launch(page, library, host=host, port=port, open_browser=open_browser, limits=limits)
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


def _header(title: str, *, tabs: bool) -> str:
    named = title and title != text.NAME
    course = f'<span class="course">{text_html(title)}</span>' if named else ""
    return (
        f'<a class="skip" href="#question">{text.SKIP}</a>'
        f'<h1><span class="name">{text.NAME}</span>{course}</h1>'
        f"{_tabs() if tabs else ''}"
        f'<button type="button" name="new">{text.NEW}</button>'
        f'<button type="button" name="theme" title="{text.THEME}" aria-label="{text.THEME}">'
        '<svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">'
        '<circle cx="10" cy="10" r="7.25" fill="none" stroke="currentColor" stroke-width="1.5"/>'
        '<path d="M10 2.75a7.25 7.25 0 0 1 0 14.5z" fill="currentColor"/></svg></button>'
    )


def _tabs() -> str:
    # The chat's address is the page's own.
    return (
        f'<nav aria-label="{text.TABS_LABEL}"><a href="#">{text.CHAT}</a>'
        f'<a href="#notes">{text.NOTES}</a></nav>'
    )
