"""A BERT in torch, bfloat16: the fastest for many texts where the processor multiplies it natively.

Attention is written out as two multiplications and a softmax. torch's fused attention takes three
times as long for heads as narrow as those of small encoders (32 numbers), and texts of at most 256
tokens fit into the cache without it. Each processor core runs texts of its own: threads that share
one multiplication wait for each other hundreds of times a batch, which costs most where another
program takes a part of a core.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING

import numpy as np

from tutor.retrieval.bert import Array, PlainBert
from tutor.retrieval.features import Features

if TYPE_CHECKING:
    from torch import Tensor


_TOKENS_EACH = 2048  # that a core runs at once: what comes of them stays in its cache


class TorchBert:
    """Runs its layers in bfloat16. May be used from several threads."""

    def __init__(self, bert: PlainBert, threads: int | None = None) -> None:
        """Load the weights.

        Args:
            bert: The encoder.
            threads: Of the processor; as many as torch would use unless given.

        Raises:
            EncoderError: The weights can't be read.
        """
        import torch

        self._threads = threads or torch.get_num_threads()
        self._pool = _pool(self._threads)
        weights = bert.weights()
        self._bert = bert
        self._embeddings = {k: _tensor(v) for k, v in weights.embeddings.items()}
        # Every text is one segment, the first.
        self._embeddings["position"] = _tensor(
            weights.embeddings["position"] + weights.embeddings["type"][0]
        )
        self._layers = [
            {name: _tensor(array) for name, array in _joined(layer, bert).items()}
            for layer in weights.layers
        ]

    @property
    def batch_tokens(self) -> int:
        """Tokens, padding included, that go through the model at once."""
        return _TOKENS_EACH * self._threads

    def features(
        self, _texts: Sequence[str], ids: Sequence[Sequence[int]], _prompt: str, /
    ) -> Features:
        """Run the model once."""
        size = -(-len(ids) // self._threads)
        parts = [ids[i : i + size] for i in range(0, len(ids), size)]
        tokens = [each for part in self._pool.map(self._tokens, parts) for each in part]
        return self._bert.pooled(tokens)

    def after_pooling(self, means: Array) -> Array:
        """Nothing comes after it but normalising."""
        return means

    def _tokens(self, ids: Sequence[Sequence[int]]) -> list[Array]:
        import torch
        from torch.nn import functional

        width, dim, heads = max(map(len, ids)), self._bert.dim, self._bert.heads
        numbers = np.zeros((len(ids), width), dtype=np.int64)
        for row, each in zip(numbers, ids, strict=True):
            row[: len(each)] = each
        lengths = np.array([len(each) for each in ids])
        padding = np.arange(width) >= lengths[:, None]

        def normal(x: "Tensor", values: "dict[str, Tensor]", name: str) -> "Tensor":
            weight, bias = values[f"{name}.weight"], values[f"{name}.bias"]
            return functional.layer_norm(x, (dim,), weight, bias, self._bert.epsilon)

        def linear(x: "Tensor", values: "dict[str, Tensor]", name: str) -> "Tensor":
            return functional.linear(x, values[f"{name}.weight"], values[f"{name}.bias"])

        with torch.inference_mode():
            hidden = torch.from_numpy(padding)[:, None, None] if padding.any() else None
            table = self._embeddings
            x = table["word"][torch.from_numpy(numbers)] + table["position"][:width]
            x = normal(x.view(-1, dim), table, "norm")
            for layer in self._layers:
                mixed = linear(x, layer, "attention.in").view(len(ids), width, 3, heads, -1)
                query, key, value = (
                    part.reshape(len(ids) * heads, width, -1)
                    for part in mixed.permute(2, 0, 3, 1, 4)
                )
                scores = torch.bmm(query, key.transpose(1, 2))
                if hidden is not None:
                    by_text = scores.view(len(ids), heads, width, width)
                    by_text.masked_fill_(hidden, float("-inf"))
                seen = torch.bmm(scores.softmax(-1), value).view(len(ids), heads, width, -1)
                seen = seen.transpose(1, 2).reshape(-1, dim)
                x = normal(linear(seen, layer, "attention.output") + x, layer, "attention.norm")
                inner = functional.gelu(linear(x, layer, "feed.in"))
                x = normal(linear(inner, layer, "feed.out") + x, layer, "feed.norm")
            states: Array = x.float().view(len(ids), width, dim).numpy()
        return [states[i, :length] for i, length in enumerate(lengths)]


def _joined(layer: dict[str, Array], bert: PlainBert) -> dict[str, Array]:
    """A layer's arrays with query, key and value as one, the query scaled for the scores."""
    parts = ("query", "key", "value")
    scale = np.float32((bert.dim // bert.heads) ** -0.5)
    joined = {name: value for name, value in layer.items() if not name.startswith(parts)}
    for kind in ("weight", "bias"):
        query, key, value = (layer[f"{part}.{kind}"] for part in parts)
        joined[f"attention.in.{kind}"] = np.concatenate([query * scale, key, value])
    return joined


def _tensor(array: Array) -> "Tensor":
    import torch

    return torch.from_numpy(array).to(torch.bfloat16)


def _pool(threads: int) -> ThreadPoolExecutor:
    """Threads in each of which torch uses one core; elsewhere it uses as many as before."""
    import torch

    others = torch.get_num_threads()
    begun = Barrier(threads + 1)

    def begin() -> None:
        torch.get_num_threads()  # without it the first operation would set the number anew
        torch.set_num_threads(1)
        begun.wait()

    pool = ThreadPoolExecutor(threads, initializer=begin)
    for _ in range(threads):
        pool.submit(int)  # starts a thread
    begun.wait()
    torch.set_num_threads(others)
    return pool
