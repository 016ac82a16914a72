"""A model's name, folder or hub id is understood, or the answer says what may be written."""

from pathlib import Path

import pytest
from model_fakes import FOLDER, contents, entry_of

from tutor.errors import TutorError
from tutor.models import hub
from tutor.models import resolve as resolving
from tutor.models.files import write_marker
from tutor.models.resolve import ModelLocation, resolve
from tutor.models.store import weights

ENTRY = entry_of(FOLDER)  # an encoder called "tiny"


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(resolving, "load_registry", lambda: (ENTRY,))
    monkeypatch.setattr(resolving, "find", lambda name: ENTRY)
    hub.hub_library()
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    (work := tmp_path / "work").mkdir()
    monkeypatch.chdir(work)
    return tmp_path / "cache"


def put(cache: Path) -> Path:
    folder = weights(ENTRY, cache)
    for name, content in FOLDER.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    write_marker(folder, ENTRY)
    return folder


def test_a_known_name_goes_before_a_folder_of_that_name(cache: Path) -> None:
    Path("tiny").mkdir()
    folder = put(cache)
    assert resolve("tiny", "embed", cache) == ModelLocation("registry", "tiny", folder)
    assert resolve("./tiny", "embed", cache).path == Path("tiny").resolve()


def test_a_folder_goes_before_the_hub(cache: Path) -> None:
    Path("org/name").mkdir(parents=True)
    found = resolve("org/name", "generate", cache)
    assert found == ModelLocation("folder", "name", Path("org/name").resolve())


def test_a_model_of_the_other_role_is_refused(cache: Path) -> None:
    with pytest.raises(TutorError, match="tiny is not a language model"):
        resolve("tiny", "generate", cache)


def test_a_known_model_that_is_absent_is_not_fetched_offline(cache: Path) -> None:
    with pytest.raises(TutorError, match="run `tutor models pull tiny`"):
        resolve("tiny", "embed", cache, offline=True)


def test_a_hub_model_that_is_absent_is_not_fetched_offline(cache: Path) -> None:
    with pytest.raises(TutorError, match="org/name is not on this machine"):
        resolve("org/name", "embed", cache, offline=True)


def test_a_hub_model_that_was_fetched_is_found_without_the_hub(cache: Path) -> None:
    (snapshot := cache / "hub" / "snapshot").mkdir(parents=True)
    (cache / "hub" / "org--name.path").write_text(str(snapshot))
    assert resolve("org/name", "embed", cache) == ModelLocation("hub", "org/name", snapshot)


def test_without_the_hub_its_models_can_not_be_had(cache: Path) -> None:
    with pytest.raises(TutorError, match="HF_HUB_OFFLINE is set"):
        resolve("org/name", "embed", cache)


@pytest.mark.parametrize("name", ["tinny", "a/b/c", "no such", "", "./nowhere", "../nowhere"])
def test_what_is_none_of_them_is_said_with_the_known_names(cache: Path, name: str) -> None:
    with pytest.raises(TutorError, match=r"neither a known model \(tiny\) nor a folder"):
        resolve(name, "embed", cache)


def test_a_hub_model_is_fetched_without_what_could_run(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: dict[str, object] = {}

    def snapshot(model: str, cache_dir: Path, **options: object) -> str:
        asked.update(options, model=model)
        cache_dir.mkdir(parents=True, exist_ok=True)
        (cache_dir / "config.json").write_bytes(b"{}")
        return str(cache_dir)

    monkeypatch.setattr(resolving, "require_hub", lambda endpoint: None)
    monkeypatch.setattr("huggingface_hub.snapshot_download", snapshot)
    found = resolve("org/name", "embed", cache)
    assert "config.json" in contents(found.path)
    patterns = asked["allow_patterns"]
    assert isinstance(patterns, list)
    assert not [pattern for pattern in patterns if pattern.endswith((".py", ".bin", ".pt"))]
    monkeypatch.setattr("huggingface_hub.snapshot_download", lambda *_, **__: pytest.fail("asked"))
    assert resolve("org/name", "embed", cache) == found
