"""`tutor export`: what the program holds, as files for other programs."""

import time
from pathlib import Path
from typing import Annotated

import typer

from tutor.cli import export_questions, options
from tutor.cli.outcome import outcome

app = typer.Typer(
    help="Write notes and questions as files for other programs.", no_args_is_help=True
)
app.command("anki")(export_questions.anki)
app.command("questions")(export_questions.questions)

_NAMES_STAY = "Names of people are in these notes; don't share them."
_STOPPED = "Stopped; the folder is as it was before."


@app.command("notes")
def export_notes(
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="FOLDER",
            help="Where to write; new, empty, or an export from before.",
            show_default=False,
        ),
    ],
    index: options.Index = None,
    as_json: options.Json = False,
) -> None:
    """Write every note of the index as a Markdown file, and LICENCES.md with their licences."""
    with outcome(as_json=as_json, interrupted=lambda: _STOPPED) as emit:
        started = time.perf_counter()
        from tutor.config import load_settings
        from tutor.library.export import LICENCES
        from tutor.library.export import export_notes as write

        export = write(load_settings(index=index).index, folder.expanduser())
        if export.keeps_names:
            typer.echo(_NAMES_STAY, err=True)
        if as_json:
            rows = [
                {"document": note.document_id, "file": note.file, "licence": note.licence}
                for note in export.notes
            ]
            seconds = round(time.perf_counter() - started, 4)
            emit({"folder": str(export.folder), "notes": rows, "seconds": seconds})
        else:
            from tutor.cli.render import counted, stdout_console

            silent = sum(note.licence is None for note in export.notes)
            words = f"{counted(len(export.notes), 'note')} and {LICENCES} are in {export.folder}"
            unstated = f"; {silent} of them state no licence" if silent else ""
            stdout_console().print(f"{words}{unstated}.", markup=False)
