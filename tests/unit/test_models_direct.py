"""Preparing a GGUF file tensor by tensor: the same bytes as by way of the whole model."""

from pathlib import Path

import numpy as np
import pytest
from gguf_fixtures import save_gguf

from tutor.errors import TutorError
from tutor.models import convert
from tutor.models.convert import prepare_ctranslate2
from tutor.models.direct import direct_model
from tutor.models.gguf_file import PackedTensor, read_gguf
from tutor.models.rows import bfloat16_bits, quantised, split


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != convert.NOTE}


@pytest.mark.parametrize(("architecture", "tied"), [("qwen2", False), ("llama", True)])
def test_it_comes_out_as_by_way_of_the_whole_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, architecture: str, tied: bool
) -> None:
    location = save_gguf(tmp_path / "tiny", architecture, tied=tied)
    assert direct_model(location.path) is not None
    ours = contents(prepare_ctranslate2(location, tmp_path / "ours"))
    monkeypatch.setattr(convert, "direct_model", lambda _folder: None)
    whole = contents(prepare_ctranslate2(location, tmp_path / "whole"))
    assert ours.keys() == whole.keys()
    assert [name for name in ours if ours[name] != whole[name]] == []


def test_every_tensor_is_told_of(tmp_path: Path) -> None:
    location = save_gguf(tmp_path / "tiny")
    told: list[tuple[str, int, int]] = []
    prepare_ctranslate2(location, tmp_path / "cache", lambda *step: told.append(step))
    count = len(read_gguf(location.path / "tiny.gguf").tensors)
    quantising = "preparing tiny: quantising the weights"
    assert told[0] == ("preparing tiny: reading the tokenizer", 0, 3)
    assert told[1:-1] == [(quantising, number, count) for number in range(1, count + 1)]
    assert told[-1] == ("prepare tiny", 1, 1)


@pytest.mark.parametrize(
    "model",
    [
        {"without": "blk.1.ffn_up.weight"},
        {"more": {"qwen2.rope.scaling.type": "yarn"}},
    ],
)
def test_what_is_not_plain_is_left_to_transformers(
    tmp_path: Path, model: dict[str, object]
) -> None:
    assert direct_model(save_gguf(tmp_path / "tiny", **model).path) is None  # type: ignore[arg-type]


def test_a_folder_with_settings_of_its_own_is_left_to_transformers(tmp_path: Path) -> None:
    folder = save_gguf(tmp_path / "tiny").path
    (folder / "generation_config.json").write_text("{}")
    assert direct_model(folder) is None


@pytest.mark.parametrize("left", [3, 20, 5_000, 30_000])
def test_a_file_that_was_cut_is_said_and_leaves_nothing(tmp_path: Path, left: int) -> None:
    location = save_gguf(tmp_path / "tiny")
    file = location.path / "tiny.gguf"
    file.write_bytes(file.read_bytes()[:left])
    with pytest.raises(TutorError, match=r"cut or damaged|no GGUF file|is cut"):
        prepare_ctranslate2(location, tmp_path / "cache")
    assert not list((tmp_path / "cache").rglob("model.bin"))


def test_strings_and_numbers_of_the_head_are_read(tmp_path: Path) -> None:
    head = read_gguf(save_gguf(tmp_path / "tiny").path / "tiny.gguf")
    assert head.metadata["general.name"] == "Tiny"
    assert head.metadata["qwen2.block_count"] == 2
    assert head.metadata["tokenizer.ggml.tokens"] == head.tensors["token_embd.weight"].shape[0]
    assert head.tensors["blk.0.ffn_down.weight"].shape == (64, 96)


def floats(path: Path, rows: list[list[float]]) -> PackedTensor:
    """A tensor that isn't packed at all."""
    values = np.array(rows, np.float32)
    path.write_bytes(values.tobytes())
    return PackedTensor(path, 0, values.shape, 0, values.shape[1] * 4)


def test_each_row_is_scaled_to_its_largest_weight(tmp_path: Path) -> None:
    weights, scale = split(quantised(floats(tmp_path / "t", [[1.0, -0.5], [0.0, 0.0], [4.0, 8.0]])))
    assert weights.tolist() == [[127, -64], [0, 0], [64, 127]]
    assert scale.tolist() == [127.0, 1.0, 127.0 / 8]


def test_vectors_are_rounded_to_the_nearest_that_bfloat16_holds(tmp_path: Path) -> None:
    tie, above = 1 + 2**-8, 1 + 3 * 2**-8  # halfway: to the even one, down and up
    bits = bfloat16_bits(floats(tmp_path / "t", [[1.0, tie, above, -2.0]]))
    assert bits.tolist() == [0x3F80, 0x3F80, 0x3F82, 0xC000]
