"""Mock exams on paper beside the page: the questions, and apart from them the key.

An exam's id is random and only its student is told it, so knowing it is what lets one in. There is
nothing of the student on the paper, and no key while the exam is sat.
"""

import logging
from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from tutor.errors import TutorError
from tutor.practice.printable import Sheet
from tutor.practice.printable_html import key_html, sheet_html
from tutor.web.addresses import PAPER
from tutor.web.mathml import mathml
from tutor.web.practising import Practising
from tutor.web.reading_view import policy, sentence_html
from tutor.web.text import practice as text

_LOG = logging.getLogger(__name__)
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def paper_routes(practice: Practising, title: str) -> list[Route]:
    """The addresses that `tutor.web.addresses` names.

    Args:
        practice: Knows the exams.
        title: The course's name.
    """

    def paper(exam_id: str, *, key: bool) -> Response:
        exam = practice.exam(exam_id)
        if key and exam.finished is None:
            return _missing(text.NO_KEY_YET)
        outline = practice.outline
        names = tuple((chapter.key, chapter.name) for chapter in outline.chapters)
        sheet = Sheet(title, exam.minutes, exam.questions, names)
        html = (key_html if key else sheet_html)(sheet, _typeset)
        return HTMLResponse(html, headers=_headers(_POLICY))

    async def answer(request: Request) -> Response:
        exam_id, what = request.path_params["exam_id"], request.path_params["what"]
        return await run_in_threadpool(_looked_up, paper, exam_id, key=what == "key")

    return [Route(f"/{PAPER}/{{exam_id}}/{{what}}", answer, name="paper")]


def _looked_up(paper: Callable[..., Response], exam_id: str, *, key: bool) -> Response:
    try:
        return paper(exam_id, key=key)
    except TutorError as error:
        return _missing(str(error))
    except Exception:  # noqa: BLE001 - logged, and the server goes on
        _LOG.exception("An exam can't be printed")
        return HTMLResponse(sentence_html(text.UNEXPECTED), 500, headers=_headers(policy()))


def _typeset(tex: str, display: bool) -> str | None:
    return mathml(tex, display=display)


def _missing(sentence: str) -> Response:
    return HTMLResponse(sentence_html(sentence), 404, headers=_headers(policy()))


def _headers(wanted: str) -> dict[str, str]:
    return {"Content-Security-Policy": wanted, "Cache-Control": "no-store"}
