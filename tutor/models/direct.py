"""From a GGUF file to CTranslate2's format, tensor by tensor.

The usual way makes the whole model twice in memory. Here each matrix is unpacked and quantised by
itself, and CTranslate2's own converter puts them in their places: it is given a tree with the names
that transformers' model has, of rows that carry their scale.
"""

import gc
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from math import prod
from os import cpu_count
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import numpy.typing as npt

from tutor.models.files import MARKER
from tutor.models.gguf_file import GGUFFile, read_gguf
from tutor.models.rows import bfloat16_bits, quantised, split

_KEYS = {
    "context_length": "max_position_embeddings",
    "block_count": "num_hidden_layers",
    "feed_forward_length": "intermediate_size",
    "embedding_length": "hidden_size",
    "rope.freq_base": "rope_theta",
    "attention.head_count": "num_attention_heads",
    "attention.head_count_kv": "num_key_value_heads",
    "attention.layer_norm_rms_epsilon": "rms_norm_eps",
}
_ENDS = {"bos": "bos", "eos": "eos", "padding": "pad", "unknown": "unk"}
_CLASSES = {"qwen2": ("Qwen2Config", "Qwen2Tokenizer"), "llama": ("LlamaConfig", None)}
_LINEAR = {
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output",
    "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
}
_NORMS = {"input_layernorm": "attn_norm", "post_attention_layernorm": "ffn_norm"}
_BIASED = ("attn_q", "attn_k", "attn_v")  # in Qwen2
_BESIDE = 900_000_000  # bytes of memory for libraries, tokenizer and what is in the works

Weight = npt.NDArray[np.int8] | npt.NDArray[np.uint16]


@dataclass(frozen=True)
class DirectModel:
    """A model whose file can be gone through tensor by tensor."""

    path: Path
    file: GGUFFile
    architecture: str

    @property
    def made_bytes(self) -> int:
        """About how many bytes the finished folder has: one for each weight, and the tokenizer."""
        tensors = self.file.tensors.values()
        return sum(prod(tensor.shape) for tensor in tensors) + 40_000_000

    @property
    def memory_bytes(self) -> int:
        """About how many bytes of memory the conversion takes at most."""
        return self.made_bytes + _BESIDE

    def tokenizer(self) -> Any:
        """The tokenizer, as transformers makes it of this file."""
        import transformers

        name = _CLASSES[self.architecture][1] or "PreTrainedTokenizerFast"
        return getattr(transformers, name).from_pretrained(
            self.path.parent, gguf_file=self.path.name, local_files_only=True
        )

    def config(self) -> Any:
        """The settings, as transformers reads them from this file."""
        import transformers

        data = self.file.metadata
        values = {name: data[f"{self.architecture}.{key}"] for key, name in _KEYS.items()}
        for key, name in _ENDS.items():
            if (number := data.get(f"tokenizer.ggml.{key}_token_id")) is not None:
                values[f"{name}_token_id"] = number
        if (size := data.get(f"{self.architecture}.rope.dimension_count")) is not None:
            values["head_dim"] = size
        values["vocab_size"] = self.file.tensors["token_embd.weight"].shape[0]
        values["tie_word_embeddings"] = "output.weight" not in self.file.tensors
        return getattr(transformers, _CLASSES[self.architecture][0])(**values)

    def convert(
        self, config: Any, tokenizer: Any, folder: Path, told: Callable[[int, int], None]
    ) -> None:
        """Write the weights and vocabulary into a new folder.

        Args:
            config: What `config` gave.
            tokenizer: What `tokenizer` gave.
            folder: Where to; must not be there yet.
            told: Called with how many tensors are done, and of how many.
        """
        from ctranslate2.converters import transformers as converters

        weights = self._weights(told)
        loader = converters._MODEL_LOADERS[type(config).__name__]
        gc.freeze()  # the converter collects garbage after each layer; this has it look at little
        try:
            spec = loader(_tree(config, weights), tokenizer)
        finally:
            gc.unfreeze()
        _as_variables(spec)
        spec.validate()
        spec.optimize()  # of variables that are equal, all but one become references to that one
        _drop_idle_scales(spec)
        folder.mkdir()
        spec.save(str(folder))

    def _weights(self, told: Callable[[int, int], None]) -> dict[str, Weight]:
        """Every tensor of the file, matrices in int8 and vectors in bfloat16."""
        # The largest first, so that no processor waits long for the last one.
        names = sorted(self.file.tensors, key=lambda name: -prod(self.file.tensors[name].shape))
        done: dict[str, Weight] = {}
        pool = ThreadPoolExecutor(cpu_count() or 1)
        try:
            for name, weight in zip(names, pool.map(self._weight, names), strict=True):
                done[name] = weight
                told(len(done), len(names))
        finally:
            pool.shutdown(cancel_futures=True)
        return done

    def _weight(self, name: str) -> Weight:
        tensor = self.file.tensors[name]
        if len(tensor.shape) == 1:
            return bfloat16_bits(tensor)
        rows = quantised(tensor)
        kind = name.split(".")[-2]
        if self.architecture == "llama" and kind in ("attn_q", "attn_k"):
            key = "head_count" if kind == "attn_q" else "head_count_kv"
            heads = self.file.metadata[f"llama.attention.{key}"]
            # llama.cpp turns pairs of neighbouring rows; transformers, row n of each half.
            pairs = rows.reshape(heads, -1, 2, rows.shape[1])
            return np.ascontiguousarray(pairs.swapaxes(1, 2)).reshape(rows.shape)
        return rows


