"""Rows that are kept as soon as they are known, and never mixed with rows of other settings."""

import json
from pathlib import Path

import pytest

from tutor.evaluation.rows import RowFile, RowsError

MADE_BY = {"model": "m", "answering": {"passages": 5}}


def keep(folder: Path, *ids: str) -> Path:
    with RowFile(folder, "answers", MADE_BY) as file:
        for id_ in ids:
            file.add({"kind": "near", "id": id_, "text": "é"})
    return file.path


def test_rows_are_there_when_the_file_is_opened_again(tmp_path: Path) -> None:
    path = keep(tmp_path / "new", "a", "b")
    assert keep(tmp_path / "new", "c") == path
    with RowFile(tmp_path / "new", "answers", MADE_BY) as file:
        assert set(file.rows) == {("near", "a"), ("near", "b"), ("near", "c")}
    assert json.loads(path.read_text("utf-8").splitlines()[0]) == {"made_by": MADE_BY}


def test_a_row_is_on_the_disk_at_once(tmp_path: Path) -> None:
    with RowFile(tmp_path, "answers", MADE_BY) as file:
        file.add({"kind": "near", "id": "a"})
        assert json.loads(file.path.read_text("utf-8").splitlines()[-1])["id"] == "a"


def test_other_settings_have_another_file(tmp_path: Path) -> None:
    path = keep(tmp_path, "a")
    with RowFile(tmp_path, "answers", {**MADE_BY, "model": "n"}) as file:
        assert file.path != path
        assert file.rows == {}


def test_half_a_line_of_a_run_that_was_stopped_is_cut_off(tmp_path: Path) -> None:
    path = keep(tmp_path, "a")
    with path.open("a", encoding="utf-8") as file:
        file.write('{"kind": "near", "id": "b", "te')
    keep(tmp_path, "c")
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()[1:]]
    assert [row["id"] for row in rows] == ["a", "c"]


def test_half_a_first_line_is_written_anew(tmp_path: Path) -> None:
    path = keep(tmp_path)
    path.write_text('{"made_', "utf-8")
    keep(tmp_path, "a")
    assert json.loads(path.read_text("utf-8").splitlines()[0]) == {"made_by": MADE_BY}


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (["{}", "{}"], "line 1 .*damaged"),
        (['{"made_by": {"model": "n"}}'], "line 1 .*made with other settings"),
        ([json.dumps({"made_by": MADE_BY}), "{"], "line 2 .*damaged"),
        ([json.dumps({"made_by": MADE_BY}), '{"id": "a"}', "{}"], "line 2 .*damaged"),
    ],
)
def test_a_damaged_file_is_named_and_left_alone(
    tmp_path: Path, lines: list[str], reason: str
) -> None:
    path = keep(tmp_path)
    text = "".join(line + "\n" for line in lines)
    path.write_text(text, "utf-8")
    with pytest.raises(RowsError, match=reason), RowFile(tmp_path, "answers", MADE_BY):
        pass
    assert path.read_text("utf-8") == text


def test_two_runs_do_not_write_to_one_file(tmp_path: Path) -> None:
    with RowFile(tmp_path, "answers", MADE_BY) as first:
        with (
            pytest.raises(RowsError, match="Another evaluation is writing"),
            RowFile(tmp_path, "answers", MADE_BY),
        ):
            pass
        first.add({"kind": "near", "id": "a"})
    assert keep(tmp_path, "b") == first.path


def test_a_folder_that_cant_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(RowsError, match="name another folder with `--rows`"),
        RowFile(tmp_path / "file" / "rows", "answers", MADE_BY),
    ):
        pass
