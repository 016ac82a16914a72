"""Opening the library of an index under the settings of a run."""

from collections.abc import Sequence
from pathlib import Path

from tutor.api import build_index
from tutor.config import Settings
from tutor.documents.corpus import require_paths
from tutor.library.handover import hand_over
from tutor.library.library import Library
from tutor.loaders import load_encoder
from tutor.privacy_env import turn_off_telemetry
from tutor.progress import Progress, silent
from tutor.retrieval.errors import IndexMissingError
from tutor.retrieval.live import LiveIndex
from tutor.retrieval.report import BuildReport
from tutor.retrieval.store import current_number

_FOLDER = "contributions"  # in the corpus


def open_library(settings: Settings, progress: Progress = silent) -> Library:
    """The library of the index that the settings name; the encoder is fetched if need be.

    Raises:
        TutorError: There is no index yet, or it can't be opened.
    """
    turn_off_telemetry()
    current_number(settings.index)  # raises before a model is fetched for nothing
    return library_of(LiveIndex(settings.index, load_encoder(settings, progress)), settings)


def library_of(index: LiveIndex, settings: Settings) -> Library:
    """The library of an index that is open already."""
    return Library(
        index,
        contributions_folder(settings),
        reviewing=settings.contributions == "review",
        limits=settings.limits,
    )


def contributions_folder(settings: Settings) -> Path:
    """Where uploads are kept."""
    return settings.corpus / _FOLDER


def add_notes(
    paths: Sequence[Path], settings: Settings, progress: Progress = silent
) -> BuildReport:
    """Add folders and files to the index, which is made where there is none yet.

    A program that watches the index is asked to do it, because it has the encoder loaded.

    Raises:
        TutorError: A path doesn't exist or holds no note, or the index can't be written.
    """
    try:
        current_number(settings.index)
    except IndexMissingError:
        return build_index(paths, settings, progress=progress)
    require_paths(paths)
    report = hand_over(paths, settings.index)
    return report or open_library(settings, progress).add_paths(paths, progress)


def update_index(settings: Settings, progress: Progress = silent) -> BuildReport:
    """Build the index from the corpus, or bring one that is there up to date with its own notes.

    Notes that were added from elsewhere stay in it, and are brought up to date as well.

    Raises:
        TutorError: There are no notes to build from, or the build failed.
    """
    report = build_missing(settings, progress)
    return report or open_library(settings, progress).refresh(progress)


def build_missing(settings: Settings, progress: Progress = silent) -> BuildReport | None:
    """Build the index from the corpus, unless there is one.

    Raises:
        TutorError: There are no notes to build from, or the build failed.
    """
    try:
        current_number(settings.index)
    except IndexMissingError:
        return build_index([settings.corpus], settings, progress=progress)
    return None
