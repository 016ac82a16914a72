"""An index keeps what was added to it from anywhere, and is built only where there is none."""

from pathlib import Path

import pytest
from retrieval_fakes import FakeEncoder

from tutor import api
from tutor.config import Settings
from tutor.documents.failures import NoNotesError
from tutor.library import opening
from tutor.library.indexing import index_notes
from tutor.retrieval.errors import IndexDamagedError, IndexMissingError
from tutor.retrieval.store import open_generation


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    for module in (api, opening):
        monkeypatch.setattr(module, "load_encoder", lambda *_: FakeEncoder())
    write(tmp_path / "corpus" / "a.md", "Some notes.")
    return Settings(index=tmp_path / "index", corpus=tmp_path / "corpus")


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"# {path.stem}\n\n{text}\n", encoding="utf-8")
    return path


def indexed(settings: Settings) -> list[str]:
    return [entry.id for entry in open_generation(settings.index).manifest.documents]


def texts(settings: Settings) -> str:
    return "\n".join(chunk.text for chunk in open_generation(settings.index).chunks)


def test_a_missing_index_is_built_from_the_corpus(settings: Settings) -> None:
    assert opening.update_index(settings).added == 1
    assert indexed(settings) == ["a.md"]


def test_a_library_of_no_index_is_an_error(settings: Settings) -> None:
    with pytest.raises(IndexMissingError):
        opening.open_library(settings)


def test_an_index_is_brought_up_to_date_with_its_own_places(settings: Settings) -> None:
    opening.update_index(settings)
    write(settings.corpus / "a.md", "Other notes.")
    write(settings.corpus / "b.md", "More notes.")
    report = opening.update_index(settings)
    assert (report.changed, report.added) == (1, 1)
    assert "Other notes." in texts(settings)


@pytest.mark.parametrize("update", [opening.update_index, lambda s: index_notes([], s)])
def test_notes_from_elsewhere_stay_and_are_refreshed_too(
    settings: Settings, tmp_path: Path, update: object
) -> None:
    mine = write(tmp_path / "elsewhere" / "mine.md", "My notes.")
    opening.update_index(settings)
    opening.add_notes([mine], settings)
    write(mine, "My newer notes.")
    report = update(settings)  # type: ignore[operator]
    assert (report.changed, report.removed, report.unchanged) == (1, 0, 1)
    assert "My newer notes." in texts(settings)


def test_an_index_of_other_notes_does_not_take_the_corpus_in(
    settings: Settings, tmp_path: Path
) -> None:
    mine = write(tmp_path / "elsewhere" / "mine.md", "My notes.")
    assert opening.add_notes([mine], settings).added == 1
    opening.update_index(settings)
    assert indexed(settings) == ["mine.md"]


def test_an_index_whose_corpus_is_gone_keeps_its_notes_and_says_so(settings: Settings) -> None:
    opening.update_index(settings)
    settings.corpus.rename(settings.corpus.with_name("moved"))
    report = opening.update_index(settings)
    assert indexed(settings) == ["a.md"]
    (failure,) = report.failed
    assert "`tutor notes remove` takes it out" in failure.reason


def test_adding_what_does_not_exist_is_an_error_and_changes_nothing(settings: Settings) -> None:
    opening.update_index(settings)
    with pytest.raises(NoNotesError, match="There is nothing at"):
        opening.add_notes([settings.corpus / "gone.md"], settings)
    assert indexed(settings) == ["a.md"]


def test_a_damaged_index_is_not_taken_for_a_missing_one(settings: Settings) -> None:
    settings.index.mkdir()
    (settings.index / "CURRENT").write_text("nonsense\n")
    with pytest.raises(IndexDamagedError):
        opening.update_index(settings)
    with pytest.raises(IndexDamagedError):
        opening.add_notes([settings.corpus], settings)
    with pytest.raises(IndexDamagedError):
        index_notes([], settings)
    assert [path.name for path in settings.index.iterdir()] == ["CURRENT"]


def test_a_damaged_index_is_built_anew_from_its_own_places(
    settings: Settings, tmp_path: Path
) -> None:
    opening.add_notes([write(tmp_path / "elsewhere" / "mine.md", "My notes.")], settings)
    (damaged,) = settings.index.rglob("dense.faiss")
    damaged.write_bytes(b"")
    assert index_notes([], settings, rebuild=True).added == 1
    assert indexed(settings) == ["mine.md"]


def test_named_places_replace_those_of_the_index(settings: Settings, tmp_path: Path) -> None:
    opening.update_index(settings)
    mine = write(tmp_path / "elsewhere" / "mine.md", "My notes.")
    assert index_notes([mine], settings).removed == 1
    assert indexed(settings) == ["mine.md"]


def test_notes_are_read_again_when_names_are_to_stay_or_to_go(settings: Settings) -> None:
    index_notes([], settings)
    kept = settings.model_copy(update={"keep_names": True})
    index_notes([], kept)
    assert open_generation(settings.index).manifest.keeps_names
    opening.update_index(settings)
    assert open_generation(settings.index).manifest.keeps_names
    index_notes([], settings)
    assert not open_generation(settings.index).manifest.keeps_names
