"""`tutor models`: the weights on this computer."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tutor.cli import options
from tutor.cli.json_output import Emit
from tutor.cli.outcome import outcome
from tutor.cli.progress import ProgressBars

if TYPE_CHECKING:
    from tutor.models.registry import ModelEntry

app = typer.Typer(help="List, fetch, verify and remove models.", no_args_is_help=True)

STOPPED = "Stopped; what was fetched is kept, and the same command goes on from there."


@app.command("list")
def list_models(as_json: options.Json = False) -> None:
    """Show the models that are known by name, and which of them are here."""
    with outcome(as_json=as_json) as emit:
        from tutor.config import load_settings

        _show(load_settings().cache_dir, None, emit if as_json else None)


@app.command()
def pull(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="NAME...", help="Models; those of the settings without one.", show_default=False
        ),
    ] = None,
    as_json: options.Json = False,
) -> None:
    """Fetch models and check every byte; an interrupted pull goes on where it stopped."""
    with outcome(as_json=as_json, interrupted=lambda: STOPPED) as emit:
        from tutor.config import load_settings
        from tutor.models.fetch import pull as fetch

        settings = load_settings()
        wanted = names or _of_the_registry(settings.encoder, settings.model)
        with ProgressBars() as progress:
            for entry in (entries := _find(wanted)):
                fetch(entry, settings.cache_dir, progress)
        _show(settings.cache_dir, entries, emit if as_json else None)


@app.command()
def verify(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="NAME...", help="Models; all that are here without one.", show_default=False
        ),
    ] = None,
    as_json: options.Json = False,
) -> None:
    """Read every byte of the models again and compare its SHA-256 with the publisher's."""
    with outcome(as_json=as_json) as emit:
        from tutor.config import load_settings
        from tutor.models import store

        cache_dir = load_settings().cache_dir
        entries = _find(names or [row.name for row in store.status(cache_dir) if row.present])
        with ProgressBars() as progress:
            for done, entry in enumerate(entries):
                progress(f"Verifying {entry.name}", done, len(entries))
                store.verify(entry, cache_dir)
                progress(f"Verifying {entry.name}", len(entries), len(entries))
        _show(cache_dir, entries, emit if as_json else None)


@app.command()
def remove(
    names: Annotated[
        list[str], typer.Argument(metavar="NAME...", help="Models.", show_default=False)
    ],
    as_json: options.Json = False,
) -> None:
    """Delete models and everything that was made from them."""
    with outcome(as_json=as_json) as emit:
        from tutor.config import load_settings
        from tutor.models import store

        cache_dir = load_settings().cache_dir
        for entry in (entries := _find(names)):
            store.remove(entry, cache_dir)
        _show(cache_dir, entries, emit if as_json else None)


def _find(names: "list[str]") -> "list[ModelEntry]":
    from tutor.models.registry import find

    return [find(name) for name in dict.fromkeys(names)]


def _of_the_registry(*names: str) -> list[str]:
    """Those of the names that are not a hub's id, a folder or a server's model."""
    from tutor.models.registry import load_registry

    known = {entry.name for entry in load_registry()}
    return [name for name in names if name in known]


def _show(cache_dir: Path, entries: "list[ModelEntry] | None", emit: Emit | None) -> None:
    """Print the state of these models, of all of them without any."""
    from tutor.models.store import status

    wanted = None if entries is None else {entry.name for entry in entries}
    rows = [row for row in status(cache_dir) if wanted is None or row.name in wanted]
    if emit is not None:
        emit([asdict(row) for row in rows])
        return
    from tutor.cli.render import models_view, stdout_console

    stdout_console().print(models_view(rows))
