"""Preparing a model for an engine: once, whole or not at all, and again when the model changed."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

from tutor.errors import TutorError
from tutor.generation.base import Message
from tutor.generation.load import load_generator
from tutor.models import convert
from tutor.models.convert import (
    conversions,
    prepare_ctranslate2,
    prepare_transformers,
    supported_by_ctranslate2,
)
from tutor.models.resolve import ModelLocation

TEMPLATE = "{% for m in messages %}<s>{{ m.content }}</s>{% endfor %}"


def save_model(folder: Path, config: Any, seed: int = 0) -> ModelLocation:
    """A model with random weights, of the given architecture, that has seen nothing."""
    import torch
    from transformers import AutoModelForCausalLM, PreTrainedTokenizerFast

    torch.manual_seed(seed)
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    tokenizer = Tokenizer(models.BPE({sign: i for i, sign in enumerate(alphabet)}, []))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens([AddedToken(end, special=True) for end in ("<s>", "</s>")])
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, bos_token="<s>", eos_token="</s>", chat_template=TEMPLATE
    )
    fast.save_pretrained(folder)
    AutoModelForCausalLM.from_config(config).save_pretrained(folder)
    return ModelLocation("folder", folder.name, folder)


def llama() -> Any:
    from transformers import LlamaConfig

    return LlamaConfig(
        vocab_size=258,
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=1,
        num_attention_heads=2,
        max_position_embeddings=64,
    )


@pytest.fixture
def tiny(tmp_path: Path) -> ModelLocation:
    return save_model(tmp_path / "tiny", llama())


def test_a_folder_of_safetensors_is_prepared_and_answers(
    tiny: ModelLocation, tmp_path: Path
) -> None:
    generator = load_generator(str(tiny.path), engine="ctranslate2", cache_dir=tmp_path / "cache")
    assert (generator.name, generator.context_length) == ("tiny", 64)
    ask = [Message("user", "hi")]
    assert generator.count_tokens(ask) == 4
    chances = generator.choose(ask, [chr(letter) for letter in range(33, 127)])
    assert len(set(chances)) > 20
    assert all(chance < 0 for chance in chances)
    assert "".join(generator.stream(ask, max_tokens=5)) == "".join(
        generator.stream(ask, max_tokens=5)
    )
    generator.close()


def test_safetensors_need_no_preparing_for_transformers(
    tiny: ModelLocation, tmp_path: Path
) -> None:
    assert prepare_transformers(tiny, tmp_path / "cache") == tiny.path
    assert not (tmp_path / "cache").exists()


def test_it_is_prepared_once_and_again_when_the_model_changed(
    tiny: ModelLocation, tmp_path: Path
) -> None:
    told: list[str] = []

    def prepare() -> list[str]:
        told.clear()
        prepare_ctranslate2(tiny, tmp_path / "cache", lambda step, *_: told.append(step))
        return told

    assert prepare()[0] == "preparing tiny: reading the tokenizer"
    assert prepare() == []
    (tiny.path / "generation_config.json").write_text("{}")
    assert prepare() != []


@pytest.mark.parametrize("name", ["model.bin", "conversion.json"])
def test_a_prepared_folder_that_was_cut_is_prepared_again(
    tiny: ModelLocation, tmp_path: Path, name: str
) -> None:
    file = prepare_ctranslate2(tiny, tmp_path / "cache") / name
    whole = file.stat().st_size
    file.write_bytes(file.read_bytes()[: whole // 2])
    prepare_ctranslate2(tiny, tmp_path / "cache")
    assert file.stat().st_size == whole


def interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def fill_the_disk(*_: object) -> None:
    import errno

    raise OSError(errno.ENOSPC, "No space left on device")


def fill_the_disk_while_safetensors_writes(*_: object) -> None:
    from safetensors import SafetensorError

    raise SafetensorError("Error while serializing: I/O error: No space left (os error 28)")


@pytest.mark.parametrize(
    ("failure", "raised"),
    [
        (interrupt, pytest.raises(KeyboardInterrupt)),
        (fill_the_disk, pytest.raises(TutorError, match="free disk space")),
        (fill_the_disk_while_safetensors_writes, pytest.raises(TutorError, match="free disk")),
    ],
)
def test_what_was_not_finished_leaves_nothing(
    tiny: ModelLocation,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    failure: Callable[..., None],
    raised: AbstractContextManager[object],
) -> None:
    cache = tmp_path / "cache"
    limits = convert._limits
    monkeypatch.setattr(convert, "_limits", failure)
    with raised:
        prepare_ctranslate2(tiny, cache)
    monkeypatch.setattr(convert, "_limits", limits)
    assert not list(conversions(tiny, cache).iterdir())
    assert (prepare_ctranslate2(tiny, cache) / "model.bin").is_file()


def test_what_a_killed_run_left_is_cleared_away(tiny: ModelLocation, tmp_path: Path) -> None:
    parent = conversions(tiny, tmp_path / "cache")
    (parent / "ctranslate2.partial" / "result").mkdir(parents=True)
    prepare_ctranslate2(tiny, tmp_path / "cache")
    assert [path.name for path in parent.iterdir()] == ["ctranslate2"]


def test_too_little_memory_is_said_before_it_is_used_up(
    tiny: ModelLocation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("psutil.virtual_memory", lambda: SimpleNamespace(available=1000))
    monkeypatch.setattr("psutil.swap_memory", lambda: SimpleNamespace(free=0))
    with pytest.raises(TutorError, match="close other programs or choose a smaller model"):
        prepare_ctranslate2(tiny, tmp_path / "cache")


def test_an_architecture_that_ctranslate2_lacks_is_known_and_said(tmp_path: Path) -> None:
    from transformers import OlmoConfig

    small = {"vocab_size": 258, "hidden_size": 32, "intermediate_size": 64}
    config = OlmoConfig(**small, num_hidden_layers=1, num_attention_heads=2)
    location = save_model(tmp_path / "olmo", config)
    assert not supported_by_ctranslate2(location)
    with pytest.raises(TutorError, match="choose another model or another engine"):
        prepare_ctranslate2(location, tmp_path / "cache")


def test_an_encoder_is_no_language_model_for_ctranslate2(tmp_path: Path) -> None:
    from transformers import BertConfig

    BertConfig().save_pretrained(tmp_path)
    (tmp_path / "model.safetensors").touch()
    assert not supported_by_ctranslate2(ModelLocation("folder", "bert", tmp_path))


@pytest.mark.parametrize(
    ("name", "content"),
    [("m.gguf", b"junk"), ("m.gguf", b"GGUF\3\0\0\0"), ("model.safetensors", b"junk")],
)
def test_a_folder_whose_files_were_cut_is_said(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(TutorError, match=r"can't be read \(.*\): fetch it again"):
        supported_by_ctranslate2(ModelLocation("folder", "cut", tmp_path))


def test_a_folder_without_weights_is_said(tmp_path: Path) -> None:
    location = ModelLocation("folder", "empty", tmp_path)
    with pytest.raises(TutorError, match="neither safetensors nor a GGUF file"):
        prepare_transformers(location, tmp_path / "cache")


@pytest.mark.parametrize("engine", ["ctranslate2", "transformers"])
def test_nothing_is_written_to_the_terminal(
    tiny: ModelLocation, tmp_path: Path, capfd: pytest.CaptureFixture[str], engine: Any
) -> None:
    load_generator(str(tiny.path), engine=engine, cache_dir=tmp_path / "cache").close()
    assert capfd.readouterr() == ("", "")


def test_libraries_are_as_loud_afterwards_as_they_were(tiny: ModelLocation, tmp_path: Path) -> None:
    from transformers.utils import logging

    before = logging.get_verbosity(), logging.is_progress_bar_enabled()
    prepare_ctranslate2(tiny, tmp_path / "cache")
    assert (logging.get_verbosity(), logging.is_progress_bar_enabled()) == before
