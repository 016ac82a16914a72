"""Questions without the people in them: whoever reads what was asked needn't know of whom."""

import re
from collections.abc import Callable, Iterable

from tutor.documents.limits import Limits
from tutor.documents.privacy import PeopleMask
from tutor.documents.walk import people_in_folder
from tutor.retrieval.live import LiveIndex
from tutor.retrieval.places import path_of

_USER = "user-"  # what the records of somebody who signed in are under
_SOMEBODY = "somebody"
_NAME = r"(?-i:[A-Z][\w'\u2019-]+(?:[ \t]+[A-Z][\w'\u2019-]+){0,2})"
_TITLED = re.compile(rf"\b(?:prof(?:essor)?|dr|mrs?|ms)\b\.?[ \t]+{_NAME}", re.IGNORECASE)
_INTRODUCED = re.compile(rf"\b(my name is|i am called|call me)[ \t]+{_NAME}", re.IGNORECASE)
_TELEPHONE = re.compile(
    r"\+\d[\d ()/.-]{7,18}\d|\(\d{3}\)[ \t]?\d{3}[ -]\d{4}\b|\b\d{3}-\d{3}-\d{4}\b"
)


def without_people(names: Iterable[str]) -> Callable[[str], str]:
    """What takes these names out of a text, and whoever has a title or gives their own name.

    E-mail addresses and telephone numbers go too.
    """
    mask = PeopleMask(frozenset(names))

    def masked(text: str) -> str:
        text = _TITLED.sub(_SOMEBODY, mask(text))
        return _TELEPHONE.sub("a telephone number", _INTRODUCED.sub(rf"\1 {_SOMEBODY}", text))

    return masked


def user_names(students: Iterable[str]) -> frozenset[str]:
    """The names under which students signed in."""
    return frozenset(each.removeprefix(_USER) for each in students if each.startswith(_USER))


def people_beside(index: LiveIndex, limits: Limits) -> frozenset[str]:
    """Whom the lists of people name that lie beside the notes of an index."""
    documents = index.current().documents
    folders = {path_of(each.path, index.folder).parent for each in documents if each.path}
    return frozenset().union(*(people_in_folder(folder, limits) for folder in sorted(folders)))
