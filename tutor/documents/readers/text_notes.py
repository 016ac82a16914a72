"""Files of text: Markdown, plain text, or a forum thread that was copied into either."""

from dataclasses import replace

from tutor.documents.document import Document
from tutor.documents.note_file import NoteFile
from tutor.documents.readers import forum_paste, markdown, plain_text
from tutor.documents.text_file import text_of

_PLAIN = ".txt"


def read(note: NoteFile) -> Document:
    """Read a text file.

    Raises:
        UnreadableNoteError: It is not text, or its front matter is broken.
    """
    text = text_of(note.data, note.path)
    if forum_paste.looks_like_forum_paste(text):
        return forum_paste.parse(
            text,
            note.document_id,
            note.path,
            people=note.people,
            keep_names=note.keep_names,
        )
    if note.path.suffix.lower() == _PLAIN:
        document = plain_text.parse(text, note.document_id, note.path)
        return replace(document, format="plain text")
    return markdown.parse(text, note.document_id, note.path)
