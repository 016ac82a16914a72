"""A BERT in CTranslate2, float32: ready in a fraction of a second, without torch.

The model is handed over in memory, in the layout that CTranslate2's own converter writes
(`ctranslate2.specs.model_spec.ModelSpec`, binary version 6): importing the converter would import
torch, and nothing has to be kept on the disk beside the publisher's weights.
"""

import json
import struct
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from tutor.retrieval.bert import Array, BertWeights, PlainBert
from tutor.retrieval.features import Features

_VERSION = 6  # of the binary layout; CTranslate2 reads every earlier one too
_NAME, _REVISION = "TransformerEncoderSpec", 1
_TYPE_IDS = {"float32": 0, "int8": 1, "int16": 2}
_GELU, _ADDED = 3, 1  # ctranslate2.specs.Activation.GELU, EmbeddingsMerge.ADD


class Ctranslate2Bert:
    """Runs in float32. May be used from several threads."""

    batch_tokens = 4096

    def __init__(self, bert: PlainBert, threads: int | None = None) -> None:
        """Load the weights.

        Args:
            bert: The encoder.
            threads: Of the processor; CTranslate2's own number unless given.

        Raises:
            EncoderError: The weights can't be read.
        """
        import ctranslate2

        self._bert, weights = bert, bert.weights()
        marks = dict.fromkeys(("bos_token", "eos_token", "unk_token"), "0")
        settings = {"layer_norm_epsilon": bert.epsilon, **marks}
        # Texts come as ids, so that the words themselves don't matter; there must be as many.
        words = [str(i) for i in range(len(weights.embeddings["word"]))]
        self._encoder = ctranslate2.Encoder(
            bert.folder.name,
            compute_type="float32",
            intra_threads=threads or 0,
            files={
                "model.bin": _serialized(list(_variables(bert, weights))),
                "config.json": json.dumps(settings).encode(),
                "vocabulary.json": json.dumps(words).encode(),
            },
        )

    def features(
        self, _texts: Sequence[str], ids: Sequence[Sequence[int]], _prompt: str, /
    ) -> Features:
        """Run the model once."""
        return self._bert.pooled(self._tokens(ids))

    def after_pooling(self, means: Array) -> Array:
        """Nothing comes after it but normalising."""
        return means

    def _tokens(self, ids: Sequence[Sequence[int]]) -> list[Array]:
        output = self._encoder.forward_batch([list(each) for each in ids])
        states: Array = np.array(output.last_hidden_state, dtype=np.float32)
        return [states[i, : len(each)] for i, each in enumerate(ids)]


def _variables(bert: PlainBert, weights: BertWeights) -> Iterator[tuple[str, npt.NDArray[Any]]]:
    yield "encoder/activation", np.int8(_GELU)  # type: ignore[misc]
    yield "encoder/embeddings_merge", np.int8(_ADDED)  # type: ignore[misc]
    yield "encoder/multi_query_attention", np.int8(0)  # type: ignore[misc]
    yield "encoder/num_heads", np.int16(bert.heads)  # type: ignore[misc]
    yield "encoder/pre_norm", np.int8(0)  # type: ignore[misc]
    yield "encoder/scale_embeddings", np.int8(0)  # type: ignore[misc]
    table = weights.embeddings
    yield "encoder/embeddings_0/weight", table["word"]
    yield "encoder/embeddings_1/weight", table["type"]
    yield "encoder/position_encodings/encodings", table["position"]
    yield "encoder/layernorm_embedding/gamma", table["norm.weight"]
    yield "encoder/layernorm_embedding/beta", table["norm.bias"]
    for i, layer in enumerate(weights.layers):
        attention, feed = f"encoder/layer_{i}/self_attention", f"encoder/layer_{i}/ffn"
        for kind in ("weight", "bias"):
            joined = [layer[f"{part}.{kind}"] for part in ("query", "key", "value")]
            yield f"{attention}/linear_0/{kind}", np.concatenate(joined)
            yield f"{attention}/linear_1/{kind}", layer[f"attention.output.{kind}"]
            yield f"{feed}/linear_0/{kind}", layer[f"feed.in.{kind}"]
            yield f"{feed}/linear_1/{kind}", layer[f"feed.out.{kind}"]
        for kind, name in (("weight", "gamma"), ("bias", "beta")):
            yield f"{attention}/layer_norm/{name}", layer[f"attention.norm.{kind}"]
            yield f"{feed}/layer_norm/{name}", layer[f"feed.norm.{kind}"]


def _serialized(variables: Sequence[tuple[str, npt.NDArray[Any]]]) -> bytes:
    parts = [
        struct.pack("<I", _VERSION),
        _string(_NAME),
        struct.pack("<II", _REVISION, len(variables)),
    ]
    for name, value in variables:
        shape = value.shape
        parts += [
            _string(name),
            struct.pack(f"<B{len(shape)}I", len(shape), *shape),
            struct.pack("<BI", _TYPE_IDS[value.dtype.name], value.nbytes),
            value.tobytes(),
        ]
    parts.append(struct.pack("<I", 0))  # aliases
    return b"".join(parts)


def _string(text: str) -> bytes:
    return struct.pack("<H", len(text) + 1) + text.encode() + b"\0"
