"""What is in an index and what is not, which needs no encoder to be told."""

from dataclasses import dataclass

from tutor.config import Settings
from tutor.documents.failures import Failure
from tutor.library.contributions import Contributions
from tutor.library.note import Note
from tutor.library.opening import contributions_folder
from tutor.retrieval.places import path_of
from tutor.retrieval.store import open_generation


@dataclass(frozen=True, slots=True)
class Listing:
    """The notes of an index, in order, and what could not be read."""

    notes: tuple[Note, ...]
    failures: tuple[Failure, ...]


def list_index(settings: Settings) -> Listing:
    """What the index that the settings name holds, whichever encoder it was built with.

    Raises:
        TutorError: There is no index, or it can't be read.
    """
    manifest = open_generation(settings.index).manifest
    contributions = Contributions(contributions_folder(settings))
    notes = tuple(
        Note(entry, path := path_of(entry.path, settings.index), contributions.holds(path))
        for entry in manifest.documents
    )
    return Listing(notes, manifest.failures)
