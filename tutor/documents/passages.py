"""Passages files: one JSON object `{"id", "title", "text"}` a line, each a document of its own."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tutor.documents.document import Document
from tutor.documents.question_pairs import has_pairs
from tutor.documents.readers import markdown
from tutor.documents.text_file import normalised

PASSAGES_FILE = "passages.jsonl"
_SUFFIX = ".jsonl"


@dataclass(frozen=True, slots=True)
class Passage:
    """One row."""

    id: str
    title: str
    text: str
    content_hash: str  # sha256 of the whole row as canonical JSON, hexadecimal

    def document(self, document_id: str, path: Path) -> Document:
        """The passage as a document; its text is Markdown."""
        title = self.title.strip() or document_id
        return markdown.parse(self.text, document_id, path, title=title)


def might_hold_passages(path: Path) -> bool:
    """Whether a file of this name is worth a look."""
    return path.suffix.lower() == _SUFFIX


def is_passages_file(path: Path, raw: bytes, *, given: bool) -> bool:
    """Whether a file's rows are passages: by its name, or by its first row.

    Args:
        path: The file; only its name counts.
        raw: What is in it.
        given: Whether the user named this very file, whose rows then are passages unless they
            hold questions and answers.
    """
    if path.name == PASSAGES_FILE:
        return True
    if not might_hold_passages(path):
        return False
    first = next((line for line in raw.split(b"\n") if line.strip()), b"")
    try:
        row = json.loads(first.removeprefix(b"\xef\xbb\xbf"))
    except (ValueError, RecursionError):
        row = None
    if not isinstance(row, dict):
        return given
    return "text" in row or (given and not has_pairs(row))


def passages_in(raw: bytes) -> Iterator[tuple[int, Passage | str]]:
    """Each row's line number, from 1, and its passage or the reason why it is none."""
    seen: dict[str, int] = {}
    for number, line in enumerate(raw.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        if not line.strip():
            continue
        passage = _passage(line)
        if isinstance(passage, Passage):
            first = seen.setdefault(passage.id, number)
            if first != number:
                yield number, f"the id {passage.id!r} is already on line {first}; give it another"
                continue
        yield number, passage


def _passage(line: bytes) -> Passage | str:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        return f"it is not valid JSON ({getattr(error, 'msg', 'not UTF-8 text')}); correct the line"
    if not isinstance(row, dict):
        return 'it is not an object with "id", "title" and "text"; correct the line'
    document_id, title, text = row.get("id"), row.get("title", ""), row.get("text")
    if not isinstance(document_id, str) or not document_id.strip():
        return 'it has no "id"; give it one'
    if not isinstance(title, str) or not isinstance(text, str):
        return '"title" and "text" must be text; correct the line'
    if not text.strip():
        return "its text is empty; write some or remove the line"
    canonical = json.dumps(row, sort_keys=True, separators=(",", ":"))
    try:
        (document_id + title + text).encode()
    except UnicodeEncodeError:
        return "it holds half of a surrogate pair, which is not text; correct the line"
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    return Passage(normalised(document_id), normalised(title), normalised(text), digest)
