"""The registry is complete, and says so when a name is not in it."""

import re

import pytest

from tutor.errors import TutorError
from tutor.models.registry import ModelEntry, find, load_registry

ENTRIES = load_registry()


def test_the_models_that_the_documentation_names_are_there() -> None:
    names = [entry.name for entry in ENTRIES]
    assert names == ["minilm", "mpnet", "qwen-1.5b", "qwen-0.5b", "smollm2-135m"]


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(TutorError, match=r"'gpt': choose one of minilm, mpnet, qwen-1\.5b"):
        find("gpt")


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_every_byte_that_is_loaded_is_pinned(entry: ModelEntry) -> None:
    pieces = [*entry.files, *(part for wheel in entry.wheels for part in wheel.parts)]
    assert all(re.fullmatch(r"[0-9a-f]{64}", piece.sha256) for piece in pieces)
    assert all(piece.bytes > 0 for piece in pieces)
    assert re.fullmatch(r"[0-9a-f]{40}", entry.hub.revision)
    assert all("==" in part.requirement for wheel in entry.wheels for part in wheel.parts)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_file_names_stay_in_the_model_s_folder(entry: ModelEntry) -> None:
    for file in entry.files:
        assert not file.name.startswith("/")
        assert ".." not in file.name.split("/")


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_parts_that_are_joined_to_one_file_have_its_length(entry: ModelEntry) -> None:
    for wheel in entry.wheels:
        if wheel.folder is None:
            assert sum(part.bytes for part in wheel.parts) == entry.bytes
        else:
            assert wheel.folder.endswith("/")


def test_encoders_come_with_tokenizer_and_pooling() -> None:
    needed = {"config.json", "modules.json", "tokenizer.json", "1_Pooling/config.json"}
    for entry in ENTRIES:
        if entry.role == "embed":
            assert needed <= {file.name for file in entry.files}
