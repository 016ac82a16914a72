"""The page as a whole: building it and serving it."""

import logging
import webbrowser
from collections.abc import Callable
from pathlib import Path

import gradio as gr
from starlette.middleware import Middleware

from tutor.ports import require_free
from tutor.web import text
from tutor.web.chat import chat
from tutor.web.endpoint import endpoint
from tutor.web.markdown import text_html
from tutor.web.policy import OwnOriginOnly
from tutor.web.theme import theme
from tutor.web.turn import Answering

_LOG = logging.getLogger(__name__)
_STATIC = Path(__file__).parent / "static"


def build_app(tutor: Answering, *, students: int = 8) -> gr.Blocks:
    """The page.

    Args:
        tutor: Answers the questions.
        students: How many turns may be under way at once; further ones queue.
    """
    name = text.page_title(tutor.title)
    page = gr.Blocks(title=name, analytics_enabled=False, fill_width=True)
    with page:
        gr.HTML(_header(tutor.title), elem_id="header")
        chat(tutor, page, students)
        endpoint(tutor, students)
    return page


def launch(
    page: gr.Blocks, *, host: str = "127.0.0.1", port: int = 7860, open_browser: bool = False
) -> str:
    """Start serving the page in the background and return its address.

    Raises PortError when the port is taken or the address is not this computer's.
    `page.close()` ends the serving.
    """
    require_free(host, port)
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
        app_kwargs={"middleware": [Middleware(OwnOriginOnly)]},
        theme=theme(),
        css_paths=_STATIC / "page.css",
        head=f"<script>{(_STATIC / 'page.js').read_text(encoding='utf-8')}</script>",
    )
    if open_browser and not webbrowser.open(url):
        _LOG.warning("No browser could be opened; the page is at %s", url)
    return url


def serve(
    tutor: Answering,
    *,
    host: str = "127.0.0.1",
    port: int = 7860,
    open_browser: bool = False,
    students: int = 8,
    on_ready: Callable[[str], None] | None = None,
) -> None:
    """Serve the page until Ctrl-C.

    Args:
        tutor: Answers the questions.
        host: The address to listen on; 127.0.0.1 is this computer only.
        port: The port to listen on.
        open_browser: Whether to show the page in the default browser.
        students: How many turns may be under way at once.
        on_ready: Called with the page's address once it can be opened.

    Raises:
        PortError: The port is taken, or the address is not this computer's.
    """
    page = build_app(tutor, students=students)
    url = launch(page, host=host, port=port, open_browser=open_browser)
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


def _header(title: str) -> str:
    named = title and title != text.NAME
    course = f'<span class="course">{text_html(title)}</span>' if named else ""
    return (
        f'<a class="skip" href="#question">{text.SKIP}</a>'
        f'<h1><span class="name">{text.NAME}</span>{course}</h1>'
        f'<button type="button" name="new">{text.NEW}</button>'
        f'<button type="button" name="theme" title="{text.THEME}" aria-label="{text.THEME}">'
        '<svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">'
        '<circle cx="10" cy="10" r="7.25" fill="none" stroke="currentColor" stroke-width="1.5"/>'
        '<path d="M10 2.75a7.25 7.25 0 0 1 0 14.5z" fill="currentColor"/></svg></button>'
    )
