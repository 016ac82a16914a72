"""Study guides as pages to be printed: without a script, with formulas that browsers typeset."""

import logging
from html import escape

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from tutor.errors import TutorError
from tutor.guide.guide import KINDS, Guide, Line
from tutor.practice.question import Citation
from tutor.web.addresses import GUIDE_PRINT
from tutor.web.guide_view import line_html, made_words, numbered, place_of
from tutor.web.guiding import Guiding
from tutor.web.markdown import text_html
from tutor.web.reading_view import policy, sentence_html
from tutor.web.text import guide as text
from tutor.web.text import page as page_words

_LOG = logging.getLogger(__name__)
_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
_STYLE = """
:root { color-scheme: light; }
body { max-width: 48rem; margin: 0 auto; padding: 1.5rem; color: #111; background: #fff;
  font: 11pt/1.45 system-ui, sans-serif; overflow-wrap: break-word; }
h1 { margin: 0 0 .2rem; font-size: 1.45rem; line-height: 1.25; }
h2 { margin: 1.1rem 0 .3rem; font-size: 1.02rem; break-after: avoid; }
p { margin: 0; } p.facts { color: #444; font-size: .85rem; }
ul, ol { margin: 0; padding-left: 1.2rem; } li { margin: .18rem 0; break-inside: avoid; }
li p { display: inline; }
.section { color: #444; font-weight: 600; } .section::after { content: ":"; }
sup { margin-left: .15em; font-size: .68em; line-height: 0; } sup + sup::before { content: ", "; }
.gap { display: inline-block; min-width: 5.5em; border-bottom: 1px solid #111; }
.formula { display: inline; } math { font-size: 1.05em; }
math[display="block"] { margin: .2em 0; }
.sources { columns: 2; font-size: .8rem; color: #333; }
.code pre { white-space: pre-wrap; font-size: .85em; }
@media (max-width: 40rem) { .sources { columns: 1; } body { padding: 1rem; } }
@media print { body { max-width: none; padding: 0; font-size: 9.5pt; } @page { margin: 14mm; } }
"""


def guide_routes(guides: Guiding) -> list[Route]:
    """The address that `tutor.web.addresses.guide_print_address` names."""

    def printed(chapter: str, topic: str) -> Response:
        if not chapter and not topic:
            return _missing(text.UNKNOWN_SUBJECT)
        subject = guides.chapter(chapter) if chapter else guides.topic(topic)
        guide = guides.kept(subject)
        if guide is None:
            return _missing(text.NOT_MADE)
        return HTMLResponse(guide_html(guide), headers=_headers(_POLICY))

    def looked_up(chapter: str, topic: str) -> Response:
        try:
            return printed(chapter, topic)
        except TutorError as error:
            return _missing(str(error))
        except Exception:  # noqa: BLE001 - logged, and the server goes on
            _LOG.exception("A study guide can't be printed")
            return HTMLResponse(sentence_html(text.UNEXPECTED), 500, headers=_headers(policy()))

    async def answer(request: Request) -> Response:
        asked = request.query_params
        return await run_in_threadpool(looked_up, asked.get("chapter", ""), asked.get("topic", ""))

    return [Route(f"/{GUIDE_PRINT}", answer, name="guide print")]


def guide_html(guide: Guide) -> str:
    """A guide as a whole document."""
    numbers = numbered(guide)
    title = text_html(text.printed(guide.title))
    made = text_html(made_words(guide))
    groups = "".join(
        f"<h2>{text.KINDS[kind]}</h2><ul>"
        f"{''.join(_line(line, numbers) for line in guide.of_kind(kind))}</ul>"
        for kind in KINDS
        if guide.of_kind(kind)
    )
    sources = "".join(
        f'<li id="s{number}">{text_html(place_of(citation, guide))}</li>'
        for number, citation in numbers.values()
    )
    listed = f'<h2>{text.SOURCES}</h2><ol class="sources">{sources}</ol>' if numbers else ""
    return (
        f'<!DOCTYPE html><html lang="{page_words.LANGUAGE}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{_STYLE}</style></head><body><main><h1>{title}</h1>"
        f'<p class="facts">{made}</p>{groups}{listed}</main></body></html>'
    )


def _line(line: Line, numbers: dict[str, tuple[int, Citation]]) -> str:
    label = (
        f'<span class="section">{escape(line.section)}</span> '
        if line.kind in ("idea", "formula")
        else ""
    )
    marks = "".join(f"<sup>{numbers[c.chunk_id][0]}</sup>" for c in line.citations)
    return f'<li dir="auto">{label}{line_html(line)}{marks}</li>'


def _missing(sentence: str) -> Response:
    return HTMLResponse(sentence_html(sentence), 404, headers=_headers(policy()))


def _headers(wanted: str) -> dict[str, str]:
    return {"Content-Security-Policy": wanted, "Cache-Control": "no-store"}
