"""Models and ways of answering as the settings want them."""

from typing import TYPE_CHECKING

from tutor.answering.answer import AnsweringSettings
from tutor.config import Settings
from tutor.progress import Progress, silent

if TYPE_CHECKING:
    from tutor.generation.base import Generator
    from tutor.retrieval.embedding import Encoder


def answering_settings(settings: Settings) -> AnsweringSettings:
    """How a turn is answered under these settings."""
    return AnsweringSettings(
        passages=settings.k,
        max_answer_tokens=settings.max_answer_tokens,
        strictness=settings.strictness,
    )


def load_encoder(settings: Settings, progress: Progress = silent) -> "Encoder":
    """The sentence encoder; fetched first where it isn't on this machine yet.

    Raises:
        TutorError: It can't be had.
    """
    from tutor.models.resolve import resolve
    from tutor.retrieval.embedding import Encoder

    location = resolve(settings.encoder, "embed", settings.cache_dir, progress)
    return Encoder.load(location.path, location.name, threads=settings.thread_count)


def load_generator(
    settings: Settings, progress: Progress = silent, *, lasting: bool = True
) -> "Generator":
    """The language model; fetched and prepared first where that is still to do.

    Args:
        settings: Say which model and engine.
        progress: Told of bytes and steps.
        lasting: Many questions will come; see `generation.load.load_generator`.

    Raises:
        TutorError: It can't be had, prepared or loaded.
    """
    from tutor.generation import load

    return load.load_generator(
        settings.model,
        engine=settings.engine,
        base_url=settings.base_url,
        api_key=settings.api_key.get_secret_value() if settings.api_key else None,
        cache_dir=settings.cache_dir,
        threads=settings.thread_count,
        progress=progress,
        lasting=lasting,
    )
