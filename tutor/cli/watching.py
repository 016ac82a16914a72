"""The part of `tutor index --watch` that comes after the first build."""

from datetime import datetime
from typing import TYPE_CHECKING

import typer

from tutor.cli.controls import harmless
from tutor.cli.json_output import Emit
from tutor.cli.progress import ProgressBars

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tutor.config import Settings
    from tutor.documents.failures import Failure
    from tutor.errors import TutorError
    from tutor.library.library import Library
    from tutor.retrieval.report import BuildReport

STOPPED = "Stopped; the index is as it was before. The same command starts again."
_STOPPED_WATCHING = "Stopped watching; the index is whole, as of the last build."
_ALREADY = (
    "Another program watches this index already, the page for example; this one waits and takes "
    "over when that ends. Ctrl-C stops it."
)
_NAMES = 3  # of notes on a line


class Watching:
    """Says in one line what each build did; knows what it has said of failures before."""

    def __init__(self) -> None:
        self._begun = False

    def interrupted(self) -> str:
        """What Ctrl-C left."""
        return _STOPPED_WATCHING if self._begun else STOPPED

    def run(self, settings: "Settings", report: "BuildReport", emit: Emit | None) -> None:
        """Watch until Ctrl-C.

        Args:
            settings: Of the index.
            report: Of the build before, whose failures have been shown.
            emit: Writes a report as JSON; without it a line of text is printed.
        """
        from threading import Event

        from tutor.library.handover import is_watched
        from tutor.library.watching import watch

        library = _library(settings)
        self._begun = True
        typer.echo(
            _ALREADY if is_watched(library.index_dir) else "Watching the notes; Ctrl-C stops it.",
            err=True,
        )
        known = {note.id for note in library.notes()}
        failures = set(report.failed)

        def built(report: "BuildReport") -> None:
            nonlocal known, failures
            now = {note.id for note in library.notes()}
            if emit is not None:
                emit(report.to_dict())
            else:
                new_failures = [each for each in report.failed if each not in failures]
                _print(build_line(report, known, known - now, new_failures))
            known, failures = now, set(report.failed)

        def failed(error: "TutorError") -> None:
            if emit is not None:
                emit({"error": str(error)})
            else:
                typer.echo(harmless(f"{_now()} Error: {error}"), err=True)

        watch(library, Event(), built=built, failed=failed)


def build_line(
    report: "BuildReport",
    known: "set[str]",
    gone: "set[str]",
    failures: "Sequence[Failure]",
) -> str:
    """What a build did, in one line; empty where there is nothing new to say.

    Args:
        report: Of the build.
        known: Ids of the documents before it.
        gone: Those of them that are not there any more.
        failures: What could not be read and had been read, or not been there, before.
    """
    from tutor.cli.note_views import near_path
    from tutor.cli.render import counted

    parts = [
        f"{_named([entry.id for entry in entries])} {what}: "
        f"{counted(sum(len(entry.chunk_ids) for entry in entries), 'passage')}"
        for what, entries in (
            ("added", [entry for entry in report.new if entry.id not in known]),
            ("changed", [entry for entry in report.new if entry.id in known]),
        )
        if entries
    ]
    if gone:
        parts.append(f"{_named(sorted(gone))} removed")
    parts += [f"{near_path(each.path)} could not be read: {each.reason}" for each in failures]
    return f"{'; '.join(parts)}, {report.seconds:.1f} s" if parts else ""


def _library(settings: "Settings") -> "Library":
    """The library of the index, its encoder ready, so that the first change need not wait."""
    from tutor.library.opening import library_of
    from tutor.loaders import load_encoder
    from tutor.retrieval.live import LiveIndex

    with ProgressBars() as progress:
        progress("Loading the encoder", 0, 0)
        encoder = load_encoder(settings, progress)
        encoder.warm_up()
        return library_of(LiveIndex(settings.index, encoder), settings)


def _print(line: str) -> None:
    from tutor.cli.render import stdout_console

    if line:
        stdout_console().print(f"{_now()} {line}", markup=False)


def _now() -> str:
    return datetime.now().astimezone().strftime("%H:%M:%S")


def _named(ids: "Sequence[str]") -> str:
    """The first few of some notes' ids, and how many more there are."""
    more = len(ids) - _NAMES
    return ", ".join(ids[:_NAMES]) + (f" and {more} more" if more > 0 else "")
