"""A student's conversation as a Markdown file, beside the page.

A link brings no identity of the browser's own, so it carries the name by which the student of a
browser elsewhere is known; on this computer and after signing in there is none in it.
"""

import logging
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from tutor.conversations.conversations import Conversations
from tutor.errors import TutorError
from tutor.web.addresses import CONVERSATION
from tutor.web.reading_view import policy, sentence_html
from tutor.web.text import conversations as text
from tutor.web.visitor import student_of

_LOG = logging.getLogger(__name__)


def conversation_routes(conversations: Conversations) -> list[Route]:
    """The address that `tutor.web.addresses.conversation_address` names."""

    async def export(request: Request) -> Response:
        return await run_in_threadpool(_file, conversations, request)

    return [Route(f"/{CONVERSATION}/{{conversation_id}}", export, name="conversation")]


def _file(conversations: Conversations, request: Request) -> Response:
    try:
        student = student_of(request.query_params.get("student", ""), request)
        name, markdown = conversations.markdown(student, request.path_params["conversation_id"])
    except TutorError as error:
        return _said(str(error), 404)
    except Exception:  # noqa: BLE001 - logged, and the server goes on
        _LOG.exception("A conversation can't be exported")
        return _said(text.UNEXPECTED, 500)
    # The name in any script, as RFC 6266 has it.
    disposition = f"attachment; filename*=UTF-8''{quote(name, safe='', errors='replace')}"
    return Response(
        markdown.encode("utf-8", "replace"),
        media_type="text/markdown; charset=utf-8",
        headers={
            "Content-Disposition": disposition,
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "Cache-Control": "no-store",
        },
    )


def _said(sentence: str, status: int) -> Response:
    headers = {"Content-Security-Policy": policy(), "Cache-Control": "no-store"}
    return HTMLResponse(sentence_html(sentence), status, headers)
