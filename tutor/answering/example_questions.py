"""Questions to begin with, about what the notes have headings for."""

import re
from collections.abc import Iterable

from tutor.documents.document import Chunk

_MOST = 4
_QUESTION = "What do the notes say about {}?"
# Two to six words of letters that are no question or a label with a colon.
_SUBJECT = re.compile(
    r"(?!(?:What|Why|How|When|Which|Common|Sources)\b)[^\W\d][\w-]*(?: [\w-]+){1,5}"
)


def example_questions(chunks: Iterable[Chunk]) -> list[str]:
    """At most four questions that notes can answer, each about a heading of another document."""
    headings: dict[str, str] = {}  # of each document, its shortest one that names a subject
    for chunk in chunks:
        if chunk.metadata.kind != "notes" or not chunk.heading_path:
            continue
        heading = chunk.heading_path[-1]
        best = headings.get(chunk.document_id)
        if names_a_subject(heading) and (not best or len(heading) < len(best)):
            headings[chunk.document_id] = heading
    return [_QUESTION.format(in_a_sentence(h)) for h in list(headings.values())[:_MOST]]


def names_a_subject(heading: str, *, words: int = 6) -> bool:
    """Whether a heading is the name of something, of two words and not more than `words`."""
    return len(heading.split()) <= words and bool(_SUBJECT.fullmatch(heading))


def in_a_sentence(heading: str) -> str:
    """A heading with a small first letter, unless it opens with an acronym or a name's capitals."""
    first = heading.split()[0]
    return heading if first[1:] != first[1:].lower() else heading[0].lower() + heading[1:]
