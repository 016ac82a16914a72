"""`tutor bank`: the questions that are kept, and how they get there."""

import threading
import time
from pathlib import Path
from typing import Annotated, Any

import typer

from tutor.cli import options
from tutor.cli.export_questions import Chapter, Kind
from tutor.cli.outcome import outcome
from tutor.cli.progress import ProgressBars

app = typer.Typer(
    help="Keep questions: your own and old exams, and those made from the notes.",
    no_args_is_help=True,
)

_STOPPED = "Stopped; the questions that were in the bank by then stay there."


@app.command()
def add(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...",
            help="Questions with answers as CSV, TSV, JSONL or GIFT (.gift or .txt).",
            show_default=False,
        ),
    ],
    chapter: Annotated[
        str | None,
        typer.Option(
            "--chapter",
            metavar="C",
            help="The chapter of all of them, number or title, whatever the files say.",
        ),
    ] = None,
    index: options.Index = None,
    encoder: options.Encoder = None,
    as_json: options.Json = False,
) -> None:
    """Bring your own questions and old exams into the bank.

    Each one is looked up in the notes, and cited where they support its answer. Questions that
    were exported, corrected and added again take the place of what they were.
    """
    with outcome(as_json=as_json, interrupted=lambda: _STOPPED) as emit:
        started = time.perf_counter()
        from tutor.cli.practising import open_practice
        from tutor.config import load_settings
        from tutor.practice.exchange.files import require_readable
        from tutor.practice.exchange.importing import import_questions

        paths = [file.expanduser() for file in files]
        require_readable(paths)
        settings = load_settings(index=index, encoder=encoder)
        with open_practice(settings, load_model=False) as practice:
            snapshot = practice.snapshot()
            with ProgressBars() as progress:
                imported = import_questions(
                    paths, practice.bank, snapshot.retriever, chapter=chapter, progress=progress
                )
            counts = practice.bank.counts(snapshot.chunk_ids)
        if as_json:
            emit(
                {
                    "files": [
                        {
                            "path": str(each.path),
                            "questions": len(each.questions),
                            "new": each.new,
                            "cited": each.cited,
                            "gaps": list(each.gaps),
                            "remarks": list(each.remarks),
                        }
                        for each in imported
                        if not each.failure
                    ],
                    "failed": [
                        {"path": str(each.path), "reason": each.failure}
                        for each in imported
                        if each.failure
                    ],
                    "questions": sum(len(each.questions) for each in imported),
                    "new": sum(each.new for each in imported),
                    "available": counts.available,
                    "seconds": round(time.perf_counter() - started, 4),
                }
            )
        else:
            from tutor.cli.bank_views import imported_view
            from tutor.cli.render import stdout_console

            stdout_console().print(imported_view(imported, counts))
        if not any(each.questions for each in imported):
            raise typer.Exit(1)


@app.command("list")
def list_questions(
    chapter: Chapter = None,
    kind: Kind = None,
    index: options.Index = None,
    as_json: options.Json = False,
) -> None:
    """Show the questions that there are on the notes as they are now."""
    with outcome(as_json=as_json) as emit:
        from tutor.config import load_settings
        from tutor.practice.exchange.chosen import choose
        from tutor.practice.quiz_wish import QuizWish

        wish = QuizWish.checked(kind=kind, chapter=chapter)
        chosen = choose(load_settings(index=index).index, chapter=wish.chapter, kind=wish.kind)
        if as_json:
            emit(
                {
                    "questions": [question.to_dict() for question in chosen.questions],
                    "available": chosen.counts.available,
                    "retired": chosen.counts.retired,
                    "by_kind": chosen.by_kind,
                }
            )
        else:
            from tutor.cli.bank_views import bank_view
            from tutor.cli.render import stdout_console

            stdout_console().print(bank_view(chosen))


@app.command()
def remove(
    ids: Annotated[
        list[str],
        typer.Argument(metavar="ID...", help="As `tutor bank list` has them.", show_default=False),
    ],
    index: options.Index = None,
    as_json: options.Json = False,
) -> None:
    """Take questions out of the bank. What students answered to them stays in their records."""
    with outcome(as_json=as_json) as emit:
        from tutor.config import load_settings
        from tutor.practice.exchange.chosen import remove_questions

        removed = remove_questions(load_settings(index=index).index, ids)
        if as_json:
            emit({"removed": list(removed), "missing": [i for i in ids if i not in removed]})
        else:
            from tutor.cli.bank_views import removed_view
            from tutor.cli.render import stdout_console

            stdout_console().print(removed_view(removed, ids))


@app.command()
def fill(
    n: Annotated[
        int, typer.Option("-n", metavar="N", min=1, help="Questions to make at most.")
    ] = 10,
    index: options.Index = None,
    encoder: options.Encoder = None,
    model: options.Model = None,
    engine: options.Engine = None,
    base_url: options.BaseUrl = None,
    as_json: options.Json = False,
) -> None:
    """Make questions from the notes for later, in the chapters that have the fewest."""
    with outcome(as_json=as_json, interrupted=lambda: _STOPPED) as emit:
        started = time.perf_counter()
        from tutor.cli.practising import open_practice
        from tutor.config import load_settings

        settings = load_settings(
            index=index, encoder=encoder, model=model, engine=engine, base_url=base_url
        )
        with open_practice(settings) as practice:
            chunk_ids = practice.snapshot().chunk_ids
            before = practice.bank.counts(chunk_ids).available
            made, more = 0, True
            with ProgressBars() as progress:
                while more and made < n:
                    progress("Making questions", made, n)
                    more = practice.fill(threading.Event())
                    made = practice.bank.counts(chunk_ids).available - before
                progress("Making questions", made, made)
            counts = practice.bank.counts(chunk_ids)
        report: dict[str, Any] = {
            "made": made,
            "available": counts.available,
            "retired": counts.retired,
            "more": more,
            "seconds": round(time.perf_counter() - started, 4),
        }
        if as_json:
            emit(report)
        else:
            from tutor.cli.bank_views import filled_view
            from tutor.cli.render import stdout_console

            stdout_console().print(filled_view(made, counts, more=more))
