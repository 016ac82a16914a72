"""Questions with their answers in tables (CSV, TSV) and in JSONL files."""

import re

from tutor.documents.document import Document, Locator, Metadata
from tutor.documents.note_file import NoteFile
from tutor.documents.question_pairs import QuestionPair, pairs
from tutor.documents.readers import markdown
from tutor.documents.readers.assembly import Assembly

_BLOCK = re.compile(r"\s*(?:[-*+] |\d+[.)] |```|~~~|\||\$\$|\\\[|\\begin\{|>)")


def read(note: NoteFile) -> Document:
    """Read questions with answers; each pair is a section, below its topic where it has one.

    Raises:
        UnreadableNoteError: There are no columns of questions and answers, or no row has both.
    """
    found, gaps = pairs(note.data, note.path)
    title = note.path.stem
    metadata = Metadata(kind="questions")
    assembly = Assembly(note.document_id, title, metadata, file_format="questions")
    topic = ""
    for pair in found:
        locator = Locator("row", f"row {pair.number}", pair.number)
        below = () if pair.topic in ("", title) else (pair.topic,)
        headline = f"## {pair.topic}" if below and pair.topic != topic else ""
        topic = pair.topic
        part = markdown.parse(_as_markdown(pair), note.document_id, note.path, title=title)
        assembly.start_section(below, locator, headline)
        assembly.add_document(part, locator)
    return assembly.finish(units=len(found), gaps=gaps)


def _as_markdown(pair: QuestionPair) -> str:
    parts = {
        "Question": pair.question,
        "Answer": pair.answer,
        "Explanation": pair.explanation,
        "Source": pair.source,
    }
    return "\n\n".join(_paragraph(name, text) for name, text in parts.items() if text)


def _paragraph(name: str, text: str) -> str:
    # A list, a table or a formula needs a line of its own.
    gap = "\n\n" if _BLOCK.match(text) else " "
    return f"{name}:{gap}{text}"
