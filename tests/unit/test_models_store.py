"""What is on this computer is told, checked and removed, whatever state it is in."""

from pathlib import Path

import pytest
from model_fakes import FOLDER, WEIGHTS, contents, entry_of

from tutor.errors import TutorError
from tutor.models import store
from tutor.models.files import write_marker
from tutor.models.registry import find, load_registry
from tutor.models.store import ModelStatus, home, is_present, remove, status, verify, weights

ENTRY = entry_of(FOLDER)


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder with the tiny model in it, checked, and the registry that knows it."""
    monkeypatch.setattr(store, "load_registry", lambda: (ENTRY,))
    folder = weights(ENTRY, tmp_path)
    for name, content in FOLDER.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    write_marker(folder, ENTRY)
    return tmp_path


def test_an_empty_cache_has_every_model_absent_and_is_left_empty(tmp_path: Path) -> None:
    rows = status(tmp_path)
    assert [row.name for row in rows] == [entry.name for entry in load_registry()]
    assert rows[0] == ModelStatus(
        "minilm", "embed", "Apache-2.0", find("minilm").bytes, False, False, None
    )
    assert not list(tmp_path.iterdir())


def test_a_checked_model_is_present_and_verified(cache: Path) -> None:
    (row,) = status(cache)
    assert (row.present, row.verified, row.path) == (True, True, str(weights(ENTRY, cache)))


def test_a_file_that_changed_since_is_present_but_not_verified(cache: Path) -> None:
    (weights(ENTRY, cache) / "model.safetensors").write_bytes(WEIGHTS[::-1])
    (row,) = status(cache)
    assert (row.present, row.verified) == (True, False)


@pytest.mark.parametrize("damage", ["cut", "gone"])
def test_a_file_that_is_cut_or_gone_makes_the_model_absent(cache: Path, damage: str) -> None:
    file = weights(ENTRY, cache) / "model.safetensors"
    file.write_bytes(WEIGHTS[:9]) if damage == "cut" else file.unlink()
    (row,) = status(cache)
    assert (row.present, row.verified, row.path) == (False, False, None)
    assert not is_present(ENTRY, cache)


def test_verifying_reads_the_bytes_and_names_the_file_that_is_wrong(cache: Path) -> None:
    folder = weights(ENTRY, cache)
    verify(ENTRY, cache)
    (folder / "model.safetensors").write_bytes(WEIGHTS[::-1])
    with pytest.raises(TutorError, match=r"damaged \(model.safetensors\): run `tutor models pull"):
        verify(ENTRY, cache)
    assert status(cache)[0].verified is False
    (folder / "model.safetensors").write_bytes(WEIGHTS)
    verify(ENTRY, cache)
    assert status(cache)[0].verified is True


def test_verifying_an_absent_model_says_how_to_get_it(tmp_path: Path) -> None:
    with pytest.raises(TutorError, match="tutor models pull tiny"):
        verify(ENTRY, tmp_path)


def test_removing_takes_the_conversions_and_leftovers_too(cache: Path) -> None:
    for other in ("ctranslate2", "staging"):
        (home("tiny", cache) / other).mkdir()
        (home("tiny", cache) / other / "model.bin").write_bytes(b"x")
    assert remove(ENTRY, cache) is True
    assert contents(cache / "models") == {"tiny.lock": b""}
    assert remove(ENTRY, cache) is False
