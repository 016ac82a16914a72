"""`tutor index`: notes become a search index, which may follow them."""

from pathlib import Path
from typing import Annotated

import typer

from tutor.cli import options
from tutor.cli.outcome import outcome
from tutor.cli.progress import ProgressBars
from tutor.cli.watching import Watching
from tutor.tracing import step

_NAMES_STAY = "Names of people stay in the index; don't share it."


def index(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="PATH...",
            help="Folders, files and archives of notes, or a passages.jsonl. Without one the "
            "index is brought up to date with what it was built from, at first the folder corpus.",
            show_default=False,
        ),
    ] = None,
    index: options.Index = None,
    encoder: options.Encoder = None,
    watch: Annotated[
        bool,
        typer.Option("--watch", help="Go on, and take in each change of the notes until Ctrl-C."),
    ] = False,
    keep_names: Annotated[
        bool | None,
        typer.Option(
            "--keep-names/--remove-names",
            help="Whether the names of people in forum threads stay in the index.",
            show_default="--remove-names",
        ),
    ] = None,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Read and encode everything again.")
    ] = False,
    trace: options.Tracing = False,
    as_json: options.Json = False,
) -> None:
    """Build the search index of your notes, or bring it up to date.

    Only what changed is read again. The index stays usable while it is built.
    """
    watching = Watching()
    with outcome(as_json=as_json, interrupted=watching.interrupted) as emit:
        from tutor.cli.tracing import Traces, trace_view
        from tutor.config import load_settings

        settings = load_settings(index=index, encoder=encoder, keep_names=keep_names)
        if settings.keep_names:
            typer.echo(_NAMES_STAY, err=True)
        with ProgressBars() as progress, Traces(on=trace).result() as traced:
            with step("import the program"):
                from tutor.library.indexing import index_notes

            report = index_notes(paths or [], settings, rebuild=rebuild, progress=progress)
        if as_json:
            values = report.to_dict()
            emit({**values, "trace": traced.to_list()} if traced else values)
        else:
            from tutor.cli.note_views import report_view
            from tutor.cli.render import stdout_console

            console = stdout_console()
            console.print(report_view(report))
            if traced:
                console.print("", trace_view(traced), sep="\n")
        if watch:
            watching.run(settings, report, emit if as_json else None)
