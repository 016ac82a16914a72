"""`tutor ask` and `tutor chat`: questions answered from the notes."""

import contextlib
from typing import TYPE_CHECKING, Annotated

import typer

from tutor.cli import options
from tutor.cli.batch import Batch
from tutor.cli.outcome import outcome
from tutor.cli.questions import QuestionRow, read_questions

if TYPE_CHECKING:
    from tutor.api import Tutor
    from tutor.cli.tracing import Traces


def ask(
    question: Annotated[
        str | None, typer.Argument(help="What you want to know.", show_default=False)
    ] = None,
    file: options.QuestionsFile = None,
    index: options.Index = None,
    encoder: options.Encoder = None,
    model: options.Model = None,
    engine: options.Engine = None,
    base_url: options.BaseUrl = None,
    strictness: options.Strictness = None,
    trace: options.Tracing = False,
    as_json: options.Json = False,
) -> None:
    """Ask your notes: an answer, every sentence with the passage that supports it."""
    options.require_one_of(question, file, name="QUESTION")
    batch = Batch()
    with outcome(as_json=as_json, interrupted=batch.interrupted) as emit:
        from tutor.cli.session import open_tutor
        from tutor.cli.tracing import Traces
        from tutor.config import load_settings

        settings = load_settings(
            index=index,
            encoder=encoder,
            model=model,
            engine=engine,
            base_url=base_url,
            strictness=strictness,
        )
        rows = read_questions(file) if file else []
        traces = Traces(on=trace)
        with contextlib.ExitStack() as stack:
            with traces.recording():
                tutor = stack.enter_context(open_tutor(settings, lasting=file is not None))

            def result(row: QuestionRow) -> None:
                if not as_json:
                    _show(tutor, row, traces, heading=file is not None)
                    return
                with traces.result() as traced:
                    answer = tutor.ask(
                        row.question, history=row.history, exclude_documents=row.exclude_documents
                    )
                values = {**({"id": row.id} if file else {}), **answer.to_dict()}
                emit({**values, "trace": traced.to_list()} if traced else values)

            if question is not None:
                result(QuestionRow.alone(question))
            batch.run(rows, result, emit=emit if as_json else None)
    raise typer.Exit(batch.exit_code)


def chat(
    index: options.Index = None,
    encoder: options.Encoder = None,
    model: options.Model = None,
    engine: options.Engine = None,
    base_url: options.BaseUrl = None,
    strictness: options.Strictness = None,
) -> None:
    """Talk with your notes; later questions may refer to earlier ones.

    "Quiz me on autoencoders" turns it around: then the tutor asks.
    """
    with outcome(as_json=False):
        from tutor.cli.conversation import Conversation
        from tutor.cli.practising import practice_over
        from tutor.cli.session import open_tutor
        from tutor.config import load_settings

        settings = load_settings(
            index=index,
            encoder=encoder,
            model=model,
            engine=engine,
            base_url=base_url,
            strictness=strictness,
        )
        with open_tutor(settings) as tutor:
            Conversation(tutor, lambda: practice_over(tutor, settings)).run()


def _show(tutor: "Tutor", row: QuestionRow, traces: "Traces", *, heading: bool) -> None:
    from tutor.cli.render import question_heading, stdout_console
    from tutor.cli.streaming import show_answer
    from tutor.cli.tracing import trace_view

    console = stdout_console()
    if heading:
        console.print(question_heading(row.question))
    with traces.result() as traced:
        events = tutor.stream(
            row.question, history=row.history, exclude_documents=row.exclude_documents
        )
        show_answer(events, console)
    if traced:
        console.print("", trace_view(traced), sep="\n")
