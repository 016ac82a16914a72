"""Small GGUF files with random weights, as llama.cpp would write them."""

from pathlib import Path
from typing import Any

import numpy as np

from tutor.models.resolve import ModelLocation

HIDDEN, FEED, LAYERS, HEADS, HEADS_KV = 64, 96, 2, 4, 2


def save_gguf(
    folder: Path,
    architecture: str = "qwen2",
    *,
    tied: bool = True,
    without: str | None = None,
    more: dict[str, str] | None = None,
) -> ModelLocation:
    """A model whose matrices are packed in turn as Q4_1, Q8_0 and Q5_0.

    Args:
        folder: Where its file goes.
        architecture: `qwen2`, with biases, or `llama`.
        tied: Whether the output's weights are those of the embeddings.
        without: A tensor that is left out.
        more: Further metadata.
    """
    import gguf
    from tokenizers import pre_tokenizers

    folder.mkdir()
    rng = np.random.default_rng(0)
    writer = gguf.GGUFWriter(folder / "tiny.gguf", architecture)
    signs = sorted(pre_tokenizers.ByteLevel.alphabet())
    tokens = [*signs, "th", "the", "<|endoftext|>", "<|im_start|>", "<|im_end|>"]
    tokens += [f"<unused{number}>" for number in range(-len(tokens) % 32)]
    writer.add_name("Tiny")
    writer.add_block_count(LAYERS)
    writer.add_context_length(64)
    writer.add_embedding_length(HIDDEN)
    writer.add_feed_forward_length(FEED)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(HEADS_KV)
    writer.add_rope_freq_base(20000.0)
    writer.add_layer_norm_rms_eps(1e-6)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre(architecture)
    writer.add_token_list(tokens)
    control = len(signs) + 2
    writer.add_token_types([1] * control + [3] * (len(tokens) - control))
    writer.add_token_merges(["t h", "th e"])
    writer.add_bos_token_id(tokens.index("<|im_start|>"))
    writer.add_eos_token_id(tokens.index("<|im_end|>"))
    writer.add_chat_template("{% for m in messages %}{{ m.content }}<|im_end|>{% endfor %}")
    for key, value in (more or {}).items():
        writer.add_string(key, value)
    kinds = gguf.GGMLQuantizationType
    packed = [kinds.Q4_1, kinds.Q8_0, kinds.Q5_0]
    for number, (name, shape) in enumerate(_tensors(architecture, len(tokens), tied=tied)):
        values: Any = rng.normal(0.0, 0.1, shape).astype(np.float32)
        if name == without:
            continue
        if len(shape) == 1:
            writer.add_tensor(name, values)
        else:
            kind = packed[number % len(packed)]
            writer.add_tensor(name, gguf.quantize(values, kind), raw_dtype=kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return ModelLocation("folder", folder.name, folder)


def _tensors(
    architecture: str, vocabulary: int, *, tied: bool
) -> list[tuple[str, tuple[int, ...]]]:
    narrow = HIDDEN // HEADS * HEADS_KV
    matrices = {
        "attn_q": (HIDDEN, HIDDEN),
        "attn_k": (narrow, HIDDEN),
        "attn_v": (narrow, HIDDEN),
        "attn_output": (HIDDEN, HIDDEN),
        "ffn_gate": (FEED, HIDDEN),
        "ffn_up": (FEED, HIDDEN),
        "ffn_down": (HIDDEN, FEED),
    }
    rows: list[tuple[str, tuple[int, ...]]] = [("token_embd.weight", (vocabulary, HIDDEN))]
    for layer in range(LAYERS):
        rows += [(f"blk.{layer}.{name}.weight", shape) for name, shape in matrices.items()]
        rows += [(f"blk.{layer}.{name}.weight", (HIDDEN,)) for name in ("attn_norm", "ffn_norm")]
        if architecture == "qwen2":
            biases = ("attn_q", "attn_k", "attn_v")
            rows += [(f"blk.{layer}.{name}.bias", matrices[name][:1]) for name in biases]
    rows.append(("output_norm.weight", (HIDDEN,)))
    return rows if tied else [*rows, ("output.weight", (vocabulary, HIDDEN))]
