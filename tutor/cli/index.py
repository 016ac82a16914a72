"""`tutor index`: notes become a search index."""

from pathlib import Path
from typing import Annotated

import typer

from tutor.cli import options
from tutor.cli.outcome import outcome
from tutor.cli.progress import ProgressBars

STOPPED = "Stopped; the index is as it was before. The same command starts again."


def index(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="PATH...",
            help="Folders and files of notes, or a passages.jsonl; the folder corpus without one.",
            show_default=False,
        ),
    ] = None,
    index: options.Index = None,
    encoder: options.Encoder = None,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Read and encode everything again.")
    ] = False,
    as_json: options.Json = False,
) -> None:
    """Build the search index of your notes, or bring it up to date.

    Only what changed is read again. The index stays usable while it is built.
    """
    with outcome(as_json=as_json, interrupted=lambda: STOPPED) as emit:
        from tutor.api import build_index
        from tutor.config import load_settings

        settings = load_settings(index=index, encoder=encoder)
        with ProgressBars() as progress:
            report = build_index(
                paths or [settings.corpus], settings, rebuild=rebuild, progress=progress
            )
        if as_json:
            emit(report.to_dict())
        else:
            from tutor.cli.render import report_view, stdout_console

            stdout_console().print(report_view(report.to_dict()))
