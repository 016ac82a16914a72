"""An encoder is known by what its vectors depend on."""

import json
from pathlib import Path

import pytest

from tutor.retrieval.errors import EncoderError
from tutor.retrieval.fingerprint import fingerprint, pools_by_mean


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    encoder = tmp_path / "encoder"
    (encoder / "1_Pooling").mkdir(parents=True)
    write(
        encoder / "modules.json",
        [
            {"idx": 0, "path": "", "type": "sentence_transformers.models.Transformer"},
            {"idx": 1, "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
            {"idx": 2, "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"},
        ],
    )
    write(encoder / "config.json", {"hidden_size": 8, "transformers_version": "4.8"})
    write(encoder / "1_Pooling/config.json", {"pooling_mode_mean_tokens": True})
    write(encoder / "tokenizer.json", {"model": {"vocab": {"a": 0}}, "padding": None})
    (encoder / "model.safetensors").write_bytes(b"weights")
    return encoder


def write(path: Path, value: object) -> None:
    path.write_text(json.dumps(value), encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("model.safetensors", "weightz"),
        ("config.json", '{"hidden_size": 16}'),
        ("1_Pooling/config.json", '{"pooling_mode_cls_token": true}'),
        ("sentence_bert_config.json", '{"max_seq_length": 128}'),
        ("tokenizer.json", '{"model": {"vocab": {"b": 0}}}'),
        ("modules.json", '[{"path": "", "type": "Transformer"}]'),
    ],
)
def test_whatever_changes_the_vectors_changes_the_fingerprint(
    folder: Path, file: str, content: str
) -> None:
    before = fingerprint(folder)
    (folder / file).write_text(content, encoding="utf-8")
    assert fingerprint(folder) != before


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("README.md", "Read me."),
        ("config.json", '{"transformers_version": "5.0", "_name_or_path": "x", "hidden_size": 8}'),
        ("tokenizer.json", '{"model": {"vocab": {"a": 0}}, "padding": {"length": 128}}'),
        ("pytorch_model.bin", "the same weights in another format, which are not loaded"),
    ],
)
def test_what_does_not_change_the_vectors_leaves_the_fingerprint(
    folder: Path, file: str, content: str
) -> None:
    before = fingerprint(folder)
    (folder / file).write_text(content, encoding="utf-8")
    assert fingerprint(folder) == before


def test_the_place_of_the_folder_does_not_matter(folder: Path) -> None:
    before = fingerprint(folder)
    assert fingerprint(folder.rename(folder.with_name("elsewhere"))) == before


@pytest.mark.parametrize(
    ("pooling", "by_mean"),
    [
        ({"pooling_mode_mean_tokens": True, "pooling_mode_cls_token": False}, True),
        ({"pooling_mode_mean_tokens": True, "pooling_mode_max_tokens": True}, False),
        ({"pooling_mode_cls_token": True, "include_prompt": True}, False),
        ({"pooling_mode": "mean"}, True),
        ({"pooling_mode": "lasttoken"}, False),
        ({"pooling_mode": ["mean", "max"]}, False),
    ],
)
def test_the_kind_of_pooling_is_read_in_both_spellings(
    folder: Path, pooling: dict[str, object], by_mean: bool
) -> None:
    write(folder / "1_Pooling/config.json", pooling)
    assert pools_by_mean(folder) is by_mean


def test_a_plain_transformers_model_is_pooled_by_the_mean(folder: Path) -> None:
    (folder / "modules.json").unlink()
    assert pools_by_mean(folder)


def test_a_missing_folder_is_reported(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match=r"no encoder in .*nowhere.*tutor models pull"):
        fingerprint(tmp_path / "nowhere")


def test_missing_weights_are_reported(folder: Path) -> None:
    (folder / "model.safetensors").unlink()
    with pytest.raises(EncoderError, match="has no weights"):
        fingerprint(folder)


@pytest.mark.parametrize("content", ["{", "{}", '["x"]', "3"])
@pytest.mark.parametrize("file", ["modules.json"])
def test_a_broken_file_is_reported(folder: Path, file: str, content: str) -> None:
    (folder / file).write_text(content, encoding="utf-8")
    with pytest.raises(EncoderError):
        fingerprint(folder)


@pytest.mark.parametrize("content", ["{", "[]", "3"])
def test_a_broken_description_of_the_pooling_is_reported(folder: Path, content: str) -> None:
    (folder / "1_Pooling/config.json").write_text(content, encoding="utf-8")
    with pytest.raises(EncoderError, match="can't be read"):
        pools_by_mean(folder)
