"""What a folder says of a plain BERT sentence encoder, which needs no library of models to run.

The default encoder is one. Importing torch, transformers and sentence-transformers takes four
seconds; a question or an edited note is encoded in a few hundredths of one.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from tutor.retrieval.errors import EncoderError
from tutor.retrieval.features import Features
from tutor.retrieval.fingerprint import module_folders

Array = npt.NDArray[np.float32]

_EMBEDDINGS = {
    "word": "embeddings.word_embeddings.weight",
    "position": "embeddings.position_embeddings.weight",
    "type": "embeddings.token_type_embeddings.weight",
    "norm.weight": "embeddings.LayerNorm.weight",
    "norm.bias": "embeddings.LayerNorm.bias",
}
_LINEARS = {
    "query": "attention.self.query",
    "key": "attention.self.key",
    "value": "attention.self.value",
    "attention.output": "attention.output.dense",
    "attention.norm": "attention.output.LayerNorm",
    "feed.in": "intermediate.dense",
    "feed.out": "output.dense",
    "feed.norm": "output.LayerNorm",
}


@dataclass(frozen=True, slots=True)
class PlainBert:
    """A BERT encoder that pools its tokens by their mean, or takes the first one's vector."""

    folder: Path
    pooling: Literal["mean", "cls"]
    layers: int
    heads: int
    dim: int
    epsilon: float  # of layer normalisation
    max_tokens: int  # special tokens included

    @property
    def prompts(self) -> Mapping[str, str]:
        """None: nothing stands before a text."""
        return {}

    def tokenizer(self) -> str:
        """The tokenizer, as the text of its file."""
        return (self.folder / "tokenizer.json").read_text(encoding="utf-8")

    def pooled(self, tokens: Sequence[Array]) -> Features:
        """The features of texts, of which the model has given all tokens."""
        if self.pooling == "cls":
            return Features(np.stack([each[0] for each in tokens]), tokens)
        return Features(np.stack([each.mean(axis=0) for each in tokens]), tokens)

    def weights(self) -> "BertWeights":
        """Read the weights.

        Raises:
            EncoderError: They are not a BERT's.
        """
        from safetensors import SafetensorError
        from safetensors.numpy import load_file

        file = self.folder / "model.safetensors"
        try:
            tensors = load_file(file)
            return BertWeights(
                {ours: _float32(tensors[name]) for ours, name in _EMBEDDINGS.items()},
                tuple(
                    {
                        f"{ours}.{kind}": _float32(tensors[f"encoder.layer.{i}.{name}.{kind}"])
                        for ours, name in _LINEARS.items()
                        for kind in ("weight", "bias")
                    }
                    for i in range(self.layers)
                ),
            )
        except (OSError, KeyError, ValueError, SafetensorError) as error:
            raise EncoderError(
                f"The encoder in {self.folder} can't be loaded ({str(error).splitlines()[0]}): "
                "fetch it again with `tutor models pull`."
            ) from error


@dataclass(frozen=True, slots=True)
class BertWeights:
    """The arrays of a BERT, float32; matrices are [outputs, inputs]."""

    embeddings: dict[str, Array]  # word, position, type, norm.weight, norm.bias
    layers: tuple[dict[str, Array], ...]  # query, key, value, … each with .weight and .bias


