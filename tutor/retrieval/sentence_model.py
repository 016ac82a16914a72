"""Reading a sentence-transformers model from a folder, ready for this processor."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tutor.retrieval.errors import EncoderError
from tutor.retrieval.processor import native_bfloat16


def load_sentence_model(folder: Path, name: str, threads: int | None) -> Any:
    """A SentenceTransformer in evaluation mode, its first module in bfloat16 where that pays.

    Args:
        folder: Of the model.
        name: What the user calls it.
        threads: Processor threads of torch, for this whole process.

    Raises:
        EncoderError: The model can't be loaded.
    """
    import torch
    from safetensors import SafetensorError
    from sentence_transformers import SentenceTransformer

    if threads is not None:
        torch.set_num_threads(threads)
    try:
        with _no_progress_bars():
            model = SentenceTransformer(str(folder), local_files_only=True)
    except (OSError, ValueError, KeyError, RuntimeError, SafetensorError) as error:
        raise EncoderError(
            f"The encoder {name} in {folder} can't be loaded "
            f"({str(error).splitlines()[0]}): fetch it again with `tutor models pull`."
        ) from error
    model.eval().float().requires_grad_(False)
    if model.device.type == "cpu" and native_bfloat16():
        model[0].to(torch.bfloat16)
    return model


@contextlib.contextmanager
def _no_progress_bars() -> Iterator[None]:
    """Keep transformers from drawing on the terminal, which is the caller's."""
    from transformers.utils import logging

    shown = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()
    try:
        yield
    finally:
        if shown:
            logging.enable_progress_bar()
