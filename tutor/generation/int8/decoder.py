"""A decoder of the Llama kind with int8 weights: RMS norm, turned heads, gated feed-forward."""

import json
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn import functional

from tutor.generation.int8.linear import Linear, Rows
from tutor.generation.int8.states import BLOCK, State
from tutor.generation.int8.weights import UnsupportedError, Weights

_SILU = 2  # CTranslate2's number for it
# What the decoder below does, in CTranslate2's words; with anything else it would write nonsense.
_REQUIRED = {
    "decoder/pre_norm": 1,
    "decoder/activation": _SILU,
    "decoder/alibi": 0,
    "decoder/scale_embeddings": 0,
    "decoder/start_from_zero_embedding": 0,
}
_KNOWN = {
    *_REQUIRED,
    "decoder/alibi_use_positive_positions",
    "decoder/alignment_heads",
    "decoder/alignment_layer",
    "decoder/embeddings/weight",
    "decoder/embeddings/weight_scale",
    "decoder/layer_norm/gamma",
    "decoder/num_heads",
    "decoder/projection/weight",
    "decoder/projection/weight_scale",
    "decoder/scale_alibi",
}
_KNOWN_OF_LAYER = {
    "ffn/layer_norm/gamma",
    "ffn/linear_0/weight",
    "ffn/linear_0/weight_scale",
    "ffn/linear_0_noact/weight",
    "ffn/linear_0_noact/weight_scale",
    "ffn/linear_1/weight",
    "ffn/linear_1/weight_scale",
    "self_attention/layer_norm/gamma",
    "self_attention/linear_0/bias",
    "self_attention/linear_0/weight",
    "self_attention/linear_0/weight_scale",
    "self_attention/linear_1/weight",
    "self_attention/linear_1/weight_scale",
    "self_attention/num_heads_kv",
    "self_attention/rotary_base",
    "self_attention/rotary_dim",
    "self_attention/rotary_interleave",
}


class Part(NamedTuple):
    """What is to be read of one text."""

    state: State  # what was read of it before; grows
    tokens: Sequence[int]  # what is new, at least one


class _Layer(NamedTuple):
    before_attention: Tensor
    heads: Linear  # queries, keys and values of all heads, one after another
    joined: Linear
    before_feed_forward: Tensor
    gate: Linear
    up: Linear
    down: Linear


