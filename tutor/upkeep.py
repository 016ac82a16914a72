"""Keeping the index in line with the corpus when the page is started."""

from tutor.api import build_index
from tutor.config import Settings
from tutor.documents.corpus import scan
from tutor.progress import Progress, silent
from tutor.retrieval.errors import IndexMissingError
from tutor.retrieval.report import BuildReport
from tutor.retrieval.store import open_generation


def update_index(settings: Settings, progress: Progress = silent) -> BuildReport | str:
    """Build the index where there is none, or bring it up to date with the corpus.

    An index that holds notes from elsewhere is left alone: a build from the corpus would take them
    out of it, and nobody asked for that.

    Returns:
        What the build did, or one sentence that says why there was none.

    Raises:
        TutorError: There are no notes to build from, or the build failed.
    """
    try:
        manifest = open_generation(settings.index).manifest
    except IndexMissingError:
        return build_index([settings.corpus], settings, progress=progress)
    if not settings.corpus.exists():
        return f"There is no {settings.corpus}; the index in {settings.index} is used as it is."
    notes = scan([settings.corpus], settings.limits)
    elsewhere = {entry.id for entry in manifest.documents} - {i.document_id for i in notes.items}
    if elsewhere:
        return (
            f"The index holds {min(elsewhere)}{_and_more(len(elsewhere) - 1)}, not in "
            f"{settings.corpus} any more or from elsewhere, and is used as it is; "
            f"`tutor index {settings.corpus}` takes out what {settings.corpus} doesn't hold."
        )
    return build_index([settings.corpus], settings, progress=progress)


def _and_more(number: int) -> str:
    return f" and {number} more" if number else ""
