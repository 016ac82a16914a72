"""What the page asks for again and again: whether the server is there, and how far its model is."""

import secrets
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from tutor.generation.loading import LoadState
from tutor.web.text import state as text
from tutor.web.visitor import user_of

STATE = "state"  # the address
_READY = LoadState(ready=True)


def ready() -> LoadState:
    """The state of a model that was loaded before the page was there."""
    return _READY


def state_route(model: Callable[[], LoadState] = ready) -> Route:
    """The address that `static/state.js` asks.

    Args:
        model: Tells how far the loading of the language model is.
    """
    boot = secrets.token_hex(8)  # another one after the program was started anew

    async def state(request: Request) -> JSONResponse:
        now = model()
        user = user_of(request)
        body = {
            "boot": boot,
            "model": {
                "ready": now.ready,
                "words": text.loading(now.step, now.done, now.total) if not now.ready else "",
                "done": now.done,
                "total": now.total,
                "problem": text.no_model(now.problem) if now.problem else "",
            },
            "user": user.name if user else "",
        }
        return JSONResponse(body, headers={"Cache-Control": "no-store"})

    return Route(f"/{STATE}", state)
