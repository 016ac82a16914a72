"""The page goes on the network: with which styles, scripts, addresses and safeguards."""

import logging
import webbrowser
from collections.abc import Callable
from pathlib import Path

from starlette.middleware import Middleware

from tutor.documents.limits import Limits
from tutor.generation.loading import LoadState
from tutor.ports import require_free
from tutor.web.door import Door
from tutor.web.frame import words_script
from tutor.web.note_routes import note_routes
from tutor.web.page import Page
from tutor.web.paper_routes import paper_routes
from tutor.web.policy import OwnOriginOnly
from tutor.web.practising import Practising
from tutor.web.reader import reader_html
from tutor.web.shelf import Shelf
from tutor.web.signing_in import SignInRequired, sign_in_routes
from tutor.web.state_route import ready, state_route
from tutor.web.theme import theme

_LOG = logging.getLogger(__name__)
_STATIC = Path(__file__).parent / "static"
# Later ones go before earlier ones.
_STYLES = ("colours.css", "frame.css", "chat.css", "sources.css", "text.css", "notes.css")
# Not through Gradio, which writes its own names before each part of a selector.
_PLAIN_STYLES = (
    "parts.css",
    "keys.css",
    "turn.css",
    "conversations.css",
    "answer.css",
    "reader.css",
    "practice.css",
    "search.css",
    "progress.css",
    "guide.css",
    "gaps.css",
    "state.css",
)
_SCRIPTS = (
    "words.js",
    "identity.js",
    "reader.js",
    "tabs.js",
    "keys.js",
    "notes.js",
    "practice.js",
    "search.js",
    "guide.js",
    "gaps.js",
    "page.js",
    "chat.js",
    "conversations.js",
    "answer.js",
    "state.js",
)
_LIMITS = Limits()
_THREADS = 200  # each turn that somebody looks at takes one for most of the time


def launch(
    page: Page,
    library: Shelf | None = None,
    practice: Practising | None = None,
    *,
    host: str = "127.0.0.1",
    port: int = 7860,
    open_browser: bool = False,
    limits: Limits = _LIMITS,
    door: Door | None = None,
    model: Callable[[], LoadState] = ready,
) -> str:
    """Start serving the page in the background and return its address.

    With a library its notes are served beside the page, each as it was read and as a file; with
    practice, its exams on paper. With a door everybody has to sign in at it. `model` tells how far
    the language model is.
    Raises PortError when the port is taken or the address is not this computer's.
    `page.close()` ends the serving.
    """
    require_free(host, port)
    routes = [*page.own_routes, *([] if library is None else note_routes(library))]
    if practice is not None:
        routes += paper_routes(practice, str(page.title))
    middleware = [Middleware(OwnOriginOnly)]
    if door is not None:
        routes += sign_in_routes(door, str(page.title))
        middleware.append(Middleware(SignInRequired, door=door))
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
        max_threads=_THREADS,
        max_file_size=limits.bytes,
        app_kwargs={"middleware": middleware, "routes": [*routes, state_route(model)]},
        theme=theme(),
        css_paths=[_STATIC / name for name in _STYLES],
        head=_head(str(page.title)),
    )
    if open_browser and not webbrowser.open(url):
        _LOG.warning("No browser could be opened; the page is at %s", url)
    return url


def _head(title: str) -> str:
    styles = [f"<style>{_static(name)}</style>" for name in _PLAIN_STYLES]
    scripts = [f"<script>{_static(name)}</script>" for name in _SCRIPTS]
    return "".join([*styles, words_script(title), reader_html(), *scripts])


def _static(name: str) -> str:
    return (_STATIC / name).read_text(encoding="utf-8")
