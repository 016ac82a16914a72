"""From the publisher's weights to the folder that an engine loads, once for each model.

A GGUF file's packed weights are unpacked to bfloat16. For the CPU those are quantised again, to
CTranslate2's int8, straight from memory; for the transformers engine they are saved as they are.
"""

import gc
import json
import shutil
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from tutor.errors import TutorError
from tutor.models.files import disk_errors, no_room, readable, require_room
from tutor.models.hub import hub_library
from tutor.models.registry import find
from tutor.models.resolve import ModelLocation
from tutor.models.store import home, locked
from tutor.progress import Progress, silent

QUANTIZATION = "int8"
NOTE = "conversion.json"
_FULL = ("os error 28", "os error 112")  # how safetensors says that the disk is full
_RECIPE = 1  # raise it when what is made here changes, so that it is made again


def prepare_ctranslate2(
    location: ModelLocation, cache_dir: Path, progress: Progress = silent
) -> Path:
    """The folder of the model in CTranslate2's format, int8, with its tokenizer.

    Raises:
        TutorError: CTranslate2 can't take this model, or the disk is full.
    """

    def make(staging: Path, result: Path) -> dict[str, Any]:
        from ctranslate2.converters import TransformersConverter

        model, tokenizer = _load(location, progress, 3)
        settings = staging / "settings"
        _save_settings(model, tokenizer, settings)

        class FromMemory(TransformersConverter):  # type: ignore[misc]
            def load_model(self, *_args: Any, **_options: Any) -> Any:
                return model

            def load_tokenizer(self, *_args: Any, **_options: Any) -> Any:
                return tokenizer

        progress(f"preparing {location.name}: quantising the weights", 2, 3)
        beside = [path.name for path in settings.iterdir() if path.name != "config.json"]
        converter = FromMemory(str(settings), copy_files=beside)
        converter.convert(str(result), quantization=QUANTIZATION)
        return _limits(model)

    return _prepared("ctranslate2", location, cache_dir, progress, make)


def prepare_transformers(
    location: ModelLocation, cache_dir: Path, progress: Progress = silent
) -> Path:
    """The folder of the model as safetensors; the model's own folder where it has them.

    Raises:
        TutorError: transformers can't read this model, or the disk is full.
    """
    if _gguf_file(location.path) is None:
        return location.path

    def make(_staging: Path, result: Path) -> dict[str, Any]:
        model, tokenizer = _load(location, progress, 3)
        progress(f"preparing {location.name}: saving the weights", 2, 3)
        model.save_pretrained(result)
        tokenizer.save_pretrained(result)
        return _limits(model)

    return _prepared("transformers", location, cache_dir, progress, make)


def supported_by_ctranslate2(location: ModelLocation) -> bool:
    """Whether CTranslate2 has a converter for this language model's architecture.

    Raises:
        TutorError: The folder doesn't say what its architecture is.
    """
    if location.kind == "registry":
        return True
    hub_library()
    from ctranslate2.converters import transformers as converters
    from transformers import AutoConfig

    gguf_file = _gguf_file(location.path)
    try:
        with hushed():
            config = AutoConfig.from_pretrained(location.path, gguf_file=gguf_file)
    except Exception as error:  # a file that was cut may end the reading anywhere
        reason = str(error).strip().split("\n")[0].rstrip(".")
        raise TutorError(
            f"{location.name} in {location.path} can't be read ({reason}): "
            "fetch it again or choose another model."
        ) from error
    # There is no public list; the converter itself looks its loaders up by this name.
    loader = converters._MODEL_LOADERS.get(type(config).__name__)
    return loader is not None and str(loader.architecture_name).endswith("ForCausalLM")


@contextmanager
def hushed() -> Iterator[None]:
    """No progress bars and no advice from the libraries; as it was afterwards."""
    from transformers.utils import logging

    bars, level = logging.is_progress_bar_enabled(), logging.get_verbosity()
    logging.disable_progress_bar()
    logging.set_verbosity_error()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.set_verbosity(level)
        if bars:
            logging.enable_progress_bar()


def conversions(location: ModelLocation, cache_dir: Path) -> Path:
    """The folder below which everything made from a model is kept."""
    if location.kind == "registry":
        return home(location.name, cache_dir)
    distinct = sha256(str(location.path).encode()).hexdigest()[:8]
    return cache_dir / "converted" / f"{location.name.replace('/', '--')}-{distinct}"


