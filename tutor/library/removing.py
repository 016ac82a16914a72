"""Taking notes out of the index by what a person calls them."""

from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path

from tutor.library.errors import LibraryError
from tutor.library.library import Library
from tutor.retrieval.places import absolute


def remove_notes(library: Library, names: Sequence[str]) -> tuple[str, ...]:
    """Take out documents, or all that folders and files hold that the index was built from.

    Args:
        library: Of the index.
        names: Documents' ids, and paths as they were given to be indexed.

    Returns:
        The ids of the documents that are not in the index any more.

    Raises:
        LibraryError: One is neither; nothing was removed.
        TutorError: The index can't be brought up to date.
    """
    ids = [note.id for note in library.notes()]
    roots = library.roots()
    documents = [name for name in dict.fromkeys(names) if name in ids]
    places = {name: absolute(Path(name).expanduser()) for name in names if name not in ids}
    for name, place in places.items():
        if place not in roots:
            raise LibraryError(_unknown(name, ids))
    for document in documents:
        library.remove(document)
    if places:
        library.forget(list(places.values()))
    left = {note.id for note in library.notes()}
    return tuple(each for each in ids if each not in left)


def _unknown(name: str, ids: Sequence[str]) -> str:
    near = get_close_matches(name, ids, n=1, cutoff=0.0)
    return (
        f"There is no note called {name} in the index, and it was not built from such a folder or "
        f"file; the nearest is {near[0]}."
    )
