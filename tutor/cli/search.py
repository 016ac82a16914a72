"""`tutor search`: the passages nearest to a question."""

import time
from typing import TYPE_CHECKING, Annotated

import typer

from tutor.cli import options
from tutor.cli.batch import Batch
from tutor.cli.outcome import outcome
from tutor.cli.questions import QuestionRow, read_questions

if TYPE_CHECKING:
    from tutor.retrieval.retriever import SearchHit


def search(
    query: Annotated[
        str | None, typer.Argument(help="What to look for.", show_default=False)
    ] = None,
    file: options.QuestionsFile = None,
    k: Annotated[
        int | None, typer.Option("-k", metavar="N", help="Passages to show.", show_default="5")
    ] = None,
    chapter: Annotated[
        list[str] | None,
        typer.Option(
            "--chapter",
            metavar="CHAPTER",
            help="Only this chapter: its number, title or folder. May be given several times.",
        ),
    ] = None,
    kind: Annotated[
        list[str] | None,
        typer.Option(
            "--kind",
            metavar="KIND",
            help="Only notes, summary, thread or questions. May be given several times.",
        ),
    ] = None,
    document: Annotated[
        list[str] | None,
        typer.Option(
            "--document",
            metavar="DOCUMENT",
            help="Only this document: its id or title. May be given several times.",
        ),
    ] = None,
    index: options.Index = None,
    encoder: options.Encoder = None,
    as_json: options.Json = False,
) -> None:
    """Search your notes, without a language model."""
    options.require_one_of(query, file, name="QUERY")
    batch = Batch()
    with outcome(as_json=as_json, interrupted=batch.interrupted) as emit:
        from tutor.cli.narrowing import filters_from
        from tutor.cli.session import open_tutor
        from tutor.config import load_settings

        settings = load_settings(index=index, encoder=encoder, k=k)
        rows = read_questions(file) if file else []
        with open_tutor(settings, load_model=False) as tutor:
            filters = filters_from(tutor, chapter or [], kind or [], document or [])

            def result(row: QuestionRow) -> None:
                start = time.perf_counter()
                hits = tutor.search(
                    row.question,
                    settings.k,
                    exclude_documents=row.exclude_documents,
                    filters=filters,
                )
                seconds = time.perf_counter() - start
                if not as_json:
                    _show(row, hits, heading=file is not None)
                    return
                emit(
                    {
                        **({"id": row.id} if file else {}),
                        "query": row.question,
                        "results": [hit.to_dict() for hit in hits],
                        "seconds": round(seconds, 4),
                    }
                )

            if query is not None:
                result(QuestionRow.alone(query))
            batch.run(rows, result, emit=emit if as_json else None)
    raise typer.Exit(batch.exit_code)


def _show(row: QuestionRow, hits: "list[SearchHit]", *, heading: bool) -> None:
    from tutor.cli.render import hits_view, question_heading, stdout_console

    console = stdout_console()
    if heading:
        console.print(question_heading(row.question))
    console.print(hits_view(hits, styled=console.is_terminal))
