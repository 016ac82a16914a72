"""Choosing an engine for a model and loading it."""

from pathlib import Path
from typing import Literal

from tutor.errors import TutorError
from tutor.generation.base import Generator
from tutor.models.resolve import ModelLocation, resolve
from tutor.progress import Progress, silent

Engine = Literal["auto", "int8", "ctranslate2", "transformers", "openai"]
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
    lasting: bool = False,
) -> Generator:
    """A language model, ready to answer; fetched and prepared first where that is still to do.

    Args:
        model: Registry name, folder, hub id, or `openai:NAME` for a server's model.
        engine: `auto` takes the first that can run the model here: on a CPU our own decoder for
            int8 weights, then CTranslate2, then transformers; on a GPU transformers.
        base_url: Address of the server, with the engine `openai`; an error where the model would
            run here by `auto`.
        api_key: The server's key.
        cache_dir: The program's cache folder.
        threads: Processor threads; the engine's own choice unless given.
        progress: Told of bytes and steps.
        offline: Fetch nothing; what is here may still be prepared.
        lasting: Many questions will come, so that arranging the weights for speed pays.

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
    if engine in ("int8", "ctranslate2") or (engine == "auto" and _suits_ctranslate2(location)):
        from tutor.models.convert import prepare_ctranslate2

        path = prepare_ctranslate2(location, cache_dir, progress)
        progress(f"loading {location.name}", 0, 1)
        return _in_int8(path, location.name, engine, threads, lasting)
    from tutor.generation.transformers_engine import TransformersGenerator
    from tutor.models.convert import prepare_transformers

    path = prepare_transformers(location, cache_dir, progress)
    progress(f"loading {location.name}", 0, 1)
    return TransformersGenerator(path, location.name, threads)


def _in_int8(
    path: Path, name: str, engine: Engine, threads: int | None, lasting: bool
) -> Generator:
    from tutor.generation.ctranslate2_engine import CTranslate2Generator

    if engine == "ctranslate2":
        return CTranslate2Generator(path, name, threads)
    from tutor.generation.int8.linear import exact_here
    from tutor.generation.int8.weights import UnsupportedError
    from tutor.generation.int8_engine import Int8Generator

    problem = "this processor or this PyTorch lacks what it needs"
    if exact_here():
        try:
            return Int8Generator(path, name, threads, lasting=lasting)
        except UnsupportedError as error:
            problem = str(error)
    if engine == "int8":
        raise TutorError(
            f"The engine int8 can't run {name} here ({problem}): leave the engine to the program, "
            "which takes CTranslate2 then."
        )
    return CTranslate2Generator(path, name, threads)


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
