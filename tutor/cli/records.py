"""`tutor records`: what is kept of a student, as a file, from a file, and no more."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tutor.cli import options
from tutor.cli.outcome import outcome

if TYPE_CHECKING:
    from tutor.records.records import Records

app = typer.Typer(
    help="Take your answers, exams and conversations along, or delete them.", no_args_is_help=True
)

_Student = Annotated[
    str | None,
    typer.Option(
        "--student",
        metavar="NAME",
        help="Whose records, on a computer that serves a class.",
        show_default="whoever uses this computer",
    ),
]
_UNTOUCHED = "Stopped; the records are as they were."


@app.command("export")
def export_records(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="The JSON file to write.", show_default=False)
    ],
    student: _Student = None,
    as_json: options.Json = False,
) -> None:
    """Write everything that is kept of you into a JSON file."""
    with outcome(as_json=as_json) as emit, _opened() as records:
        from tutor.practice.records_file import write_records

        name, path = _name(student), file.expanduser()
        written = write_records(records, name, path)
        if as_json:
            emit({"file": str(path), "student": name, **written})
        else:
            _say(f"{_list(written)} are in {path}.")


@app.command("import")
def import_records(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE", help="A file that `tutor records export` wrote.", show_default=False
        ),
    ],
    student: _Student = None,
    as_json: options.Json = False,
) -> None:
    """Add what such a file holds to your records; what is there already stays as it is."""
    with outcome(as_json=as_json, interrupted=lambda: _UNTOUCHED) as emit, _opened() as records:
        from tutor.practice.records_file import read_records

        name = _name(student)
        added = read_records(records, name, file.expanduser())
        if as_json:
            emit({"student": name, "added": added})
        elif any(added.values()):
            _say(f"Added {_list(added)}.")
        else:
            _say("Everything in that file was among your records already.")


@app.command()
def delete(
    student: _Student = None,
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask before.")] = False,
    as_json: options.Json = False,
) -> None:
    """Delete everything that is kept of you. Nothing brings it back but a file of yours."""
    with outcome(as_json=as_json, interrupted=lambda: _UNTOUCHED) as emit, _opened() as records:
        name = _name(student)
        if not yes:
            _confirm(records, name, as_json=as_json)
        removed = records.delete(name)
        if as_json:
            emit({"student": name, "deleted": removed})
        else:
            _say(f"Deleted {_list(removed)}.")


@contextlib.contextmanager
def _opened() -> "Iterator[Records]":
    from tutor.config import load_settings
    from tutor.records.records import Records

    with contextlib.closing(Records.open(load_settings().records)) as records:
        yield records


def _name(student: str | None) -> str:
    from tutor.records.values import LOCAL_STUDENT

    return LOCAL_STUDENT if student is None else student


def _confirm(records: "Records", name: str, *, as_json: bool) -> None:
    """Go on only if the student says so; with JSON nobody can be asked."""
    if as_json:
        raise typer.BadParameter("deleting with --json needs --yes")
    answers = len(records.answers(name))
    exams = len(records.exams(name))
    conversations = len(records.conversations.listed(name))
    counts = {"answers": answers, "exams": exams, "conversations": conversations}
    _say(f"This deletes {_list(counts)} and all reviews.")
    typer.confirm("Delete them?", abort=True)


def _list(counts: dict[str, int]) -> str:
    """The counts in words: "3 answers, 1 exam"."""
    from tutor.cli.render import counted

    kinds = ("answers", "exams", "disputes", "conversations")
    return ", ".join(counted(counts[kind], kind[:-1]) for kind in kinds if kind in counts)


def _say(text: str) -> None:
    from tutor.cli.render import stdout_console

    stdout_console().print(text, markup=False)
