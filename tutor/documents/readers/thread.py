"""A forum thread as a document, wherever its posts were read from."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tutor.documents.document import Document, Locator, Metadata
from tutor.documents.failures import UnreadableNoteError
from tutor.documents.readers import markdown
from tutor.documents.readers.assembly import Assembly

FORMAT = "forum thread"

# How much a post goes before others that fit a question as well, in standard deviations of the
# passages' scores. An instructor's word settles what students write about the course, so it should
# win among near ties; it must not lift a passage about something else over the one that answers.
BY_INSTRUCTOR = 0.3  # written by an instructor as the answer, or an answer that one endorsed
LIKED = 0.15  # found good by somebody: half as much, for readers' thanks are no proof


@dataclass(frozen=True, slots=True)
class Post:
    """One post of a thread without anybody's name."""

    label: str  # "@473 follow-up 2"
    text: str  # Markdown
    number: int | None = None  # 473
    path: tuple[str, ...] = ()  # the thread's subject, where a document holds several threads
    standing: float = 0.0


def assembled(
    posts: Sequence[Post],
    document_id: str,
    title: str,
    path: Path,
    *,
    metadata: Metadata,
    gaps: Sequence[str] = (),
) -> Document:
    """The document of these posts; `path` names the file in errors.

    A post that can't be read as Markdown is a gap of its own; one without text is left out.
    """
    assembly = Assembly(document_id, title, metadata, file_format=FORMAT)
    assembly.start_section((), Locator("heading", title), f"# {title}")
    more_gaps = []
    units = 0
    for post in posts:
        try:
            read = markdown.parse(post.text, document_id, path, title=title)
        except UnreadableNoteError as error:
            more_gaps.append(f"{post.label} was left out: {error.reason}")
            continue
        if read.sections:
            locator = Locator("post", post.label, post.number)
            headline = f"## {': '.join([post.label, *post.path])}"
            assembly.start_section(post.path, locator, headline, standing=post.standing)
            assembly.add_document(read, locator)
            units += 1
    return assembly.finish(units=units, gaps=[*gaps, *more_gaps])
