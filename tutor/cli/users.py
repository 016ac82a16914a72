"""`tutor users`: who may sign in to the page."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from tutor.cli import options
from tutor.cli.outcome import outcome

app = typer.Typer(help="Keep the users file of a page that several people use.")

File = Annotated[
    Path | None,
    typer.Option("--file", metavar="FILE", help="The users file.", show_default="TUTOR_AUTH"),
]
Name = Annotated[str, typer.Argument(metavar="NAME", help="The name to sign in with.")]


@app.command("add")
def add(
    name: Name,
    keeper: Annotated[
        bool, typer.Option("--keeper", help="They look after the notes: remove and approve them.")
    ] = False,
    file: File = None,
    as_json: options.Json = False,
) -> None:
    """Add a user; asks for the password twice, or reads it from a pipe."""
    with outcome(as_json=as_json) as emit:
        from tutor.users import add_user, normal_name

        path = _file(file)
        normal_name(name)  # raises before a password is typed for nothing
        account = add_user(path, name, _password(), keeper=keeper)
        if as_json:
            emit(_row(account.name, account.keeper))
        else:
            typer.echo(f"Added {_described(account.name, account.keeper)} to {path}.")


@app.command("list")
def list_(file: File = None, as_json: options.Json = False) -> None:
    """List the users."""
    with outcome(as_json=as_json) as emit:
        from tutor.users import read_users

        accounts = read_users(_file(file)).values()
        if as_json:
            emit({"users": [_row(account.name, account.keeper) for account in accounts]})
        else:
            for account in accounts:
                typer.echo(_described(account.name, account.keeper))


@app.command("remove")
def remove(name: Name, file: File = None, as_json: options.Json = False) -> None:
    """Take a user out of the file; what is recorded of them stays."""
    with outcome(as_json=as_json) as emit:
        from tutor.users import normal_name, remove_user

        path = _file(file)
        remove_user(path, name)
        if as_json:
            emit({"removed": normal_name(name)})
        else:
            typer.echo(f"Removed {normal_name(name)} from {path}; they can't sign in any more.")


def _file(given: Path | None) -> Path:
    from tutor.config import load_settings
    from tutor.users import UsersError

    path = load_settings(auth=given).auth
    if path is None:
        raise UsersError("Say which users file is meant, with --file or TUTOR_AUTH.")
    return path


def _password() -> str:
    """What is typed twice, or the first line of a pipe."""
    if sys.stdin.isatty():
        return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().rstrip("\r\n")


def _row(name: str, keeper: bool) -> dict[str, object]:
    return {"name": name, "keeper": keeper}


def _described(name: str, keeper: bool) -> str:
    return f"{name} (keeper)" if keeper else name
