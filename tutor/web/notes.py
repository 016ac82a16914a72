"""The Notes part of the page: its components, and what visitors do as updates of them."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import gradio as gr

from tutor.conversations.gaps import Gaps
from tutor.documents.readers.formats import READABLE
from tutor.errors import TutorError
from tutor.web.contributing import Desk, Said, told
from tutor.web.formulas import MATH
from tutor.web.gaps_view import link_html
from tutor.web.markdown import text_html
from tutor.web.notes_view import failures_html, matching, table_html
from tutor.web.preview_view import previews_html, waiting_html
from tutor.web.shelf import Shelf
from tutor.web.text import notes as text
from tutor.web.text import page as page_words
from tutor.web.uploads import MOST_FILES, taken
from tutor.web.visitor import may_keep, user_of

_PAGE = 100  # rows that are shown at first, and more at each press of the button
_SCRIPT = Path(__file__).parent / "static" / "notes_events.js"

_Updates = dict[Any, Any]


def notes(shelf: Shelf, page: gr.Blocks, limit: int, gaps: Gaps | None = None) -> None:
    """Put the notes on the page, inside `with page:`.

    Args:
        shelf: The notes behind the index.
        page: Told to forget a visitor's files when the tab is closed.
        limit: The most bytes of one file.
        gaps: What the notes lack; without it nothing leads there.
    """
    desk = Desk(shelf)
    with gr.Column(elem_id="notes-page"):
        gr.HTML(f"<h2>{page_words.NOTES}</h2>", elem_id="notes-head", js_on_load=None)
        lacking = _html("notes-lacking")
        failures = _html("notes-failures")
        # It passes on what is pressed in the tables; its script stands in for Gradio's own events.
        events = gr.HTML(
            _drop_zone(limit),
            elem_id="notes-drop",
            js_on_load=_SCRIPT.read_text(encoding="utf-8"),
            apply_default_css=False,
        )
        status = _html("notes-status")
        draft = _markdown("notes-draft")
        with gr.Row(elem_id="notes-decide", visible=False) as decide:
            add = gr.Button(text.add(1), variant="primary", elem_id="notes-add", min_width=64)
            cancel = gr.Button(text.CANCEL, elem_id="notes-cancel", min_width=64)
        waiting = _markdown("notes-waiting")
        query = gr.Textbox(
            placeholder=text.FILTER,
            label=text.FILTER,
            show_label=False,
            container=False,
            elem_id="notes-filter",
        )
        table = _html("notes-table")
        more = gr.Button(text.show_more(_PAGE), elem_id="notes-more", visible=False)
        shown = gr.State(_PAGE)

    def looked_at(look: Callable[[], _Updates]) -> _Updates:
        """What looking at the notes gives, or the sentence that tells why it can't be done."""
        try:
            return look()
        except TutorError as error:
            return {status: said_html(Said(str(error), problem=True))}

    def rows(words: str, number: int, request: gr.Request) -> _Updates:
        """The table, of which the visitor sees so many rows that hold these words."""
        all_notes = shelf.notes()
        found = len(matching(all_notes, words))
        remove = _may_remove(shelf, request)
        today = datetime.now().astimezone().date()
        rest = min(_PAGE, found - number)
        return {
            table: table_html(all_notes, words, number, today, remove=remove),
            more: gr.update(value=text.show_more(rest), visible=rest > 0),
            shown: number,
        }

    def overview(words: str, number: int, request: gr.Request) -> _Updates:
        """Everything that may have changed since the visitor looked last."""
        today = datetime.now().astimezone().date()
        pending = shelf.pending()
        return {
            failures: failures_html(shelf.failures()),
            waiting: waiting_html(pending, today, deciding=may_keep(request)),
            query: gr.update(visible=bool(shelf.notes())),
            **rows(words, number, request),
        }

    def draft_of(session: str) -> _Updates:
        now = desk.draft(session)
        count = len(now.uploads)
        left_out = text.left_out(now.unreadable) if now.unreadable and count else ""
        note = f"\n\n<p>{left_out}</p>" if left_out else ""
        return {
            draft: previews_html(now.previews) + note,
            decide: gr.update(visible=bool(now.previews)),
            add: gr.update(value=text.add(max(1, count)), visible=count > 0),
        }

    def follow(work: Iterator[Said], words: str, number: int, request: gr.Request) -> Any:
        """Tell the visitor how far some work is and, at its end, show what it has changed."""
        for said in told(work):
            yield {status: said_html(said), **draft_of(_session(request))}
        yield start(words, number, request)

    def start(words: str, number: int, request: gr.Request) -> _Updates:
        return looked_at(lambda: overview(words, number, request))

    def sent(event: gr.EventData, request: gr.Request) -> Iterator[_Updates]:
        for said in told(read(event, _session(request))):
            yield {status: said_html(said), **draft_of(_session(request))}

    def read(event: gr.EventData, session: str) -> Iterator[Said]:
        yield from desk.read(session, taken(getattr(event, "files", None), limit))

    def add_draft(words: str, number: int, request: gr.Request) -> Iterator[_Updates]:
        yield from follow(desk.add(_session(request)), words, number, request)

    def cancel_draft(request: gr.Request) -> _Updates:
        desk.drop(_session(request))
        return {status: said_html(Said(text.CANCELLED)), **draft_of(_session(request))}

    def act(
        event: gr.EventData, words: str, number: int, request: gr.Request
    ) -> Iterator[_Updates]:
        deed = _deed(desk, shelf, event, request)
        yield from follow(deed, words, number, request)

    def filtered(words: str, request: gr.Request) -> _Updates:
        return looked_at(lambda: rows(words, _PAGE, request))

    def extend(words: str, number: int, request: gr.Request) -> _Updates:
        return looked_at(lambda: rows(words, number + _PAGE, request))

    def lack(request: gr.Request) -> str:
        if gaps is None or not may_keep(request):
            return ""
        try:
            return link_html(gaps.topics())
        except TutorError as error:
            return said_html(Said(str(error), problem=True))

    def forget(request: gr.Request) -> None:
        desk.drop(_session(request))

    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    looking = {**quiet, "concurrency_limit": 4, "concurrency_id": "notes"}
    working = {**quiet, "concurrency_limit": 4, "concurrency_id": "notes-work"}
    where = [query, shown]
    listed = [table, more, shown, status]
    seen = [failures, waiting, query, *listed]
    drafted = [draft, decide, add]
    page.load(start, where, seen, **looking)
    events.refresh(start, where, seen, **looking)
    if gaps is not None:
        page.load(lack, None, lacking, **looking)
        events.refresh(lack, None, lacking, **looking)
    events.sent(sent, None, [status, *drafted], **working)
    events.act(act, where, [*drafted, *seen], **working)
    add.click(add_draft, where, [*drafted, *seen], trigger_mode="once", **working)
    cancel.click(cancel_draft, None, [status, *drafted], **looking)
    query.input(filtered, [query], listed, trigger_mode="always_last", **looking)
    more.click(extend, where, listed, **looking)
    page.unload(forget)


