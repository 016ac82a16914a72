"""Notes beside the page: each as it was read, and as the file that it was read from."""

import logging
import re
from collections.abc import Callable, Sequence
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from tutor.documents.document import Chunk
from tutor.documents.page_image import page_image
from tutor.errors import TutorError
from tutor.retrieval.manifest import DocumentEntry
from tutor.web.addresses import (
    ORIGINAL,
    PAGE_IMAGE,
    READING,
    document_id_from,
    is_pdf,
    spans_from,
)
from tutor.web.reading_view import Target, policy, reading_html, sentence_html
from tutor.web.sheets import Sheets, sheets_of
from tutor.web.shelf import Shelf
from tutor.web.text import notes as text
from tutor.web.text import reading as reading_words

_LOG = logging.getLogger(__name__)
# Browsers' own viewers of PDF files are not bound by it.
_NUMBER = re.compile(r"[1-9][0-9]{0,4}")
_FILE_POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"


def note_routes(shelf: Shelf) -> list[Route]:
    """The addresses that `tutor.web.addresses` names."""

    def read(request: Request) -> Response:
        document_id = document_id_from(request.path_params["path"])
        entry = next((note.entry for note in shelf.notes() if note.id == document_id), None)
        if entry is None:
            return _missing(text.UNKNOWN_NOTE)
        chunks = shelf.reading(document_id)
        asked = request.query_params
        target = Target(asked.get("at", ""), spans_from(asked.get("mark", "")))
        return _html(reading_html(entry, chunks, target, _sheets(shelf, entry, chunks, target)))

    def original(request: Request) -> Response:
        document_id = document_id_from(request.path_params["path"])
        if all(note.id != document_id for note in shelf.notes()):
            return _missing(text.UNKNOWN_NOTE)
        return file_response(*shelf.original(document_id))

    def picture(request: Request) -> Response:
        path, _, number = request.path_params["path"].rpartition("/")
        document_id = document_id_from(path)
        if all(note.id != document_id for note in shelf.notes()) or not is_pdf(document_id):
            return _missing(text.UNKNOWN_NOTE)
        if not _NUMBER.fullmatch(number):
            return _missing(reading_words.NO_SUCH_PAGE)
        _, data = shelf.original(document_id)
        return _picture(page_image(data, int(number)))

    return [
        Route(f"/{READING}/{{path:path}}", _answered(read), name="reading"),
        Route(f"/{ORIGINAL}/{{path:path}}", _answered(original), name="original"),
        Route(f"/{PAGE_IMAGE}/{{path:path}}", _answered(picture), name="page image"),
    ]


def _sheets(
    shelf: Shelf, entry: DocumentEntry, chunks: Sequence[Chunk], target: Target
) -> Sheets | None:
    """The pages of a PDF that was read page by page; None for any other document."""
    if not is_pdf(entry.id) or all(chunk.locator.kind != "page" for chunk in chunks):
        return None
    asked = next((chunk for chunk in chunks if chunk.id == target.chunk_id), None)
    try:
        _, data = shelf.original(entry.id)
    except TutorError as error:
        return Sheets(remark=reading_words.no_pictures(str(error)))
    return sheets_of(data, asked, target.marks)


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


def _picture(image: bytes) -> Response:
    headers = {
        "Content-Security-Policy": _FILE_POLICY,
        "Cache-Control": "no-store",
        # No other site's page learns from it which notes there are.
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    return Response(image, media_type="image/webp", headers=headers)


def _answered(look_up: Callable[[Request], Response]) -> Callable[[Request], object]:
    async def answer(request: Request) -> Response:
        return await run_in_threadpool(_looked_up, look_up, request)

    return answer


def _looked_up(look_up: Callable[[Request], Response], request: Request) -> Response:
    try:
        return look_up(request)
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