def direct_model(folder: Path) -> DirectModel | None:
    """The model of a folder, None where it has to be read by transformers as a whole.

    Raises:
        ValueError: The one GGUF file is damaged.
    """
    paths = list(folder.glob("*.gguf"))
    settings = [path for path in folder.glob("*.json") if path.name != MARKER]
    if len(paths) != 1 or settings or any(folder.glob("*.safetensors")):
        return None
    file = read_gguf(paths[0])
    architecture = file.metadata.get("general.architecture")
    plain = (
        architecture in _CLASSES
        and file.metadata.get("general.name") != "mistral"  # which transformers takes for another
        and file.metadata.get("tokenizer.ggml.model") == "gpt2"
        and all(f"{architecture}.{key}" in file.metadata for key in _KEYS)
        and not any(key.startswith(f"{architecture}.rope.scaling") for key in file.metadata)
        and set(file.tensors) - {"output.weight"} == _expected(file.metadata, architecture)
    )
    return DirectModel(paths[0], file, str(architecture)) if plain else None


def _expected(metadata: dict[str, Any], architecture: str) -> set[str]:
    """The names of the tensors that a plain model of this architecture has."""
    names = [f"{kind}.weight" for kind in (*_LINEAR.values(), *_NORMS.values())]
    if architecture == "qwen2":
        names += [f"{kind}.bias" for kind in _BIASED]
    layers = range(metadata[f"{architecture}.block_count"])
    inner = {f"blk.{layer}.{name}" for layer in layers for name in names}
    return inner | {"token_embd.weight", "output_norm.weight"}


def _tree(config: Any, weights: dict[str, Weight]) -> SimpleNamespace:
    """The weights under the names that they have in transformers' model."""

    def module(name: str) -> SimpleNamespace:
        return SimpleNamespace(
            weight=weights.pop(f"{name}.weight"), bias=weights.pop(f"{name}.bias", None)
        )

    embeddings = module("token_embd")
    head = embeddings if config.tie_word_embeddings else module("output")
    layers = []
    for number in range(config.num_hidden_layers):
        layer = SimpleNamespace(self_attn=SimpleNamespace(), mlp=SimpleNamespace())
        for place, name in _NORMS.items():
            setattr(layer, place, module(f"blk.{number}.{name}"))
        for place, name in _LINEAR.items():
            part, inner = place.split(".")
            setattr(getattr(layer, part), inner, module(f"blk.{number}.{name}"))
        layers.append(layer)
    model = SimpleNamespace(embed_tokens=embeddings, norm=module("output_norm"), layers=layers)
    return SimpleNamespace(config=config, model=model, lm_head=head)


def _as_variables(spec: Any) -> None:
    """Turn quantised rows into weights and scales, and bits into bfloat16, everywhere."""
    import torch
    from ctranslate2.specs.model_spec import NumpyVariable, PyTorchVariable, visit_spec

    class Scale(NumpyVariable):  # type: ignore[misc]
        def _equal(self, _other: Any) -> bool:
            return False  # it goes where its weights go

    class Rows(NumpyVariable):  # type: ignore[misc]
        def __init__(self, array: Any, scale: Any) -> None:
            super().__init__(array)
            self.scale = scale

        def _equal(self, other: Any) -> bool:
            return np.array_equal(self.scale, other.scale) and bool(super()._equal(other))

    def place(part: Any, name: str, value: Any) -> None:
        key = name.rsplit("/", 1)[-1]
        if not isinstance(value, np.ndarray):
            return
        if value.dtype == np.int8 and value.ndim == 2:
            weights, scale = split(value)
            setattr(part, key, Rows(weights, scale))
            setattr(part, f"{key}_scale", Scale(scale))
        elif value.dtype == np.uint16:
            bits = torch.from_numpy(value.view(np.int16)).view(torch.bfloat16)
            setattr(part, key, PyTorchVariable(bits))

    visit_spec(spec, place)


def _drop_idle_scales(spec: Any) -> None:
    """A weight that became a reference has its scale where the other has it."""
    from ctranslate2.specs.model_spec import OPTIONAL, visit_spec

    def drop(part: Any, name: str, value: Any) -> None:
        key = name.rsplit("/", 1)[-1]
        if isinstance(value, str) and value != OPTIONAL and hasattr(part, f"{key}_scale"):
            setattr(part, f"{key}_scale", OPTIONAL)

    visit_spec(spec, drop)
