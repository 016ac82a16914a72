"""Watching the folders of notes, so that what is written there is answerable at once."""

import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import Event, Thread

from tutor.errors import TutorError
from tutor.library.errors import LibraryError
from tutor.library.handover import REQUEST_SUFFIX, REQUESTS, answer_requests, watching_lock
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

    One program watches an index; a second one waits until the first has ended. The one that
    watches also does what other commands hand over to it.

    Args:
        library: Knows the folders; those that it gets later are watched too.
        stop: Ends the watching within a second.
        built: Told what each build did that changed anything.
        failed: Told why one could not be done; the index is as it was, and watching goes on.
    """
    told: str | None = None
    while not stop.is_set():
        problem: TutorError | None = None
        try:
            with watching_lock(library.index_dir) as alone:
                while alone and not stop.is_set():
                    _watch_places(library, stop, built, failed)
        except TutorError as error:
            problem = error
        except (OSError, RuntimeError) as error:  # of the operating system's way of watching
            problem = _not_watched(error)
        if problem is not None and str(problem) != told:
            failed(problem)
        told = str(problem) if problem else None
        stop.wait(_LOOK_UP / 1000)


def _watch_places(
    library: Library,
    stop: Event,
    built: Callable[[BuildReport], None],
    failed: Callable[[TutorError], None],
) -> None:
    """Watch the places of now, until there are others."""
    from watchfiles import watch as changes_in

    requests = library.index_dir.resolve() / REQUESTS
    places = _there(library)
    watched = False
    for changes in changes_in(
        *places,
        requests,
        watch_filter=partial(_is_of_interest, places, requests.parent),
        debounce=_SETTLED * 4,
        step=_SETTLED,
        rust_timeout=_LOOK_UP,
        yield_on_timeout=True,
        stop_event=stop,
    ):
        changed = [Path(path) for _, path in changes]
        for report in answer_requests(library):
            built(report)
        # What changed while the index was opened, or nobody watched, shows at the first look.
        if not watched or any(not is_below(path, requests) for path in changed):
            watched = True
            _refresh(library, built, failed)
        # An editor that saves by renaming leaves the watch on a file that is gone.
        if _there(library) != places or any(path in places for path in changed):
            return


class Watcher:
    """Watches in the background, from its making until it is closed."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._stop = Event()
        self._thread = Thread(target=self._run, name="watching the notes", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop watching; a build under way is finished first."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.is_set():
            self._watch()

    def _watch(self) -> None:
        try:
            watch(self._library, self._stop)
        except Exception:  # noqa: BLE001 - logged, and watching begins anew
            _LOG.exception("Watching the notes failed; it begins anew")
            self._stop.wait(_LOOK_UP / 1000)


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
    if report.written:
        built(report)


def _there(library: Library) -> tuple[Path, ...]:
    # Changes are told by where they are, not by the links that lead there.
    return tuple(root.resolve() for root in library.roots() if root.exists())


def _is_of_interest(places: tuple[Path, ...], index_dir: Path, _: object, changed: str) -> bool:
    """Whether a path is a request, or one that a scan would look at."""
    path = Path(changed)
    if is_below(path, index_dir):  # which may lie among the notes
        return path.parent == index_dir / REQUESTS and path.suffix == REQUEST_SUFFIX
    return any(
        is_below(path, place)
        and not any(part.startswith(".") for part in path.relative_to(place).parts)
        for place in places
    )


def _not_watched(error: Exception) -> LibraryError:
    return LibraryError(
        f"The folders of notes can't be watched just now ({error}): until that is mended, "
        "`tutor index` brings in what changes."
    )
