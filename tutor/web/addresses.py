"""Where notes are shown: addresses relative to the page, so that it may be served below a path.

Document ids hold slashes, spaces and letters of any script; everything but the slashes is encoded.
"""

from urllib.parse import quote

READING = "notes"
ORIGINAL = "note-file"
PAPER = "exam-paper"


def reading_address(document_id: str, chunk_id: str = "") -> str:
    """The view of a document as it was read, at one of its chunks."""
    return f"{READING}/{_encoded(document_id)}" + (f"#{quote(chunk_id)}" if chunk_id else "")


def original_address(document_id: str, page: int | None = None) -> str:
    """A document's own file, at a page of it."""
    return f"{ORIGINAL}/{_encoded(document_id)}" + (f"#page={page}" if page else "")


def paper_address(exam_id: str, *, key: bool) -> str:
    """An exam on paper, or the key to it."""
    return f"{PAPER}/{quote(exam_id, safe='')}/{'key' if key else 'questions'}"


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
