"""Notes beside the page: each as it was read, and as the file that it was read from."""

import logging
from collections.abc import Callable
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from tutor.errors import TutorError
from tutor.web.addresses import ORIGINAL, READING, document_id_from, is_pdf
from tutor.web.reading_view import policy, reading_html, sentence_html
from tutor.web.shelf import Shelf
from tutor.web.text import notes as text

_LOG = logging.getLogger(__name__)
# Browsers' own viewers of PDF files are not bound by it.
_FILE_POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"


def note_routes(shelf: Shelf) -> list[Route]:
    """The addresses that `tutor.web.addresses` names."""

    def read(document_id: str) -> Response:
        entry = next((note.entry for note in shelf.notes() if note.id == document_id), None)
        if entry is None:
            return _missing(text.UNKNOWN_NOTE)
        return _html(reading_html(entry, shelf.reading(document_id)))

    def original(document_id: str) -> Response:
        if all(note.id != document_id for note in shelf.notes()):
            return _missing(text.UNKNOWN_NOTE)
        return file_response(*shelf.original(document_id))

    return [
        Route(f"/{READING}/{{path:path}}", _answered(read), name="reading"),
        Route(f"/{ORIGINAL}/{{path:path}}", _answered(original), name="original"),
    ]


def file_response(name: str, data: bytes) -> Response:
    """A note's file: a PDF to be looked at, anything else to be kept and not to be opened."""
    shown = is_pdf(name) and data[:1024].lstrip().startswith(b"%PDF-")
    disposition = "inline" if shown else "attachment"
    # The name in any script, as RFC 6266 has it.
    encoded = quote(name, safe="", errors="replace")
    return Response(
        data,
        media_type="application/pdf" if shown else "application/octet-stream",
        headers={
            "Content-Disposition": f"{disposition}; filename*=UTF-8''{encoded}",
            "Content-Security-Policy": _FILE_POLICY,
            "Cache-Control": "no-store",
        },
    )


def _answered(look_up: Callable[[str], Response]) -> Callable[[Request], object]:
    async def answer(request: Request) -> Response:
        document_id = document_id_from(request.path_params["path"])
        return await run_in_threadpool(_looked_up, look_up, document_id)

    return answer


def _looked_up(look_up: Callable[[str], Response], document_id: str) -> Response:
    try:
        return look_up(document_id)
    except TutorError as error:
        return _missing(str(error))
    except Exception:  # noqa: BLE001 - logged, and the server goes on
        _LOG.exception("A note can't be shown")
        return _html(sentence_html(text.UNEXPECTED_NOTES), 500)


def _missing(sentence: str) -> Response:
    return _html(sentence_html(sentence), 404)


def _html(html: str, status: int = 200) -> Response:
    headers = {"Content-Security-Policy": policy(), "Cache-Control": "no-store"}
    return HTMLResponse(html, status, headers)
