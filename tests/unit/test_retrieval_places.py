"""Where notes lie is kept so that an index and its notes can move, and links deceive nobody."""

import os
from pathlib import Path

import pytest

from tutor.retrieval.places import absolute, is_below, is_covered, path_of, place_of


@pytest.mark.parametrize("name", ["notes", "index/notes", "../x", "a b/神经.md", "x/../y"])
def test_a_place_leads_back_to_its_path(tmp_path: Path, name: str) -> None:
    index = tmp_path / "deep" / "index"
    path = tmp_path / "deep" / name
    assert path_of(place_of(path, index), index) == absolute(path)


def test_a_place_moves_with_the_index(tmp_path: Path) -> None:
    place = place_of(tmp_path / "a" / "notes", tmp_path / "a" / "index")
    assert place == "../notes"
    assert path_of(place, tmp_path / "b" / "index") == tmp_path / "b" / "notes"


def test_a_relative_path_is_the_same_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert place_of(Path("notes"), Path("index")) == place_of(
        tmp_path / "notes", tmp_path / "index"
    )


def test_a_place_seen_from_a_linked_index_is_where_it_is(tmp_path: Path) -> None:
    (tmp_path / "far" / "away" / "index").mkdir(parents=True)
    (tmp_path / "index").symlink_to(tmp_path / "far" / "away" / "index")
    place = place_of(tmp_path / "notes", tmp_path / "index")
    assert path_of(place, tmp_path / "index") == tmp_path / "notes"


def test_on_another_drive_a_place_is_the_whole_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_way(path: object, start: object) -> str:
        raise ValueError("path is on mount 'D:', start on mount 'C:'")

    monkeypatch.setattr(os.path, "relpath", no_way)
    place = place_of(tmp_path / "notes", tmp_path / "index")
    assert place == (tmp_path / "notes").as_posix()
    assert path_of(place, tmp_path / "index") == tmp_path / "notes"


def test_below_means_by_whole_names() -> None:
    assert is_below(Path("/a/b/c"), Path("/a/b"))
    assert is_below(Path("/a/b"), Path("/a/b"))
    assert not is_below(Path("/a/bc"), Path("/a/b"))
    assert not is_below(Path("/a"), Path("/a/b"))


def test_a_folder_covers_what_a_walk_through_it_meets(tmp_path: Path) -> None:
    root = tmp_path / "notes"
    (root / ".drafts").mkdir(parents=True)
    (tmp_path / "link").symlink_to(root)
    (root / "out").symlink_to(tmp_path)
    assert is_covered(root / "x.md", root)
    assert is_covered(root, root)
    assert is_covered(tmp_path / "link" / "x.md", root)
    assert not is_covered(root / ".drafts" / "x.md", root)
    assert is_covered(root / ".drafts" / "x.md", root / ".drafts")
    assert not is_covered(root / "out" / "y.md", root)
