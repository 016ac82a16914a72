"""What `tutor search` is narrowed to, out of the words of its flags."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, get_args

from tutor.errors import TutorError

if TYPE_CHECKING:
    from tutor.api import Tutor
    from tutor.retrieval.filters import Filters


class UnknownFilterError(TutorError):
    """A kind or a document was named that the notes don't have."""


def filters_from(
    tutor: "Tutor", chapters: Sequence[str], kinds: Sequence[str], documents: Sequence[str]
) -> "Filters":
    """The filters that are meant.

    Args:
        tutor: Whose notes they are about.
        chapters: Each by its number, title, folder or words of these.
        kinds: As notes name them.
        documents: Each by its id or its title.

    Raises:
        UnknownChapterError, UnknownFilterError: The notes have no such thing.
    """
    from tutor.practice.outline import Outline
    from tutor.retrieval.filters import Filters

    found = frozenset[str]()
    if chapters:
        outline = Outline(tutor.chunks)
        found = frozenset(outline.find(each).key for each in chapters)
    return Filters(
        found,
        frozenset(_kind(each) for each in kinds),
        frozenset(_document(tutor, each) for each in documents),
    )


def _kind(said: str) -> str:
    from tutor.documents.document import Kind

    known = get_args(Kind)
    if said.strip().lower() in known:
        return said.strip().lower()
    raise UnknownFilterError(f"There is no kind {said!r}; name one of {', '.join(known)}.")


def _document(tutor: "Tutor", said: str) -> str:
    wanted = said.strip().lower()
    ids = [each.id for each in tutor.documents if each.id.lower() == wanted]
    ids = ids or [each.id for each in tutor.documents if each.title.lower() == wanted]
    if len(ids) == 1:
        return ids[0]
    if ids:
        raise UnknownFilterError(f"{said!r} is the title of {', '.join(ids)}: name one of these.")
    raise UnknownFilterError(
        f"There is no document {said!r} in the notes: `tutor notes list` names them."
    )
