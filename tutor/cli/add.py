"""`tutor add`: further notes come into the index."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tutor.cli import options
from tutor.cli.outcome import outcome
from tutor.cli.progress import ProgressBars
from tutor.cli.watching import STOPPED

if TYPE_CHECKING:
    from tutor.retrieval.report import BuildReport


def add(
    paths: Annotated[
        list[Path],
        typer.Argument(
            metavar="PATH...",
            help="Folders, files and archives of notes. They stay where they are.",
            show_default=False,
        ),
    ],
    index: options.Index = None,
    encoder: options.Encoder = None,
    as_json: options.Json = False,
) -> None:
    """Add notes to the index, beside those that it was built from.

    They are kept up to date with the others. Exits with 1 where none of the files could be read.
    """
    with outcome(as_json=as_json, interrupted=lambda: STOPPED) as emit:
        from tutor.config import load_settings
        from tutor.library.opening import add_notes

        settings = load_settings(index=index, encoder=encoder)
        with ProgressBars() as progress:
            report = add_notes(paths, settings, progress)
        if as_json:
            emit(report.to_dict())
        else:
            from tutor.cli.note_views import report_view
            from tutor.cli.render import stdout_console

            stdout_console().print(report_view(report, listed=True))
    raise typer.Exit(1 if _all_failed(paths, report) else 0)


def _all_failed(paths: Sequence[Path], report: "BuildReport") -> bool:
    from tutor.retrieval.places import absolute

    failed = {absolute(Path(failure.path)) for failure in report.failed}
    return all(absolute(path) in failed for path in paths)
