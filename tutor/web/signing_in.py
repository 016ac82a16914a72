"""Signing in to the page: its addresses, and what keeps everything else from who hasn't."""

import re
from urllib.parse import parse_qs, quote, urlencode

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tutor.web.door import Door, SignInError, TooManyTriesError
from tutor.web.sign_in_view import sign_in_html, sign_in_policy
from tutor.web.state_route import STATE
from tutor.web.text import signing_in as text
from tutor.web.visitor import USER

COOKIE = "study-tutor-session"
SIGN_IN, SIGN_OUT = "/sign-in", "/sign-out"
_LARGEST = 8192  # bytes of the form
# What Gradio asks of itself when it begins; it tells nothing and does nothing twice.
_OPEN = {SIGN_IN, SIGN_OUT, "/gradio_api/startup-events"}
_INSIDE = re.compile(r"/(?![/\\])[\x21-\x5b\x5d-\x7e]*")  # an address of this server


class SignInRequired:
    """ASGI middleware that lets nobody through who hasn't signed in.

    Who has is in the scope of the request, which nobody can send.
    """

    def __init__(self, app: ASGIApp, door: Door) -> None:
        self._app = app
        self._door = door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer it with the way to sign in."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        token = HTTPConnection(scope).cookies.get(COOKIE, "")
        # The page asks for its state by itself, whether or not anybody sits before it.
        user = self._door.user(token, active=path != f"/{STATE}") if token else None
        if user is not None:
            await self._app({**scope, USER: user}, receive, _not_kept(send))
        elif path in _OPEN and scope["type"] == "http":
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008, "reason": text.NEEDED})
        else:
            await _refusal(Request(scope))(scope, receive, send)


def sign_in_routes(door: Door, title: str) -> list[Route]:
    """The addresses at which one signs in and out.

    Args:
        door: Lets them in.
        title: What it is that they sign in to.
    """

    async def form(request: Request) -> Response:
        if door.user(request.cookies.get(COOKIE, "")) is not None:
            return _see_other(request, _next(request))
        return _page(title)

    async def sign_in(request: Request) -> Response:
        fields = await _fields(request)
        if fields is None:
            return _page(title, problem=text.TOO_LARGE, status=413)
        name, password = fields.get("name", ""), fields.get("password", "")
        address = request.client.host if request.client else ""
        try:
            token = await run_in_threadpool(door.sign_in, name, password, address)
        except TooManyTriesError as error:
            response = _page(title, name, str(error), 429)
            response.headers["Retry-After"] = str(error.seconds)
            return response
        except SignInError as error:
            return _page(title, name, str(error), 401)
        welcome = _see_other(request, _next(request))
        welcome.set_cookie(
            COOKIE, token, path="/", httponly=True, samesite="strict", secure=_is_secret(request)
        )
        return welcome

    async def sign_out(request: Request) -> Response:
        door.sign_out(request.cookies.get(COOKIE, ""))
        bye = _see_other(request, SIGN_IN)
        bye.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")
        return bye

    return [
        Route(SIGN_IN, form, methods=["GET"]),
        Route(SIGN_IN, sign_in, methods=["POST"]),
        Route(SIGN_OUT, sign_out, methods=["POST"]),
    ]


def _refusal(request: Request) -> Response:
    """The way to sign in for a page that somebody opens; a sentence for anything else."""
    opens = request.method in {"GET", "HEAD"} and "text/html" in request.headers.get("accept", "")
    if opens and request.headers.get("sec-fetch-mode", "navigate") == "navigate":
        query = f"?{request.url.query}" if request.url.query else ""
        path = request.scope["path"].removeprefix(request.scope.get("root_path", ""))
        back = quote(path) + query
        asked = f"?{urlencode({'next': back})}" if back != "/" else ""
        return _see_other(request, SIGN_IN + asked)
    return JSONResponse({"error": text.NEEDED}, 401, {"Cache-Control": "no-store"})


def _next(request: Request) -> str:
    """Where somebody wanted to go: an address of this server and of no other."""
    wanted = request.query_params.get("next", "/")
    return wanted if _INSIDE.fullmatch(wanted) else "/"


def _see_other(request: Request, path: str) -> Response:
    # Without a part behind the # in it the browser keeps the one that it has.
    address = request.scope.get("root_path", "") + path
    return RedirectResponse(address, 303, {"Cache-Control": "no-store"})


def _page(title: str, name: str = "", problem: str = "", status: int = 200) -> Response:
    headers = {"Content-Security-Policy": sign_in_policy(), "Cache-Control": "no-store"}
    return HTMLResponse(sign_in_html(title, name[:60], problem), status, headers)


async def _fields(request: Request) -> dict[str, str] | None:
    """What the form holds; None where that is far more than a name and a password."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > _LARGEST:
            return None
    try:
        fields = parse_qs(body.decode("ascii"), keep_blank_values=True, max_num_fields=8)
    except ValueError:  # it is no form
        return {}
    return {name: values[0] for name, values in fields.items()}


def _is_secret(request: Request) -> bool:
    """Whether nobody on the way can read along; a proxy says so for its own connection."""
    return "https" in {request.url.scheme, request.headers.get("x-forwarded-proto", "")}


def _not_kept(send: Send) -> Send:
    """Keep browsers from storing pages, which could be looked at after signing out."""

    async def send_marked(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            if headers.get("content-type", "").startswith("text/html"):
                headers["Cache-Control"] = "no-store"
        await send(message)

    return send_marked