def _prepared(
    kind: str,
    location: ModelLocation,
    cache_dir: Path,
    progress: Progress,
    make: Callable[[Path, Path], dict[str, Any]],
) -> Path:
    """The finished folder, made in a staging folder beside it unless it is there already."""
    parent = conversions(location, cache_dir)
    folder, staging, source = parent / kind, parent / f"{kind}.partial", _fingerprint(location)
    if _made_from(folder) == source:
        return folder
    packed = any(location.path.glob("*.gguf"))
    need = (5 if packed else 2) * sum(path.stat().st_size for path in _weights(location.path))
    what = f"prepare {location.name}"
    with locked(parent.name, cache_dir, progress), disk_errors(what, need, parent):
        if _made_from(folder) == source:
            return folder
        shutil.rmtree(staging, ignore_errors=True)
        staging.mkdir(parents=True)
        require_room(what, need, staging)
        _require_memory(what, need)
        try:
            with hushed():
                note = make(staging, staging / "result")
            note |= {"source": source, "recipe": _RECIPE, "quantization": QUANTIZATION}
            note |= {name: version(name) for name in ("ctranslate2", "transformers")}
            note["files"] = _sizes(staging / "result")
            (staging / "result" / NOTE).write_text(json.dumps(note, indent=1), "utf-8")
            shutil.rmtree(folder, ignore_errors=True)
            (staging / "result").replace(folder)
        except (OSError, TutorError):
            raise
        except Exception as error:
            if any(words in str(error) for words in _FULL):
                raise no_room(what, need, parent) from error
            if location.kind == "registry":
                raise
            raise TutorError(
                f"{location.name} can't be prepared for {kind} ({error}): "
                "choose another model or another engine."
            ) from error
        finally:
            gc.collect()
            shutil.rmtree(staging, ignore_errors=True)
    progress(what, 1, 1)
    return folder


def _require_memory(what: str, need: int) -> None:
    """Better a sentence now than an end without one when the system runs out of memory."""
    import psutil

    free = psutil.virtual_memory().available + psutil.swap_memory().free
    if free < need:
        raise TutorError(
            f"Could not {what}: it takes about {readable(need)} of memory once, and "
            f"{readable(free)} are free; close other programs or choose a smaller model."
        )


def _load(location: ModelLocation, progress: Progress, steps: int) -> tuple[Any, Any]:
    """Model in bfloat16 and tokenizer."""
    hub_library()
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer, GgufConfig

    gguf_file = _gguf_file(location.path)
    options: dict[str, Any] = {"local_files_only": True}
    progress(f"preparing {location.name}: reading the tokenizer", 0, steps)
    if gguf_file:
        options["gguf_file"] = gguf_file
    tokenizer = AutoTokenizer.from_pretrained(location.path, **options)
    step = f"preparing {location.name}: reading the weights"
    progress(step, 1, steps)
    if gguf_file:
        options["quantization_config"] = GgufConfig(dequantize=True)
    with _counted_tensors(step, progress):
        model = AutoModelForCausalLM.from_pretrained(location.path, dtype=torch.bfloat16, **options)
    return model, tokenizer


def _save_settings(model: Any, tokenizer: Any, folder: Path) -> None:
    folder.mkdir()
    model.config.save_pretrained(folder)
    if model.generation_config is not None:
        model.generation_config.save_pretrained(folder)
    tokenizer.save_pretrained(folder)


def _limits(model: Any) -> dict[str, Any]:
    return {"context_length": int(model.config.max_position_embeddings)}


def _gguf_file(folder: Path) -> str | None:
    """The name of the folder's GGUF file, None where it holds safetensors."""
    if any(folder.glob("*.safetensors")):
        return None
    names = sorted(path.name for path in folder.glob("*.gguf"))
    if len(names) != 1:
        what = "more than one GGUF file" if names else "neither safetensors nor a GGUF file"
        raise TutorError(f"{folder} holds {what}: give the folder of one language model.")
    return names[0]


def _weights(folder: Path) -> list[Path]:
    return sorted([*folder.glob("*.safetensors"), *folder.glob("*.gguf")])


def _fingerprint(location: ModelLocation) -> str:
    """What the conversion depends on: the known hashes, or what a changed file would change."""
    if location.kind == "registry":
        return " ".join(file.sha256 for file in find(location.name).files)
    rows = [
        (path.name, path.stat().st_size, path.stat().st_mtime_ns)
        for path in [*_weights(location.path), *sorted(location.path.glob("*.json"))]
    ]
    return sha256(json.dumps(rows).encode()).hexdigest()


def _made_from(folder: Path) -> str | None:
    """The fingerprint of the model that a whole folder was made from."""
    try:
        note = json.loads((folder / NOTE).read_text("utf-8"))
        there = _sizes(folder)
        # Notes of earlier versions name no files.
        whole = all(there.get(name) == size for name, size in note.get("files", {}).items())
        return str(note["source"]) if whole and note["recipe"] == _RECIPE else None
    except (OSError, ValueError, KeyError, AttributeError):
        return None


def _sizes(folder: Path) -> dict[str, int]:
    """Bytes of each file of a folder, but for the note, which lists them."""
    return {path.name: path.stat().st_size for path in folder.iterdir() if path.name != NOTE}


@contextmanager
def _counted_tensors(step: str, progress: Progress) -> Iterator[None]:
    """Report each tensor that is unpacked from a GGUF file, in place of transformers' own bar.

    That bar obeys no setting, so its name is replaced in the one module that draws it.
    """
    from transformers import modeling_gguf_pytorch_utils as unpacking

    def counted(tensors: list[Any], **_options: Any) -> Iterator[Any]:
        for number, tensor in enumerate(tensors):
            progress(step, number, len(tensors))
            yield tensor

    bar, unpacking.tqdm = unpacking.tqdm, counted
    try:
        yield
    finally:
        unpacking.tqdm = bar
