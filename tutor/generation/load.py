"""Choosing an engine for a model and loading it."""

from pathlib import Path
from typing import Literal

from tutor.errors import TutorError
from tutor.generation.base import Generator
from tutor.models.resolve import ModelLocation, resolve
from tutor.progress import Progress, silent

Engine = Literal["auto", "ctranslate2", "transformers", "openai"]
_SERVED = "openai:"


def load_generator(
    model: str,
    *,
    engine: Engine = "auto",
    base_url: str | None = None,
    api_key: str | None = None,
    cache_dir: Path,
    threads: int | None = None,
    progress: Progress = silent,
    offline: bool = False,
) -> Generator:
    """A language model, ready to answer; fetched and prepared first where that is still to do.

    Args:
        model: Registry name, folder, hub id, or `openai:NAME` for a server's model.
        engine: `auto` takes CTranslate2 on a CPU where it knows the architecture, and
            transformers otherwise.
        base_url: Address of the server, with the engine `openai`; an error where the model would
            run here by `auto`.
        api_key: The server's key.
        cache_dir: The program's cache folder.
        threads: Processor threads; the engine's own choice unless given.
        progress: Told of bytes and steps.
        offline: Fetch nothing; what is here may still be prepared.

    Raises:
        TutorError: The model can't be had, prepared or loaded, or the server can't be used.
    """
    if engine == "openai" or model.startswith(_SERVED):
        return _served(model.removeprefix(_SERVED), base_url, api_key)
    if base_url and engine == "auto":
        raise TutorError(
            f"A server's address is given, but {model!r} would run on this computer: write "
            f"{_SERVED + model!r} for the server's model, or leave the address out."
        )
    location = resolve(model, "generate", cache_dir, progress, offline=offline)
    if engine == "ctranslate2" or (engine == "auto" and _suits_ctranslate2(location)):
        from tutor.generation.ctranslate2_engine import CTranslate2Generator
        from tutor.models.convert import prepare_ctranslate2

        path = prepare_ctranslate2(location, cache_dir, progress)
        progress(f"loading {location.name}", 0, 1)
        return CTranslate2Generator(path, location.name, threads)
    from tutor.generation.transformers_engine import TransformersGenerator
    from tutor.models.convert import prepare_transformers

    path = prepare_transformers(location, cache_dir, progress)
    progress(f"loading {location.name}", 0, 1)
    return TransformersGenerator(path, location.name, threads)


def _served(model: str, base_url: str | None, api_key: str | None) -> Generator:
    if not base_url:
        raise TutorError(
            f"The engine for {model!r} needs a server's address: give it with TUTOR_BASE_URL, "
            "as in http://127.0.0.1:11434/v1."
        )
    from tutor.generation.openai_engine import OpenAIGenerator

    return OpenAIGenerator(model, base_url, api_key)


def _suits_ctranslate2(location: ModelLocation) -> bool:
    import ctranslate2

    from tutor.models.convert import supported_by_ctranslate2

    return ctranslate2.get_cuda_device_count() == 0 and supported_by_ctranslate2(location)