def plain_bert(folder: Path) -> PlainBert | None:
    """The encoder in a folder, None where it is anything else or wants anything more.

    Only what is known to be read in the same way everywhere is taken: absolute positions, GELU, one
    file of weights, no prompts, nothing but normalising after the pooling, and a tokenizer whose
    file alone says what it does.

    Raises:
        EncoderError: The folder holds no encoder.
    """
    modules = module_folders(folder)
    names = [module["type"].rsplit(".", 1)[-1] for module in modules]
    if names not in (
        ["Transformer"],
        ["Transformer", "Pooling"],
        ["Transformer", "Pooling", "Normalize"],
    ):
        return None
    transformer = folder / modules[0]["path"]
    config = _settings(transformer / "config.json")
    pooling = "mean" if len(modules) == 1 else _pooling(folder / modules[1]["path"])
    limit = _limit(transformer, config)
    plain = (
        config.get("model_type") == "bert"
        and config.get("hidden_act") == "gelu"
        and config.get("position_embedding_type", "absolute") == "absolute"
        and not config.get("is_decoder")
        and _is_stored(transformer / "model.safetensors")
        and not _prompted(folder)
        and _own_tokenizer(transformer)
    )
    if not plain or pooling is None or limit is None:
        return None
    try:
        return PlainBert(
            transformer,
            pooling,
            layers=int(config["num_hidden_layers"]),
            heads=int(config["num_attention_heads"]),
            dim=int(config["hidden_size"]),
            epsilon=float(config.get("layer_norm_eps", 1e-12)),
            max_tokens=limit,
        )
    except (KeyError, TypeError, ValueError):
        return None


def _pooling(folder: Path) -> Literal["mean", "cls"] | None:
    config = _settings(folder / "config.json")
    if config.get("include_prompt") is False:
        return None
    if "pooling_mode" in config:
        mode = config["pooling_mode"]
        mode = mode[0] if isinstance(mode, list) and len(mode) == 1 else mode
        return mode if mode in ("mean", "cls") else None
    on = {key for key, value in config.items() if value is True and key.startswith("pooling_mode_")}
    if on == {"pooling_mode_mean_tokens"}:
        return "mean"
    return "cls" if on == {"pooling_mode_cls_token"} else None


def _limit(folder: Path, config: dict[str, Any]) -> int | None:
    """The most tokens that are read of a text; None where that is not said plainly."""
    positions = config.get("max_position_embeddings")
    files = sorted(folder.glob("sentence_*_config.json"))
    if len(files) > 1 or not isinstance(positions, int):
        return None
    if files:
        own = _settings(files[0])
        limit = own.get("max_seq_length")
        if own.keys() - {"max_seq_length", "do_lower_case"} or own.get("do_lower_case"):
            return None
    else:
        limit = _settings(folder / "tokenizer_config.json").get("model_max_length")
    return min(limit, positions) if isinstance(limit, int) else None


def _is_stored(weights: Path) -> bool:
    """Whether this one file holds the weights of a BERT, in a precision that NumPy knows."""
    try:
        with weights.open("rb") as stream:
            header = json.loads(stream.read(min(int.from_bytes(stream.read(8), "little"), 1 << 24)))
        return _EMBEDDINGS["word"] in header and all(
            tensor["dtype"] in ("F32", "F16", "I64")
            for name, tensor in header.items()
            if name != "__metadata__"
        )
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _prompted(folder: Path) -> bool:
    prompts = _settings(folder / "config_sentence_transformers.json").get("prompts") or {}
    return not isinstance(prompts, dict) or any(prompts.values())


def _own_tokenizer(folder: Path) -> bool:
    """Whether tokenizer.json does what the tokenizer's settings ask for."""
    file = _settings(folder / "tokenizer.json")
    asked = _settings(folder / "tokenizer_config.json")
    normalizer = file.get("normalizer")
    if not isinstance(normalizer, dict) or normalizer.get("type") != "BertNormalizer":
        return False
    if asked.get("tokenizer_class", "BertTokenizer") not in ("BertTokenizer", "BertTokenizerFast"):
        return False
    pairs = {
        "do_lower_case": "lowercase",
        "strip_accents": "strip_accents",
        "tokenize_chinese_chars": "handle_chinese_chars",
    }
    return all(asked.get(a, normalizer.get(b)) == normalizer.get(b) for a, b in pairs.items())


def _settings(path: Path) -> dict[str, Any]:
    """A file of settings; empty where there is none that can be read as such."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}


def _float32(array: npt.NDArray[Any]) -> Array:
    return np.ascontiguousarray(array, dtype=np.float32)
