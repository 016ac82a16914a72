"""`tutor notes`: what is in the index, what is not and why, and what waits for approval."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from tutor.cli import options
from tutor.cli.outcome import outcome
from tutor.cli.progress import ProgressBars
from tutor.cli.watching import STOPPED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tutor.config import Settings
    from tutor.library.library import Library
    from tutor.library.note import Note, Pending
    from tutor.retrieval.overlap import Overlap

app = typer.Typer(help="List, remove, approve and reject notes.", no_args_is_help=True)

_Waiting = Annotated[
    str, typer.Argument(metavar="ID", help="As `tutor notes waiting` lists it.", show_default=False)
]


@app.command("list")
def list_notes(
    index: options.Index = None, corpus: options.Corpus = None, as_json: options.Json = False
) -> None:
    """Show the notes of the index, and what could not be read and why."""
    with outcome(as_json=as_json) as emit:
        from tutor.config import load_settings
        from tutor.library.listing import list_index

        listing = list_index(load_settings(index=index, corpus=corpus))
        if as_json:
            failed = [{"path": each.path, "reason": each.reason} for each in listing.failures]
            emit({"notes": [_note(note) for note in listing.notes], "failed": failed})
        else:
            from tutor.cli.note_views import notes_view
            from tutor.cli.render import stdout_console

            stdout_console().print(notes_view(listing.notes, listing.failures))


@app.command()
def remove(
    documents: Annotated[
        list[str],
        typer.Argument(
            metavar="DOCUMENT...",
            help="Ids as `tutor notes list` has them, or folders and files that the index was "
            "built from.",
            show_default=False,
        ),
    ],
    index: options.Index = None,
    encoder: options.Encoder = None,
    corpus: options.Corpus = None,
    as_json: options.Json = False,
) -> None:
    """Take notes out of the index, where they stay out until they are added again.

    The files stay, but for those that came in through the page: these are deleted.
    """
    with outcome(as_json=as_json, interrupted=lambda: STOPPED) as emit:
        from tutor.config import load_settings
        from tutor.library.removing import remove_notes

        library = _open(load_settings(index=index, encoder=encoder, corpus=corpus))
        removed = remove_notes(library, documents)
        notes = library.notes()
        passages = sum(len(note.entry.chunk_ids) for note in notes)
        if as_json:
            emit({"removed": list(removed), "documents": len(notes), "chunks": passages})
        else:
            from tutor.cli.note_views import removed_view
            from tutor.cli.render import stdout_console

            stdout_console().print(removed_view(removed, len(notes), passages))


@app.command()
def waiting(
    index: options.Index = None,
    encoder: options.Encoder = None,
    corpus: options.Corpus = None,
    as_json: options.Json = False,
) -> None:
    """Show the notes that came in through the page and wait for approval."""
    with outcome(as_json=as_json) as emit:
        from tutor.config import load_settings

        pending = _open(load_settings(index=index, encoder=encoder, corpus=corpus)).pending()
        if as_json:
            emit([_pending(each) for each in pending])
        else:
            from tutor.cli.note_views import waiting_view
            from tutor.cli.render import stdout_console

            stdout_console().print(waiting_view(pending))


@app.command()
def approve(
    waiting: _Waiting,
    index: options.Index = None,
    encoder: options.Encoder = None,
    corpus: options.Corpus = None,
    as_json: options.Json = False,
) -> None:
    """Take a waiting note into the index."""
    with outcome(as_json=as_json, interrupted=lambda: STOPPED) as emit:
        from tutor.config import load_settings
        from tutor.library.errors import LibraryError

        library = _open(load_settings(index=index, encoder=encoder, corpus=corpus))
        with ProgressBars() as progress:
            done = library.approve(waiting, progress)
        if done.report is None:
            reasons = "; ".join(f"{each.name}: {each.refusal}" for each in done.refused)
            raise LibraryError(f"Nothing was added ({reasons.rstrip('.')}).")
        if as_json:
            ids = [entry.id for entry in done.added]
            emit({"documents_added": ids, **done.report.to_dict()})
        else:
            from tutor.cli.note_views import report_view
            from tutor.cli.render import stdout_console

            stdout_console().print(report_view(done.report, listed=True))


@app.command()
def reject(
    waiting: _Waiting,
    index: options.Index = None,
    encoder: options.Encoder = None,
    corpus: options.Corpus = None,
    as_json: options.Json = False,
) -> None:
    """Delete a waiting note."""
    with outcome(as_json=as_json) as emit:
        from tutor.config import load_settings

        _open(load_settings(index=index, encoder=encoder, corpus=corpus)).reject(waiting)
        if as_json:
            emit({"rejected": waiting})
        else:
            typer.echo("The note was deleted; it is not in the index.")


def _open(settings: "Settings") -> "Library":
    from tutor.library.opening import open_library

    with ProgressBars() as progress:
        return open_library(settings, progress)


def _note(note: "Note") -> dict[str, Any]:
    entry = note.entry
    return {
        "id": entry.id,
        "title": entry.title,
        "format": entry.format,
        "kind": entry.metadata.kind,
        "course": entry.metadata.course,
        "chapter": entry.metadata.chapter,
        "licence": entry.metadata.licence,
        "units": entry.units,
        "chunks": len(entry.chunk_ids),
        "added": entry.added,
        "gaps": list(entry.gaps),
        "overlaps": _overlaps(entry.overlaps),
        "path": str(note.path / entry.archive),
        "contribution": note.is_contribution,
    }


def _pending(pending: "Pending") -> dict[str, Any]:
    preview, document = pending.preview, pending.preview.document
    return {
        "id": pending.id,
        "received": pending.received,
        "name": preview.name,
        "title": document.title if document else None,
        "format": document.format if document else None,
        "units": document.units if document else None,
        "gaps": list(document.gaps) if document else [],
        "refusal": preview.refusal,
        "overlaps": _overlaps(preview.overlaps),
    }


def _overlaps(overlaps: "Sequence[Overlap]") -> list[dict[str, Any]]:
    return [{"of": overlap.document_id, "share": overlap.share} for overlap in overlaps]
