"""Watching the folders of notes, so that what is written there is answerable at once."""

import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import Event, Thread

from tutor.errors import TutorError
from tutor.library.library import Library
from tutor.retrieval.places import is_below
from tutor.retrieval.report import BuildReport

_LOG = logging.getLogger(__name__)
_SETTLED = 100  # milliseconds without a change after which a burst of them is over
_LOOK_UP = 1000  # milliseconds after which the folders are looked up again


def watch(
    library: Library,
    stop: Event,
    *,
    built: Callable[[BuildReport], None] = lambda _: None,
    failed: Callable[[TutorError], None] = lambda error: _LOG.warning("%s", error),
) -> None:
    """Bring the index up to date whenever a note changes, until `stop` is set.

    Args:
        library: Knows the folders; those that it gets later are watched too.
        stop: Ends the watching within a second.
        built: Told what each build did that changed anything.
        failed: Told why one could not be done; the index is as it was, and watching goes on.
    """
    from watchfiles import watch as changes_in

    while not stop.is_set():
        roots = _there(library)
        if not roots:
            stop.wait(_LOOK_UP / 1000)
            continue
        for changes in changes_in(
            *roots,
            watch_filter=partial(_concerns_notes, roots),
            debounce=_SETTLED * 4,
            step=_SETTLED,
            rust_timeout=_LOOK_UP,
            yield_on_timeout=True,
            stop_event=stop,
        ):
            if changes:
                _refresh(library, built, failed)
            # An editor that saves by renaming leaves the watch on a file that is gone.
            if _there(library) != roots or any(Path(path) in roots for _, path in changes):
                break


class Watcher:
    """Watches in the background, from its making until it is closed."""

    def __init__(self, library: Library) -> None:
        self._stop = Event()
        self._thread = Thread(
            target=watch, args=(library, self._stop), name="watching the notes", daemon=True
        )
        self._thread.start()

    def close(self) -> None:
        """Stop watching; a build under way is finished first."""
        self._stop.set()
        self._thread.join()


def _refresh(
    library: Library,
    built: Callable[[BuildReport], None],
    failed: Callable[[TutorError], None],
) -> None:
    try:
        report = library.refresh()
    except TutorError as error:
        failed(error)
        return
    if report.added or report.changed or report.removed or report.failed:
        built(report)


def _there(library: Library) -> tuple[Path, ...]:
    return tuple(root for root in library.roots() if root.exists())


def _concerns_notes(roots: tuple[Path, ...], _: object, changed: str) -> bool:
    """Whether a path is one that a scan would look at."""
    for root in roots:
        if is_below(Path(changed), root):
            below = Path(changed).relative_to(root)
            return not any(part.startswith(".") for part in below.parts)
    return False
