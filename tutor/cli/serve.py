"""`tutor serve`: the page in a browser, which opens while the language model is still loaded."""

import contextlib
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tutor.cli import options
from tutor.cli.outcome import outcome
from tutor.cli.progress import ProgressBars

if TYPE_CHECKING:
    from tutor.config import Settings
    from tutor.web.door import Door


def serve(
    host: Annotated[
        str | None,
        typer.Option(
            "--host",
            metavar="ADDRESS",
            help="Address to serve on; 0.0.0.0 lets others on your network in, with --auth.",
            show_default="127.0.0.1",
        ),
    ] = None,
    port: Annotated[
        int | None,
        typer.Option("--port", metavar="N", help="Port to serve on.", show_default="7860"),
    ] = None,
    auth: Annotated[
        Path | None,
        typer.Option(
            "--auth",
            metavar="FILE",
            help="Users who may sign in, made with `tutor users add`; without it nobody has to.",
        ),
    ] = None,
    insecure: Annotated[
        bool,
        typer.Option("--insecure", help="Serve beyond this computer although nobody signs in."),
    ] = False,
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

    Fetches the encoder and builds the index where they are missing, and brings the index up to date
    with the notes. The language model is fetched and loaded while the page is open already.
    """
    started = time.perf_counter()
    with outcome(as_json=False):
        from tutor.config import load_settings
        from tutor.ports import require_free

        settings = load_settings(
            host=host,
            port=port,
            auth=auth,
            corpus=corpus,
            index=index,
            encoder=encoder,
            model=model,
            engine=engine,
            base_url=base_url,
            strictness=strictness,
        )
        _require_sign_in(settings, insecure=insecure)
        require_free(settings.host, settings.port)
        _serve(settings, _door(settings), started, open_browser=browser)
        raise KeyboardInterrupt  # what ended the page, which keeps it to itself


def _serve(
    settings: "Settings", door: "Door | None", started: float, *, open_browser: bool
) -> None:
    """Make ready what the page needs, and serve it until Ctrl-C."""
    from tutor.cli.note_views import report_view
    from tutor.cli.readiness import Readiness, WhenReady, loading_model
    from tutor.cli.render import stdout_console
    from tutor.cli.session import open_tutor
    from tutor.library.opening import build_missing, library_of

    with ProgressBars() as progress:
        report = build_missing(settings, progress)
    model = loading_model(settings)
    with open_tutor(settings, generator=model) as tutor, contextlib.ExitStack() as stack:
        library = library_of(tutor.live_index, settings)
        if report is None:
            with ProgressBars() as progress:
                report = library.refresh(progress)
        stdout_console().print(report_view(report))
        readiness = Readiness(started)
        model.start(readiness.loaded)
        from tutor.cli.gaps import gaps_over
        from tutor.cli.guiding import guides_over
        from tutor.cli.practising import now, practice_over
        from tutor.conversations.conversations import Conversations
        from tutor.library.watching import Watcher
        from tutor.practice.filling import Filler
        from tutor.web.app import serve as serve_page

        stack.enter_context(contextlib.closing(Watcher(library)))
        practice = stack.enter_context(practice_over(tutor, settings))
        if settings.fill_bank and settings.base_url is None:  # a served model may cost money
            stack.enter_context(contextlib.closing(Filler(WhenReady(practice, model))))
        serve_page(
            tutor,
            Conversations(practice.records, clock=now),
            library=library,
            practice=practice,
            search=tutor,
            guide=stack.enter_context(guides_over(tutor, practice, settings, model)),
            gaps=gaps_over(tutor, practice.records, settings),
            limits=settings.limits,
            host=settings.host,
            port=settings.port,
            open_browser=open_browser,
            door=door,
            model=lambda: model.state,
            on_ready=readiness.opened,
        )


def _require_sign_in(settings: "Settings", *, insecure: bool) -> None:
    """Raise where others could come in without signing in, unless that is wanted."""
    from tutor.ports import PortError, is_loopback

    host = settings.host
    if is_loopback(host):
        return
    if settings.auth is not None:
        words = "Note: passwords travel unencrypted unless HTTPS stands in front of this page."
    elif insecure:
        words = (
            f"Warning: nobody has to sign in on {host}, so everybody in your network can read the "
            "notes, ask and add to them; a users file given with --auth changes that."
        )
    else:
        raise PortError(
            f"On {host} everybody in your network could read the notes, ask and add to them "
            "without signing in; name a users file with --auth (`tutor users add NAME --file "
            "FILE` makes one), or give --insecure where all of them may."
        )
    typer.echo(words, err=True)


def _door(settings: "Settings") -> "Door | None":
    """At which everybody signs in, where there is a users file."""
    if settings.auth is None:
        return None
    from tutor.users import others_may_read
    from tutor.web.door import Door

    door = Door(settings.auth)
    if others_may_read(settings.auth):
        typer.echo(
            f"Warning: {settings.auth} can be read by other users of this computer; "
            f"`chmod 600 {settings.auth}` keeps it from them.",
            err=True,
        )
    return door
