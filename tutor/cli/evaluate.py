"""`tutor eval`: how well search and answers do on questions whose answers are known."""

from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tutor.cli import options
from tutor.cli.outcome import outcome
from tutor.cli.progress import ProgressBars

if TYPE_CHECKING:
    from rich.table import Table

    from tutor.evaluation.run import Evaluation

STOPPED = "Stopped; what was asked so far is kept, and the same command goes on from there."


class What(str, Enum):
    """What is measured."""

    RETRIEVAL = "retrieval"
    ANSWERS = "answers"
    ABSTENTION = "abstention"
    ALL = "all"


class Baseline(str, Enum):
    """What it is compared with."""

    PLAIN = "plain"


def evaluate(
    what: Annotated[What, typer.Argument(help="What to measure; `all` asks no question twice.")],
    dataset: Annotated[
        Path,
        typer.Argument(
            metavar="DATASET_DIR", help="Folder with passages.jsonl and questions.jsonl."
        ),
    ],
    sample: Annotated[
        int | None,
        typer.Option(
            metavar="N", min=1, help="So many of the questions.", show_default="all of them"
        ),
    ] = None,
    seed: Annotated[int, typer.Option(metavar="S", help="Draws the sample.")] = 0,
    baseline: Annotated[
        Baseline | None,
        typer.Option(
            help="Put the usual recipe through the same: one vector a passage, the four nearest "
            "as a prompt.",
            show_default=False,
        ),
    ] = None,
    strictness: options.Strictness = None,
    report: Annotated[
        Path | None,
        typer.Option(metavar="FILE.md", help="Write tables and explained failures there."),
    ] = None,
    rows: Annotated[
        Path,
        typer.Option(metavar="DIR", help="Where each question's row and the index are kept."),
    ] = Path("eval-rows"),
    encoder: options.Encoder = None,
    model: options.Model = None,
    engine: options.Engine = None,
    base_url: options.BaseUrl = None,
    as_json: options.Json = False,
) -> None:
    """Measure search, answers or abstention on questions whose answers are known.

    Every question's row is kept as soon as it is known, and a run that was stopped goes on.
    """
    with outcome(as_json=as_json, interrupted=lambda: STOPPED) as emit:
        with ProgressBars() as progress:
            progress("Loading", 0, 0)  # what is imported takes seconds by itself
            from tutor.config import load_settings
            from tutor.evaluation.run import evaluate as run

            settings = load_settings(
                strictness=strictness,
                encoder=encoder,
                model=model,
                engine=engine,
                base_url=base_url,
            )
            result = run(
                what.value,
                dataset,
                settings,
                sample=sample,
                seed=seed,
                baseline=baseline is not None,
                rows=rows,
                progress=progress,
            )
        if report is not None:
            from tutor.evaluation.report import write_report

            write_report(result, report)
        if as_json:
            emit(result.to_dict())
        else:
            from tutor.cli.render import stdout_console

            console = stdout_console()
            console.print(_figures_view(result))
            for path in result.ours.files:
                console.print(f"Rows: {path}")


def _figures_view(evaluation: "Evaluation") -> "Table":
    """Every figure with its interval, beside the baseline's."""
    from rich.table import Table

    from tutor.evaluation.report import LABELS, with_interval

    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column(f"{evaluation.dataset.name}, {len(evaluation.questions)} questions")
    table.add_column("value (95% interval)", no_wrap=True)
    table.add_column("n", justify="right")
    if evaluation.baseline:
        table.add_column("plain recipe", no_wrap=True)
    for name, measure in evaluation.ours.metrics.items():
        row = [LABELS.get(name, name), with_interval(measure), str(measure.n)]
        other = evaluation.baseline.metrics.get(name) if evaluation.baseline else None
        table.add_row(*row, *([with_interval(other)] if other else []))
    return table
