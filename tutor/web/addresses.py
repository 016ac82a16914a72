"""Where notes are shown: addresses relative to the page, so that it may be served below a path.

Document ids hold slashes, spaces and letters of any script; everything but the slashes is encoded.
"""

import re
from collections.abc import Iterable
from itertools import islice
from urllib.parse import quote

from tutor.documents.document import Span

READING = "notes"
ORIGINAL = "note-file"
PAGE_IMAGE = "note-page"
PAPER = "exam-paper"
CONVERSATION = "conversation-file"
GUIDE_PRINT = "guide-print"
# At most fifty, so that an address stays short and is read at once.
_MARKS = re.compile(r"[0-9]{1,7}-[0-9]{1,7}(?:,[0-9]{1,7}-[0-9]{1,7}){0,49}")


def reading_address(document_id: str, chunk_id: str = "", spans: Iterable[Span] = ()) -> str:
    """The view of a document as it was read, at one of its chunks.

    Args:
        document_id: Document.id.
        chunk_id: Chunk.id; without it, the document's beginning.
        spans: What is to be marked, as offsets into the chunk's text.
    """
    address = f"{READING}/{_encoded(document_id)}"
    if not chunk_id:
        return address
    chunk = quote(chunk_id, safe="", errors="replace")
    marks = ",".join(f"{span.start}-{span.end}" for span in islice(spans, 50))
    return f"{address}?at={chunk}{f'&mark={marks}' if marks else ''}#{chunk}"


def spans_from(marks: str) -> tuple[Span, ...]:
    """The spans in an address; nothing where it holds anything else."""
    if not _MARKS.fullmatch(marks):
        return ()
    pairs = (mark.split("-") for mark in marks.split(","))
    return tuple(Span(int(start), int(end)) for start, end in pairs if int(start) < int(end))


def original_address(document_id: str, page: int | None = None) -> str:
    """A document's own file, at a page of it."""
    return f"{ORIGINAL}/{_encoded(document_id)}" + (f"#page={page}" if page else "")


def page_address(document_id: str, number: int) -> str:
    """A page of a PDF as a picture."""
    return f"{PAGE_IMAGE}/{_encoded(document_id)}/{number}"


def paper_address(exam_id: str, *, key: bool) -> str:
    """An exam on paper, or the key to it."""
    return f"{PAPER}/{quote(exam_id, safe='')}/{'key' if key else 'questions'}"


def conversation_address(conversation_id: str) -> str:
    """A conversation as a Markdown file."""
    return f"{CONVERSATION}/{quote(conversation_id, safe='')}"


def guide_address(scope: str, key: str) -> str:
    """The part that shows the study guide on a chapter or a topic."""
    return f"#guide?{scope}={quote(key, safe='', errors='replace')}"


def guide_print_address(scope: str, key: str) -> str:
    """The same guide as a page to be printed."""
    return f"{GUIDE_PRINT}?{scope}={quote(key, safe='', errors='replace')}"


def is_pdf(document_id: str) -> bool:
    """Whether a document's file is a PDF, which browsers can open at a page."""
    return document_id.lower().endswith(".pdf")


def _encoded(document_id: str) -> str:
    # Browsers resolve a segment of dots even where it is percent-encoded.
    segments = document_id.split("/")
    return "/".join(
        f"~{s}" if set(s) <= {".", "~"} else quote(s, safe="", errors="replace") for s in segments
    )


def document_id_from(path: str) -> str:
    """The document id in the (decoded) path of an address."""
    segments = path.split("/")
    return "/".join(s[1:] if s[:1] == "~" and set(s) <= {".", "~"} else s for s in segments)
