"""`tutor export anki` and `tutor export questions`: the question bank as files."""

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tutor.cli import options
from tutor.cli.outcome import outcome

if TYPE_CHECKING:
    from tutor.practice.exchange.chosen import Chosen

Chapter = Annotated[
    str | None,
    typer.Option("--chapter", metavar="C", help="Only of this chapter: number or title."),
]
Kind = Annotated[
    str | None,
    typer.Option(
        "--kind",
        metavar="KIND",
        help="Only multiple-choice, true-false, short-answer, cloze or flashcard.",
    ),
]
_STOPPED = "Stopped; the file is as it was before."


def anki(
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE.apkg", help="The deck to write.", show_default=False),
    ],
    chapter: Chapter = None,
    kind: Kind = None,
    index: options.Index = None,
    as_json: options.Json = False,
) -> None:
    """Write the questions of the bank as an Anki deck; importing it again updates the cards."""
    with outcome(as_json=as_json, interrupted=lambda: _STOPPED) as emit:
        started = time.perf_counter()
        from tutor.cli.practising import now
        from tutor.practice.exchange import anki as deck

        path = file.expanduser()
        deck.require_name(path)
        chosen = _chosen(index, chapter, kind)
        deck.write(path, chosen.questions, now(), chapter_name=chosen.chapter_name)
        report = _report(path, chosen, started)
        (emit if as_json else _say)(report)


def questions(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="The file to write; its ending says the format: .gift for Moodle, .csv for "
            "spreadsheets, .jsonl, or .md as a sheet to print.",
            show_default=False,
        ),
    ],
    chapter: Chapter = None,
    kind: Kind = None,
    index: options.Index = None,
    as_json: options.Json = False,
) -> None:
    """Write the questions of the bank for a course system, a spreadsheet or paper."""
    with outcome(as_json=as_json, interrupted=lambda: _STOPPED) as emit:
        started = time.perf_counter()
        from tutor.practice.exchange.files import require_writable, write_questions

        path = file.expanduser()
        require_writable(path)
        chosen = _chosen(index, chapter, kind)
        write_questions(path, chosen.questions, chosen.chapter_name)
        report = _report(path, chosen, started)
        (emit if as_json else _say)(report)


def _chosen(index: Path | None, chapter: str | None, kind: str | None) -> "Chosen":
    from tutor.config import load_settings
    from tutor.practice.exchange.chosen import choose_some
    from tutor.practice.quiz_wish import QuizWish

    wish = QuizWish.checked(kind=kind, chapter=chapter)
    return choose_some(load_settings(index=index).index, chapter=wish.chapter, kind=wish.kind)


def _report(path: Path, chosen: "Chosen", started: float) -> dict[str, Any]:
    return {
        "file": str(path),
        "questions": len(chosen.questions),
        "by_kind": chosen.by_kind,
        "retired": chosen.counts.retired,
        "seconds": round(time.perf_counter() - started, 4),
    }


def _say(report: dict[str, Any]) -> None:
    from tutor.cli.render import counted, stdout_console

    number = report["questions"]
    verb = "is" if number == 1 else "are"
    words = f"{counted(number, 'question')} {verb} in {report['file']}."
    stdout_console().print(words, markup=False)
