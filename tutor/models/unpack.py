"""Whole models by way of transformers: every architecture that it knows, all in memory at once."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tutor.errors import TutorError
from tutor.models.hub import hub_library
from tutor.models.resolve import ModelLocation
from tutor.progress import Progress


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


def load(location: ModelLocation, progress: Progress, steps: int) -> tuple[Any, Any]:
    """Model in bfloat16 and tokenizer, told as the first two of so many steps.

    Raises:
        TutorError: The folder isn't that of one model.
    """
    hub_library()
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer, GgufConfig

    packed = gguf_file(location.path)
    options: dict[str, Any] = {"local_files_only": True}
    progress(f"preparing {location.name}: reading the tokenizer", 0, steps)
    if packed:
        options["gguf_file"] = packed
    tokenizer = AutoTokenizer.from_pretrained(location.path, **options)
    step = f"preparing {location.name}: reading the weights"
    progress(step, 1, steps)
    if packed:
        options["quantization_config"] = GgufConfig(dequantize=True)
    with _counted_tensors(step, progress):
        model = AutoModelForCausalLM.from_pretrained(location.path, dtype=torch.bfloat16, **options)
    return model, tokenizer


def convert(model: Any, tokenizer: Any, staging: Path, result: Path, quantization: str) -> None:
    """Have CTranslate2's converter write a model that `load` gave, and its tokenizer.

    Args:
        model: The model.
        tokenizer: The tokenizer.
        staging: A folder for what is needed on the way.
        result: The folder to write; must not be there yet.
        quantization: How CTranslate2 is to keep the weights.
    """
    from ctranslate2.converters import TransformersConverter

    settings = staging / "settings"
    settings.mkdir()
    model.config.save_pretrained(settings)
    if model.generation_config is not None:
        model.generation_config.save_pretrained(settings)
    tokenizer.save_pretrained(settings)

    class FromMemory(TransformersConverter):  # type: ignore[misc]
        def load_model(self, *_args: Any, **_options: Any) -> Any:
            return model

        def load_tokenizer(self, *_args: Any, **_options: Any) -> Any:
            return tokenizer

    beside = [path.name for path in settings.iterdir() if path.name != "config.json"]
    FromMemory(str(settings), copy_files=beside).convert(str(result), quantization=quantization)


def gguf_file(folder: Path) -> str | None:
    """The name of the folder's GGUF file, None where it holds safetensors.

    Raises:
        TutorError: It holds neither, or several models.
    """
    if any(folder.glob("*.safetensors")):
        return None
    names = sorted(path.name for path in folder.glob("*.gguf"))
    if len(names) != 1:
        what = "more than one GGUF file" if names else "neither safetensors nor a GGUF file"
        raise TutorError(f"{folder} holds {what}: give the folder of one language model.")
    return names[0]


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
