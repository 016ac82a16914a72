"""What `tutor index` builds from: the named places, the index's own, or the corpus."""

import json
from collections.abc import Sequence
from pathlib import Path

from tutor.api import build_index
from tutor.config import Settings
from tutor.library.opening import update_index
from tutor.progress import Progress, silent
from tutor.retrieval.errors import IndexDamagedError, IndexMissingError
from tutor.retrieval.manifest import Manifest, manifest_from
from tutor.retrieval.places import path_of
from tutor.retrieval.report import BuildReport
from tutor.retrieval.store import MANIFEST, current_number, generation_folder


def index_notes(
    paths: Sequence[Path],
    settings: Settings,
    *,
    rebuild: bool = False,
    progress: Progress = silent,
) -> BuildReport:
    """Build the index from these places, or bring it up to date with its own if none is named.

    An index that doesn't exist yet is built from the corpus. One whose notes were read with
    people's names is read again where the settings take these out, and the other way round.

    Raises:
        TutorError: There are no notes to build from, or the build failed.
    """
    if not paths:
        manifest = _manifest(settings.index)
        if not rebuild and (manifest is None or manifest.keeps_names == settings.keep_names):
            return update_index(settings, progress)
        paths = [path_of(root, settings.index) for root in manifest.roots] if manifest else []
    return build_index(paths or [settings.corpus], settings, rebuild=rebuild, progress=progress)


def _manifest(index_dir: Path) -> Manifest | None:
    """What the index says about itself; None where that is not there or not legible."""
    try:
        folder = generation_folder(index_dir, current_number(index_dir))
        return manifest_from(json.loads((folder / MANIFEST).read_bytes()))
    except (IndexMissingError, IndexDamagedError, OSError):
        return None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
