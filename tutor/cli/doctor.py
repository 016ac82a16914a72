"""`tutor doctor`: is this computer ready, and what to do where it is not."""

import typer

from tutor.cli import options
from tutor.cli.outcome import outcome


def doctor(
    index: options.Index = None,
    encoder: options.Encoder = None,
    model: options.Model = None,
    as_json: options.Json = False,
) -> None:
    """Check this computer, the models and the index; exits with 1 where something is missing."""
    with outcome(as_json=as_json) as emit:
        from tutor.config import load_settings
        from tutor.doctor import examine

        diagnosis = examine(load_settings(index=index, encoder=encoder, model=model))
        if as_json:
            emit(diagnosis.to_dict())
        else:
            from tutor.cli.render import diagnosis_view, stdout_console

            stdout_console().print(diagnosis_view(diagnosis))
    raise typer.Exit(0 if diagnosis.ok else 1)
