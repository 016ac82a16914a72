"""Every check says what it found and, where it fails, what to do."""

import json
import socket
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tutor import doctor
from tutor.cli.app import app
from tutor.config import Settings, load_settings
from tutor.models.registry import find
from tutor.models.store import weights


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TUTOR_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("TUTOR_ENCODER", "minilm")
    monkeypatch.setenv("TUTOR_MODEL", "smollm2-135m")
    return load_settings()


def test_json_has_every_check_and_the_exit_code_says_whether_all_passed(
    settings: Settings,
) -> None:
    result = CliRunner().invoke(app, ["doctor", "--json"])
    value = json.loads(result.stdout)
    assert [check["name"] for check in value["checks"]] == [
        "python",
        "processor",
        "memory",
        "disk",
        "pip",
        "encoder",
        "model",
        "corpus",
        "index",
        "port",
    ]
    assert all(bool(check["remedy"]) != check["ok"] for check in value["checks"])
    assert value["ok"] is False
    assert result.exit_code == 1


def test_text_has_the_remedy_below_what_failed(settings: Settings) -> None:
    result = CliRunner().invoke(app, ["doctor"])
    assert "✗ encoder    minilm, not here\n" in result.stdout
    assert "Run `tutor models pull minilm`." in result.stdout
    assert result.stdout.rstrip().endswith("Something is missing.")


def test_checks_that_pass_have_no_remedy_and_end_with_0(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    fine = doctor.Diagnosis((doctor.Check("python", ok=True, detail="Python 3.12"),))
    monkeypatch.setattr(doctor, "examine", lambda _: fine)
    result = CliRunner().invoke(app, ["doctor"])
    assert (result.exit_code, result.stdout) == (
        0,
        "✓ python  Python 3.12\nEverything is ready.\n",
    )


def test_model_that_was_not_verified_is_told_apart_from_a_missing_one(settings: Settings) -> None:
    entry = find("smollm2-135m")
    folder = weights(entry, settings.cache_dir)
    folder.mkdir(parents=True)
    with (folder / entry.files[0].name).open("wb") as file:
        file.truncate(entry.files[0].bytes)
    check = doctor.check_model(settings)
    assert (check.ok, check.detail) == (False, "smollm2-135m, not verified")


def test_folder_as_encoder_is_accepted(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    assert doctor.check_encoder(settings.model_copy(update={"encoder": str(tmp_path / "mine")})).ok
    missing = doctor.check_encoder(settings.model_copy(update={"encoder": "nowhere"}))
    assert not missing.ok
    assert missing.remedy is not None
    assert "'nowhere'" in missing.remedy


def test_model_on_a_server_needs_no_weights_here(settings: Settings) -> None:
    remote = {"engine": "openai", "base_url": "http://localhost:1/v1", "model": "any"}
    assert doctor.check_model(settings.model_copy(update=remote)).ok


def test_full_disk_is_found(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        doctor.shutil, "disk_usage", lambda _: type("Usage", (), {"free": 2_000_000_000})
    )
    check = doctor.check_disk(settings)
    assert not check.ok
    assert check.detail.startswith("2.0 GB free")
    assert check.remedy is not None
    assert "cache_dir" in check.remedy


def test_corpus_must_hold_something(settings: Settings, tmp_path: Path) -> None:
    assert not doctor.check_corpus(settings).ok
    (tmp_path / "corpus").mkdir()
    assert not doctor.check_corpus(settings).ok
    (tmp_path / "corpus" / "notes.md").write_text("# Notes\n")
    assert doctor.check_corpus(settings).ok


def test_missing_index_says_how_to_build_it(settings: Settings) -> None:
    check = doctor.check_index(settings)
    assert not check.ok
    assert check.remedy is not None
    assert "tutor index" in check.remedy


def test_port_in_use_is_found(settings: Settings) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = settings.model_copy(update={"port": other.getsockname()[1]})
        check = doctor.check_port(taken)
    assert not check.ok
    assert check.remedy is not None
    assert "--port" in check.remedy
    assert doctor.check_port(taken).ok
