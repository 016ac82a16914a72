"""The tree of commands. It imports nothing heavy, so that `tutor --help` answers at once."""

import io
import sys
from typing import Annotated

import typer

from tutor.cli import (
    add,
    ask,
    bank,
    doctor,
    evaluate,
    exam,
    export,
    gaps,
    index,
    models,
    notes,
    progress_view,
    quiz,
    records,
    review,
    search,
    serve,
    users,
)
from tutor.privacy_env import turn_off_telemetry

app = typer.Typer(
    name="tutor",
    help="Ask your course notes: answers from a local model, every sentence with the passage that "
    "supports it.",
    epilog="Settings come from flags, then TUTOR_* variables, then tutor.toml in this folder.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,  # its frames would show settings, the API key among them
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("index")(index.index)
app.command("add")(add.add)
app.add_typer(notes.app, name="notes")
app.add_typer(export.app, name="export")
app.add_typer(bank.app, name="bank")
app.command("search")(search.search)
app.command("ask")(ask.ask)
app.command("chat")(ask.chat)
app.command("quiz")(quiz.quiz)
app.command("review")(review.review)
app.command("exam")(exam.exam)
app.command("progress")(progress_view.progress)
app.command("gaps")(gaps.gaps)
app.command("serve")(serve.serve)
app.add_typer(users.app, name="users")
app.command("eval")(evaluate.evaluate)
app.add_typer(records.app, name="records")
app.add_typer(models.app, name="models")
app.command("doctor")(doctor.doctor)


def main() -> None:
    """Run the command line; exits with 0, 1 (an error), 2 (wrong usage) or 130 (Ctrl-C)."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # Notes hold characters that a terminal's encoding may lack.
            stream.reconfigure(errors="replace")
    app(prog_name="tutor")


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"study-tutor {version('study-tutor')}")
        raise typer.Exit


@app.callback()
def _before_any_command(
    version: Annotated[  # noqa: ARG001 - its callback does the work
        bool,
        typer.Option(
            "--version", help="Show the version and exit.", is_eager=True, callback=_show_version
        ),
    ] = False,
) -> None:
    turn_off_telemetry()
