"""The page's start keeps the index in line with the corpus and never drops notes from elsewhere."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tutor import upkeep
from tutor.config import Settings
from tutor.retrieval.errors import IndexMissingError


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "a.md").write_text("# A\n\nSome notes.\n")
    return Settings(index=tmp_path / "index", corpus=tmp_path / "corpus")


@pytest.fixture
def builds(monkeypatch: pytest.MonkeyPatch) -> list[list[Path]]:
    paths: list[list[Path]] = []

    def build_index(roots: list[Path], settings: Settings, *, progress: Any) -> str:
        paths.append(roots)
        return "built"

    monkeypatch.setattr(upkeep, "build_index", build_index)
    return paths


def indexed(monkeypatch: pytest.MonkeyPatch, *ids: str) -> None:
    documents = tuple(SimpleNamespace(id=document) for document in ids)
    generation = SimpleNamespace(manifest=SimpleNamespace(documents=documents))
    monkeypatch.setattr(upkeep, "open_generation", lambda _: generation)


def test_missing_index_is_built(
    settings: Settings, builds: list[list[Path]], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert upkeep.update_index(settings) == "built"
    assert builds == [[settings.corpus]]


def test_index_of_the_corpus_is_brought_up_to_date(
    settings: Settings, builds: list[list[Path]], monkeypatch: pytest.MonkeyPatch
) -> None:
    indexed(monkeypatch, "a.md")
    (settings.corpus / "b.md").write_text("# B\n\nMore notes.\n")
    assert upkeep.update_index(settings) == "built"


def test_index_of_other_notes_is_left_alone(
    settings: Settings, builds: list[list[Path]], monkeypatch: pytest.MonkeyPatch
) -> None:
    indexed(monkeypatch, "a.md", "mine.md", "yours.md")
    said = upkeep.update_index(settings)
    assert isinstance(said, str)
    assert "mine.md and 1 more" in said
    assert "used as it is" in said
    assert builds == []


def test_index_without_a_corpus_is_used_as_it_is(
    settings: Settings, builds: list[list[Path]], monkeypatch: pytest.MonkeyPatch
) -> None:
    indexed(monkeypatch, "a.md")
    gone = settings.model_copy(update={"corpus": settings.corpus / "gone"})
    said = upkeep.update_index(gone)
    assert isinstance(said, str)
    assert "used as it is" in said
    assert builds == []


def test_damaged_index_is_not_taken_for_a_missing_one(
    settings: Settings, builds: list[list[Path]]
) -> None:
    settings.index.mkdir()
    (settings.index / "CURRENT").write_text("nonsense\n")
    with pytest.raises(Exception, match="damaged") as caught:
        upkeep.update_index(settings)
    assert not isinstance(caught.value, IndexMissingError)
    assert builds == []