class Decoder:
    """One model's weights and what is done with them. Keeps no text; see `State`."""

    def __init__(self, folder: Path) -> None:
        """Map the weights that were prepared for CTranslate2.

        Raises:
            UnsupportedError: It is a model of another kind.
            OSError, ValueError, KeyError: A file is missing or damaged.
        """
        weights = Weights(folder / "model.bin")
        settings = json.loads((folder / "config.json").read_text("utf-8"))
        self._epsilon = float(settings["layer_norm_epsilon"])
        count = _require_known(weights)
        self._embeddings = weights.levels("decoder/embeddings/weight")
        self._embedding_scale = weights.vector("decoder/embeddings/weight_scale").reciprocal_()
        self._last_norm = weights.vector("decoder/layer_norm/gamma")
        self._projection = _linear(weights, _projection(weights))
        self._layers = [_layer(weights, f"decoder/layer_{number}/") for number in range(count)]
        linear = [[part for part in layer if isinstance(part, Linear)] for layer in self._layers]
        self._unpacked = iter([*linear, [self._projection]])
        self._still_unpacked = sum(map(len, linear)) + 1
        attention = "decoder/layer_0/self_attention/"
        self._heads = int(weights.number("decoder/num_heads"))
        self._groups = int(weights.number(f"{attention}num_heads_kv")) or self._heads
        self._width = self._embeddings.shape[1] // self._heads
        base = weights.number(f"{attention}rotary_base", 10_000.0)
        steps = torch.arange(0, self._width, 2, dtype=torch.float32) / self._width
        self._frequencies = 1.0 / base**steps

    def state(self) -> State:
        """A text of which nothing was read yet."""
        return State(len(self._layers), self._groups, self._width)

    def pack(self) -> bool:
        """Arrange the weights of one more layer for speed; whether there are others."""
        for linear in next(self._unpacked, ()):
            linear.pack()
            self._still_unpacked -= 1
        return self._still_unpacked > 0

    @torch.inference_mode()
    def read(self, parts: Sequence[Part]) -> Tensor:
        """Read on in one or more texts at once.

        Returns:
            What the model has made of each new token, (tokens, width), for `logits`.
        """
        hidden = self._embed([token for part in parts for token in part.tokens])
        turns = self._turns(parts)
        for part in parts:
            part.state.reserve(len(part.tokens))
        for number, layer in enumerate(self._layers):
            rows = Rows.of(self._norm(hidden, layer.before_attention))
            heads = self._attend(number, layer.heads(rows), turns, parts)
            hidden += layer.joined(Rows.of(heads))
            rows = Rows.of(self._norm(hidden, layer.before_feed_forward))
            gated = functional.silu(layer.gate(rows), inplace=True).mul_(layer.up(rows))
            hidden += layer.down(Rows.of(gated))
        for part in parts:
            part.state.tokens.extend(part.tokens)
        return hidden

    @torch.inference_mode()
    def logits(self, hidden: Tensor) -> Tensor:
        """How likely each token is next, before normalising: (tokens, vocabulary), float32."""
        return self._projection(Rows.of(self._norm(hidden, self._last_norm)))

    def _embed(self, tokens: Sequence[int]) -> Tensor:
        places = torch.tensor(tokens)
        return self._embeddings[places] * self._embedding_scale[places, None]

    def _norm(self, hidden: Tensor, gamma: Tensor) -> Tensor:
        return functional.rms_norm(hidden, gamma.shape, gamma, self._epsilon)

    def _turns(self, parts: Sequence[Part]) -> tuple[Tensor, Tensor]:
        """Cosine and sine of each new token's turns, (tokens, 1, half of a head) each."""
        places = [
            torch.arange(len(part.state), len(part.state) + len(part.tokens)) for part in parts
        ]
        angles = torch.cat(places).to(torch.float32)[:, None, None] * self._frequencies
        return angles.cos(), angles.sin()

    def _attend(
        self, layer: int, heads: Tensor, turns: tuple[Tensor, Tensor], parts: Sequence[Part]
    ) -> Tensor:
        """What each head takes from the text before, (tokens, width of the model)."""
        cosine, sine = turns
        all_heads = heads.view(len(heads), -1, self._width)
        values = all_heads[:, -self._groups :]
        first, second = all_heads[:, : -self._groups].chunk(2, dim=2)
        turned = torch.cat((first * cosine - second * sine, second * cosine + first * sine), dim=2)
        queries, keys = turned[:, : self._heads], turned[:, self._heads :]
        found = torch.empty(len(heads), self._heads * self._width)
        start = 0
        for state, tokens in parts:
            end = start + len(tokens)
            known = state.put(
                layer, keys[start:end].transpose(0, 1), values[start:end].transpose(0, 1)
            )
            for here, seen in self._blocks(state, len(tokens)):
                rows = slice(start + here.start, start + here.stop)
                found[rows] = self._look(queries[rows], *(each[:, :seen] for each in known))
            start = end
        return found

    def _blocks(self, state: State, new: int) -> Iterator[tuple[slice, int]]:
        """The new tokens that look at their text together, and how much of it they see.

        Tokens of a prompt do so in blocks at fixed places, and what is written token by token: so
        the sums are the same however much of a text is read at a time.
        """
        known = len(state)
        place = known
        while place < known + new:
            end = place + 1
            if place < state.prompt:
                end = min((place // BLOCK + 1) * BLOCK, state.prompt, known + new)
            yield slice(place - known, end - known), end
            place = end

    def _look(self, queries: Tensor, keys: Tensor, values: Tensor) -> Tensor:
        """Attention of one text's new tokens to all of it, (tokens, heads * width)."""
        new, known = len(queries), keys.shape[1]
        # Heads that share keys stand beside each other, as (groups, heads of a group, new, width).
        asked = queries.view(new, self._groups, -1, self._width).permute(1, 2, 0, 3)
        mask = None
        if new > 1:
            mask = torch.ones(new, known, dtype=torch.bool).tril_(known - new)
        of = asked.shape[1]
        seen = functional.scaled_dot_product_attention(
            asked,
            keys[:, None].expand(-1, of, -1, -1),
            values[:, None].expand(-1, of, -1, -1),
            attn_mask=mask,
        )
        return seen.permute(2, 0, 1, 3).reshape(new, -1)


def _projection(weights: Weights) -> str:
    """Where the last matrix is: it may be that of the embeddings, under both names."""
    own = "decoder/projection"
    return own if f"{own}/weight_scale" in weights else "decoder/embeddings"


def _layer(weights: Weights, name: str) -> _Layer:
    return _Layer(
        weights.vector(f"{name}self_attention/layer_norm/gamma"),
        _linear(weights, f"{name}self_attention/linear_0"),
        _linear(weights, f"{name}self_attention/linear_1"),
        weights.vector(f"{name}ffn/layer_norm/gamma"),
        _linear(weights, f"{name}ffn/linear_0"),
        _linear(weights, f"{name}ffn/linear_0_noact"),
        _linear(weights, f"{name}ffn/linear_1"),
    )


def _linear(weights: Weights, name: str) -> Linear:
    bias = weights.vector(f"{name}/bias") if f"{name}/bias" in weights else None
    # The file has what weights were multiplied by.
    scale = weights.vector(f"{name}/weight_scale").reciprocal_()
    matrix = f"{name}/weight"
    return Linear(weights.levels(matrix), scale, bias, partial(weights.release, matrix))


def _require_known(weights: Weights) -> int:
    """Make sure that nothing in the model is left out or done otherwise; its number of layers."""
    layers = set()
    for name in weights.names():
        first, _, rest = name.removeprefix("decoder/").partition("/")
        if first.startswith("layer_") and first != "layer_norm":
            layers.add(first)
            if rest not in _KNOWN_OF_LAYER:
                raise UnsupportedError(f"{name} is not known")
        elif name not in _KNOWN:
            raise UnsupportedError(f"{name} is not known")
    for name, value in _REQUIRED.items():
        if weights.number(name) != value:
            raise UnsupportedError(f"{name} is not {value}")
    for layer in layers:
        attention = f"decoder/{layer}/self_attention/"
        if weights.number(f"{attention}rotary_dim") or weights.number(
            f"{attention}rotary_interleave"
        ):
            raise UnsupportedError("its heads are turned in another way")
    return len(layers)
