"""What browsers are told to refuse: everything that does not come from this server."""

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tutor.web.text import page as text

# Gradio's pages contain scripts and styles of their own, and compile templates at run time.
_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self'; object-src 'none'; frame-src 'none'; base-uri 'self'; form-action 'self'"
)


class OwnOriginOnly:
    """ASGI middleware that sends the policy with every response.

    Whatever a note, a model or a library asks for, the browser then makes no request elsewhere.
    And what another site's page asks this server to do is not done: notes can be added and removed.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and add the headers to its response."""

        async def send_with_policy(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                # A view of notes brings a stricter one of its own.
                headers.setdefault("Content-Security-Policy", _POLICY)
                headers["Referrer-Policy"] = "no-referrer"
                headers["X-Content-Type-Options"] = "nosniff"
            await send(message)

        if _comes_from_elsewhere(scope):
            await PlainTextResponse(text.OTHER_SITE, 403)(scope, receive, send_with_policy)
        else:
            await self._app(scope, receive, send_with_policy)


def _comes_from_elsewhere(scope: Scope) -> bool:
    """Whether a page of another site makes the browser send this, other than by a link."""
    if scope["type"] != "http" or scope["method"] in {"GET", "HEAD", "OPTIONS"}:
        return False
    return Headers(scope=scope).get("sec-fetch-site") == "cross-site"
