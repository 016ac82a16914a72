"""Posts of a course forum (Piazza) as JSON: one post, or all of a class archive's.

The keys are those of the forum's interface and of the `class_content.json` that instructors get.
Authors are never named there, only by ids, but endorsers are, and texts thank people by name.
"""

import json
from pathlib import Path
from typing import Any

from tutor.documents import people
from tutor.documents.document import Document, Metadata
from tutor.documents.failures import UnreadableNoteError
from tutor.documents.note_file import NoteFile
from tutor.documents.privacy import PeopleMask
from tutor.documents.readers import thread
from tutor.documents.readers.forum_people import ids_in, names_in
from tutor.documents.readers.forum_tree import LeftOut, posts_of, reason_to_leave_out, subject_of
from tutor.documents.readers.thread import Post

_CLASS_ARCHIVE = "class_content"
_NOT_JSON = "it is not valid JSON; export it anew from the forum"
_FEED = "it is the forum's list of posts without their texts; export the posts themselves"
_FLAT = "class_content.json holds the same posts with their order; keep that one and remove this"
_NO_POST = "it holds no forum post; only posts of a course forum are read from JSON"
_NONE_LEFT = "there is no post with text in it that is for everybody; export another thread"


def read(note: NoteFile) -> Document:
    """Read a post or an array of posts.

    Sections are posts, their locators say where they stand in the thread: "@101 question", "@101
    instructor answer", "@101 follow-up 1 reply 2". Private and deleted posts are left out.

    Raises:
        UnreadableNoteError: It is not JSON, holds no posts, or none that may be read.
    """
    given = _parsed(note)
    entries = given if isinstance(given, list) else [given]
    roots = [each for each in entries if _is_post(each)]
    if not roots:
        raise UnreadableNoteError(note.path, _what_else(given))
    names = names_in(roots) | note.people
    mask = PeopleMask(() if note.keep_names else names, ids_in(roots))
    left_out = LeftOut()
    posts: list[Post] = []
    for root in roots:
        if reason := reason_to_leave_out(root):
            left_out.add(reason, root)
        else:
            posts += posts_of(
                root, mask, below_subject=isinstance(given, list), keep_names=note.keep_names
            )
    gaps = left_out.sentences()
    if other := len(entries) - len(roots):
        are = "entry that is no post was" if other == 1 else "entries that are no posts were"
        gaps.append(f"{other} {are} left out")
    title = mask(subject_of(roots[0])) if isinstance(given, dict) else _title_of(note.path)
    document = thread.assembled(
        posts,
        note.document_id,
        title or note.path.stem,
        note.path,
        metadata=Metadata(kind="thread"),
        gaps=gaps,
    )
    if not document.sections:
        why = f" ({'; '.join(document.gaps)})" if document.gaps else ""
        raise UnreadableNoteError(note.path, f"{_NONE_LEFT}{why}")
    return document


def _parsed(note: NoteFile) -> Any:
    try:
        given = json.loads(note.data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise UnreadableNoteError(note.path, _NOT_JSON) from None  # it might quote the post
    if isinstance(given, dict) and "result" in given and not _is_post(given):
        return given["result"]  # as the forum's interface answers
    return given


def _is_post(value: Any) -> bool:
    return isinstance(value, dict) and ("history" in value or "children" in value)


def _what_else(given: Any) -> str:
    if isinstance(given, dict) and isinstance(given.get("feed"), list):
        return _FEED
    rows = [row for row in (given if isinstance(given, list) else [given]) if isinstance(row, dict)]
    if any("content_snipet" in row for row in rows):
        return _FEED
    if any(row.keys() & {"thread_id", "parent_id", "anonimity"} for row in rows):
        return _FLAT
    return people.NOT_NOTES if people.lists_people(rows) else _NO_POST


def _title_of(path: Path) -> str:
    return "Class forum" if path.stem == _CLASS_ARCHIVE else path.stem