def said_html(said: Said) -> str:
    """A sentence about what happened or how far it is."""
    if not said.words:
        return ""
    words = text_html(said.words)
    if said.answerable:
        asked = f' data-question="{text_html(said.question)}"' if said.question else ""
        words += f' <a href="#" class="to-chat"{asked}>{text.ASK_ABOUT_IT}</a>.'
    if not said.working:
        kind, role = ("problem", "alert") if said.problem else ("done", "status")
        return f'<p class="{kind}" role="{role}">{words}</p>'
    known = f' value="{said.done}" max="{said.total}"' if said.total else ""
    return f'<p class="busy" role="status">{words}<progress{known}></progress></p>'


def _deed(desk: Desk, shelf: Shelf, event: gr.EventData, request: gr.Request) -> Iterator[Said]:
    """What a button in one of the tables does; the browser may send anything."""
    name, target = str(getattr(event, "name", "")), str(getattr(event, "target_id", ""))
    keeper = may_keep(request)
    if name == "remove" and _may_remove(shelf, request):
        return desk.remove(target)
    if name == "approve" and keeper:
        return desk.approve(target)
    if name == "reject" and keeper:
        return desk.reject(target)
    return iter([Said(text.ONLY_HERE, problem=True)])


def _may_remove(shelf: Shelf, request: gr.Request) -> bool:
    """Whether a visitor may take notes out; everybody may where all may add and nobody signs in."""
    return may_keep(request) or not (shelf.reviewing or user_of(request))


def _drop_zone(limit: int) -> str:
    words = {
        "limit": limit,
        "most": MOST_FILES,
        "sending": text.SENDING,
        "not-sent": text.NOT_SENT,
        "too-large": text.TOO_LARGE,
        "too-many": text.TOO_MANY,
    }
    data = " ".join(f'data-{name}="{text_html(str(value))}"' for name, value in words.items())
    return (
        f'<div class="drop" {data}><input type="file" multiple hidden>'
        f'<p><button type="button" name="choose-notes">{text.CHOOSE}</button> {text.DROP}</p>'
        f'<p class="hint">{text.DROP_MORE} {text_html(text.hints(READABLE, limit))}</p>'
        '<p class="sending" role="status"></p></div>'
    )


def _html(elem_id: str) -> gr.HTML:
    return gr.HTML("", elem_id=elem_id, js_on_load=None, apply_default_css=False)


def _markdown(elem_id: str) -> gr.Markdown:
    return gr.Markdown(elem_id=elem_id, latex_delimiters=MATH, sanitize_html=True)


def _session(request: gr.Request) -> str:
    return request.session_hash or ""
