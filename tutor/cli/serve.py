"""`tutor serve`: the page in a browser, with everything that it needs made ready first."""

import contextlib
import time
from typing import Annotated

import typer

from tutor.cli import options
from tutor.cli.outcome import outcome
from tutor.cli.progress import ProgressBars


def serve(
    host: Annotated[
        str | None,
        typer.Option(
            "--host",
            metavar="ADDRESS",
            help="Address to serve on; 0.0.0.0 lets others on your network in.",
            show_default="127.0.0.1",
        ),
    ] = None,
    port: Annotated[
        int | None,
        typer.Option("--port", metavar="N", help="Port to serve on.", show_default="7860"),
    ] = None,
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open the page in a browser.")
    ] = True,
    corpus: options.Corpus = None,
    index: options.Index = None,
    encoder: options.Encoder = None,
    model: options.Model = None,
    engine: options.Engine = None,
    base_url: options.BaseUrl = None,
    strictness: options.Strictness = None,
) -> None:
    """Open the page: chat with your notes in a browser.

    Fetches the models and builds the index where they are missing, and brings the index up to date
    with the notes.
    """
    started = time.perf_counter()

    def ready(url: str) -> None:
        seconds = time.perf_counter() - started
        typer.echo(f"Ready at {url} after {seconds:.0f} s. Ctrl-C stops it.")

    with outcome(as_json=False):
        from tutor.cli.note_views import report_view
        from tutor.cli.render import stdout_console
        from tutor.cli.session import open_tutor
        from tutor.config import load_settings
        from tutor.ports import require_free

        settings = load_settings(
            host=host,
            port=port,
            corpus=corpus,
            index=index,
            encoder=encoder,
            model=model,
            engine=engine,
            base_url=base_url,
            strictness=strictness,
        )
        require_free(settings.host, settings.port)

        from tutor.library.opening import library_of, update_index

        with ProgressBars() as progress:
            report = update_index(settings, progress)
        stdout_console().print(report_view(report))
        with open_tutor(settings) as tutor, contextlib.ExitStack() as stack:
            from tutor.cli.practising import now, practice_over
            from tutor.conversations.conversations import Conversations
            from tutor.library.watching import Watcher
            from tutor.practice.filling import Filler
            from tutor.web.app import serve as serve_page

            library = library_of(tutor.live_index, settings)
            stack.enter_context(contextlib.closing(Watcher(library)))
            practice = stack.enter_context(practice_over(tutor, settings))
            if settings.fill_bank and settings.base_url is None:  # a served model may cost money
                stack.enter_context(contextlib.closing(Filler(practice)))
            serve_page(
                tutor,
                Conversations(practice.records, clock=now),
                library=library,
                practice=practice,
                limits=settings.limits,
                host=settings.host,
                port=settings.port,
                open_browser=browser,
                on_ready=ready,
            )
        raise KeyboardInterrupt  # what ended the page, which keeps it to itself
