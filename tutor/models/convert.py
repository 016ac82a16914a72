"""From the publisher's weights to the folder that an engine loads, once for each model.

A GGUF file's packed weights are unpacked to bfloat16. For the CPU those are quantised again, to
CTranslate2's int8: tensor by tensor where the architecture allows (`direct.py`), and else the whole
model at once (`unpack.py`). For the transformers engine they are saved as they are.
"""

import gc
import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from tutor.errors import TutorError
from tutor.models import unpack
from tutor.models.direct import DirectModel, direct_model
from tutor.models.files import disk_errors, no_room, readable, require_room
from tutor.models.hub import hub_library
from tutor.models.registry import find
from tutor.models.resolve import ModelLocation
from tutor.models.store import home, locked
from tutor.models.unpack import gguf_file, hushed
from tutor.progress import Progress, silent

__all__ = [
    "conversions",
    "hushed",
    "prepare_ctranslate2",
    "prepare_transformers",
    "supported_by_ctranslate2",
]

QUANTIZATION = "int8"
NOTE = "conversion.json"
_FULL = ("os error 28", "os error 112")  # how safetensors says that the disk is full
_RECIPE = 1  # raise it when what is made here changes, so that it is made again


@dataclass(frozen=True, slots=True)
class _Plan:
    """How a folder is made and what that takes."""

    make: Callable[[Path, Path], dict[str, Any]]  # from staging and result to what is noted
    room: int  # bytes of disk
    memory: int  # bytes


def prepare_ctranslate2(
    location: ModelLocation, cache_dir: Path, progress: Progress = silent
) -> Path:
    """The folder of the model in CTranslate2's format, int8, with its tokenizer.

    Raises:
        TutorError: CTranslate2 can't take this model, or the disk is full.
    """

    def make(staging: Path, result: Path) -> dict[str, Any]:
        model, tokenizer = unpack.load(location, progress, 3)
        progress(f"preparing {location.name}: quantising the weights", 2, 3)
        unpack.convert(model, tokenizer, staging, result, QUANTIZATION)
        return _limits(model.config)

    def plan() -> _Plan:
        direct = _direct(location)
        if direct is None:
            return _whole(location, make)
        return _Plan(
            lambda _staging, result: _make_directly(direct, location, progress, result),
            direct.made_bytes,
            direct.memory_bytes,
        )

    return _prepared("ctranslate2", location, cache_dir, progress, plan)


def prepare_transformers(
    location: ModelLocation, cache_dir: Path, progress: Progress = silent
) -> Path:
    """The folder of the model as safetensors; the model's own folder where it has them.

    Raises:
        TutorError: transformers can't read this model, or the disk is full.
    """
    if gguf_file(location.path) is None:
        return location.path

    def make(_staging: Path, result: Path) -> dict[str, Any]:
        model, tokenizer = unpack.load(location, progress, 3)
        progress(f"preparing {location.name}: saving the weights", 2, 3)
        model.save_pretrained(result)
        tokenizer.save_pretrained(result)
        return _limits(model.config)

    return _prepared("transformers", location, cache_dir, progress, lambda: _whole(location, make))


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

    packed = gguf_file(location.path)
    try:
        with hushed():
            config = AutoConfig.from_pretrained(location.path, gguf_file=packed)
    except Exception as error:  # a file that was cut may end the reading anywhere
        raise _unreadable(location, error) from error
    # There is no public list; the converter itself looks its loaders up by this name.
    loader = converters._MODEL_LOADERS.get(type(config).__name__)
    return loader is not None and str(loader.architecture_name).endswith("ForCausalLM")


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
    plan: Callable[[], _Plan],
) -> Path:
    """The finished folder, made in a staging folder beside it unless it is there already."""
    parent = conversions(location, cache_dir)
    folder, staging, source = parent / kind, parent / f"{kind}.partial", _fingerprint(location)
    if _made_from(folder) == source:
        return folder
    what, planned = f"prepare {location.name}", plan()
    room = planned.room
    with locked(parent.name, cache_dir, progress), disk_errors(what, room, parent):
        if _made_from(folder) == source:
            return folder
        shutil.rmtree(staging, ignore_errors=True)
        staging.mkdir(parents=True)
        require_room(what, room, staging)
        _require_memory(what, planned.memory)
        try:
            with hushed():
                note = planned.make(staging, staging / "result")
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
                raise no_room(what, room, parent) from error
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


def _direct(location: ModelLocation) -> DirectModel | None:
    try:
        return direct_model(location.path)
    except ValueError as error:
        raise _unreadable(location, error) from error


def _make_directly(
    direct: DirectModel, location: ModelLocation, progress: Progress, result: Path
) -> dict[str, Any]:
    hub_library()
    from transformers import GenerationConfig

    progress(f"preparing {location.name}: reading the tokenizer", 0, 3)
    tokenizer, config = direct.tokenizer(), direct.config()
    step = f"preparing {location.name}: quantising the weights"
    direct.convert(config, tokenizer, result, lambda done, of: progress(step, done, of))
    tokenizer.save_pretrained(result)
    GenerationConfig.from_model_config(config).save_pretrained(result)
    return _limits(config)


def _whole(location: ModelLocation, make: Callable[[Path, Path], dict[str, Any]]) -> _Plan:
    """The plan of what takes the whole model in bfloat16 into memory."""
    packed = any(location.path.glob("*.gguf"))
    need = (5 if packed else 2) * sum(path.stat().st_size for path in _weights(location.path))
    return _Plan(make, need, need)


def _unreadable(location: ModelLocation, error: Exception) -> TutorError:
    reason = str(error).strip().split("\n")[0].rstrip(".")
    return TutorError(
        f"{location.name} in {location.path} can't be read ({reason}): "
        "fetch it again or choose another model."
    )


def _limits(config: Any) -> dict[str, Any]:
    return {"context_length": int(config.max_position_embeddings)}


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
