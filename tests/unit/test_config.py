"""Where settings come from, and that a slip in any of the places is an error with one sentence."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from tutor.config import Settings, SettingsError, load_settings
from tutor.loaders import answering_settings


@pytest.fixture(autouse=True)
def _no_settings_around(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"TUTOR_{name.upper()}", raising=False)


def test_defaults_serve_a_laptop() -> None:
    settings = load_settings()
    assert (settings.index, settings.corpus) == (Path("index"), Path("corpus"))
    assert (settings.encoder, settings.model, settings.engine) == ("minilm", "qwen-1.5b", "auto")
    assert (settings.host, settings.port) == ("127.0.0.1", 7860)
    assert settings.thread_count >= 1


def test_flags_win_over_variables_and_variables_over_the_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    Path("tutor.toml").write_text('k = 3\nport = 1003\nmodel = "from-file"\n')
    monkeypatch.setenv("TUTOR_K", "4")
    monkeypatch.setenv("TUTOR_PORT", "1004")
    settings = load_settings(k=5, encoder=None)
    assert (settings.k, settings.port, settings.model) == (5, 1004, "from-file")


def test_strictness_is_any_probability_and_its_flag_wins_even_with_nought(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert 0 < load_settings().strictness < 1
    monkeypatch.setenv("TUTOR_STRICTNESS", "1")
    assert load_settings().strictness == 1.0
    assert load_settings(strictness=0.0).strictness == 0.0
    assert answering_settings(load_settings(strictness=0.35)).strictness == 0.35


def test_empty_variable_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUTOR_K", "")
    assert load_settings().k == 5


def test_home_folder_is_expanded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("TUTOR_CORPUS", "~/notes")
    assert load_settings().corpus == tmp_path / "notes"


def test_unknown_key_in_the_file_names_the_nearest_setting() -> None:
    Path("tutor.toml").write_text('modle = "qwen-0.5b"\n')
    with pytest.raises(SettingsError, match=r"'modle', as tutor\.toml has it; .* 'model'\."):
        load_settings()


def test_unknown_variable_names_the_nearest_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUTOR_ENCODR", "mpnet")
    with pytest.raises(SettingsError, match=r"TUTOR_ENCODR is not a setting; .*'TUTOR_ENCODER'"):
        load_settings()


def test_unknown_argument_is_an_error() -> None:
    with pytest.raises(SettingsError, match=r"no setting 'prt'.*nearest one is 'port'"):
        load_settings(prt=80)


def test_name_far_from_any_setting_lists_them_all() -> None:
    Path("tutor.toml").write_text("[zzzzzz]\n")
    with pytest.raises(SettingsError, match=r"'zzzzzz'.* api_key, .* threads\."):
        load_settings()


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("k", "0"),
        ("port", "70000"),
        ("threads", "0"),
        ("max_note_mb", "0"),
        ("max_answer_tokens", "soon"),
        ("engine", "steam"),
        ("base_url", "localhost:8000"),
        ("strictness", "-0.1"),
        ("strictness", "1.01"),
        ("strictness", "nan"),
        ("strictness", "high"),
    ],
)
def test_value_out_of_bounds_is_named_with_its_variable(
    monkeypatch: pytest.MonkeyPatch, setting: str, value: str
) -> None:
    monkeypatch.setenv(f"TUTOR_{setting.upper()}", value)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert f"{setting!r} can't be {value!r}" in str(caught.value)
    assert str(caught.value).endswith(f"TUTOR_{setting.upper()}.")
    assert "\n" not in str(caught.value)


def test_value_of_a_flag_is_named_with_the_flag() -> None:
    with pytest.raises(SettingsError, match=r"'base_url' can't be 'x'.* in --base-url\."):
        load_settings(base_url="x")
    with pytest.raises(SettingsError, match=r"'k' can't be 0.* in -k\."):
        load_settings(k=0)


@pytest.mark.parametrize("content", [b"k = [1", b'k = "\xff"', b"k = " + b"[" * 20_000])
def test_file_that_is_not_toml_is_an_error(content: bytes) -> None:
    Path("tutor.toml").write_bytes(content)
    with pytest.raises(SettingsError, match=r"tutor\.toml can't be read as TOML"):
        load_settings()


def test_key_is_never_shown() -> None:
    assert "hush" not in repr(load_settings(api_key="hush"))
    Path("tutor.toml").write_text("api_key = 12345\n")
    with pytest.raises(SettingsError, match="'api_key' can't be that") as caught:
        load_settings()
    assert "12345" not in str(caught.value)


def test_settings_can_not_be_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        load_settings().k = 9  # type: ignore[misc]
