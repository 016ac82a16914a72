"""A sentence-transformers model from a folder, ready for this processor: runs any encoder."""

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from tutor.retrieval.errors import EncoderError
from tutor.retrieval.features import Features
from tutor.retrieval.processor import native_bfloat16

if TYPE_CHECKING:
    from torch import Tensor

Vectors = npt.NDArray[np.float32]

_DEFAULT_MAX_TOKENS = 512  # of models that name no limit


class SentenceModel:
    """Any model that sentence-transformers can run. May be used from several threads."""

    # More tokens at once spill the activations out of the processor's cache.
    batch_tokens = 8192

    def __init__(self, folder: Path, name: str, threads: int | None) -> None:
        """Load the model.

        Raises:
            EncoderError: It can't be loaded.
        """
        self._model = load_sentence_model(folder, name, threads)
        self._lock = Lock()

    @property
    def dim(self) -> int:
        """Numbers in a vector."""
        return int(self._model.get_embedding_dimension())

    @property
    def max_tokens(self) -> int:
        """What is read of a text at most, prompt and special tokens included."""
        return int(self._model.max_seq_length or _DEFAULT_MAX_TOKENS)

    @property
    def prompts(self) -> Mapping[str, str]:
        """What the model wants before texts of each kind."""
        prompts: Mapping[str, str] = self._model.prompts
        return prompts

    def tokenizer(self) -> str:
        """The tokenizer, as the text of its file."""
        shared = self._model.tokenizer
        return str(getattr(shared, "backend_tokenizer", shared).to_str())

    def features(
        self, texts: Sequence[str], ids: Sequence[Sequence[int]], prompt: str, /
    ) -> Features:
        """Run the model once over texts without halves of surrogate pairs."""
        import torch

        model = self._model
        with self._lock:  # preprocessing sets padding and cutting on a tokenizer that all share
            features: dict[str, Any] = model.preprocess(list(texts), prompt=prompt or None)
        device = model.device
        features = {k: v.to(device) if hasattr(v, "to") else v for k, v in features.items()}
        with torch.inference_mode():
            for module in model:
                features = module(features)
                # bfloat16 is exact enough inside the model, not for the mean of what comes out.
                for key in ("token_embeddings", "sentence_embedding"):
                    if key in features:
                        features[key] = features[key].float()
        tokens = features["token_embeddings"].cpu().numpy()
        present = features["attention_mask"].bool().cpu().numpy()  # leaves the padding out
        rows = [tokens[row][present[row]] for row in range(len(ids))]
        return Features(_numbers(features["sentence_embedding"]), rows)

    def after_pooling(self, means: Vectors) -> Vectors:
        """Send means of token vectors through what the model does after its pooling."""
        import torch

        modules = list(self._model)
        names = [type(module).__name__ for module in modules]
        features = {"sentence_embedding": torch.from_numpy(means).to(self._model.device)}
        with torch.inference_mode():
            for module in modules[names.index("Pooling") + 1 :]:
                features = module(features)
        return _numbers(features["sentence_embedding"])


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


def _numbers(vectors: "Tensor") -> Vectors:
    return np.asarray(vectors.float().cpu().numpy(), dtype=np.float32)
