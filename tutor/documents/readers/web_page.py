"""Web pages: the text of the page without what surrounds it on its site."""

import codecs
import re
from dataclasses import replace

from bs4 import BeautifulSoup
from bs4.dammit import EncodingDetector
from bs4.element import Tag

from tutor.documents.document import Document
from tutor.documents.failures import UnreadableNoteError
from tutor.documents.note_file import NoteFile
from tutor.documents.readers import markdown
from tutor.documents.readers.markup import one_line
from tutor.documents.readers.web_content import content_of
from tutor.documents.readers.web_formulas import mark_formulas
from tutor.documents.readers.web_markdown import markdown_of
from tutor.documents.text_file import normalised

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What browsers take these for (WHATWG Encoding, 4.2).
_WINDOWS = frozenset("ascii us-ascii iso-8859-1 iso8859-1 latin1 latin-1".split())
_SITE = re.compile(r"\s+[|\u00b7\u2013\u2014:\u00bb-]\s+|\s*\u2014\s*")


def read(note: NoteFile) -> Document:
    """Read a web page, also one that was saved from a browser; scripts are never run.

    Raises:
        UnreadableNoteError: It is no text, or there is none on it.
    """
    soup = BeautifulSoup(_decoded(note), "lxml")
    try:
        mark_formulas(soup)
        content = content_of(soup)
        title = _title(soup, content) or note.path.stem
        text = markdown_of(content)
    except RecursionError as error:
        reason = "its elements are nested too deeply to be read; save it as text or PDF"
        raise UnreadableNoteError(note.path, reason) from error
    document = markdown.parse(text, note.document_id, note.path, title=title)
    if not document.sections:
        reason = (
            "it has no text of its own, perhaps because scripts put it there; "
            "save the page from a browser, or print it as PDF"
        )
        raise UnreadableNoteError(note.path, reason)
    return replace(document, format="HTML")


def _decoded(note: NoteFile) -> str:
    """The page's characters: by its byte order mark, by what it declares, else UTF-8."""
    raw = note.data
    encodings = [encoding for mark, encoding in _MARKS if raw.startswith(mark)]
    declared = EncodingDetector.find_declared_encoding(raw, is_html=True) if raw else None
    if declared:
        encodings.append("windows-1252" if declared.lower() in _WINDOWS else declared)
    for encoding in [*encodings, "utf-8"]:
        try:
            text = raw.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        break
    else:
        text = raw.decode("windows-1252", "replace")
    if "\0" in text:
        raise UnreadableNoteError(note.path, "it holds binary data, not a web page; save it anew")
    return normalised(text)


def _title(soup: BeautifulSoup, content: Tag) -> str:
    """What the page calls itself, without the name of its site where the heading has none."""
    named = one_line(soup.title.get_text()) if soup.title else ""
    headings = content.find_all("h1")
    first = headings[0] if headings else content.find(re.compile("h[2-6]"))
    heading = one_line(first.get_text()) if first else ""
    if not named or not heading:
        return named or (heading if len(headings) == 1 else "")
    parts = [part.strip().casefold() for part in _SITE.split(named)]
    begins = headings and re.match(rf"{re.escape(heading)}(?!\w)", named, re.IGNORECASE)
    if first is not None and (heading.casefold() in parts or begins):
        first.name = "h1"  # it names the page, whatever its level
        return heading
    is_name = len(headings) == 1 and len(named.split()) == 1  # a file's, or a program's word
    return heading if is_name else named
