"""The comparison of the two ways to prepare a model: what it measures and what it says."""

import sys
from pathlib import Path

import psutil
import pytest

from benchmarks.preparation import Run, memory, require_equal, table


def folder(path: Path, **files: str) -> Path:
    path.mkdir()
    for name, text in files.items():
        (path / name).write_text(text)
    return path


def test_the_table_has_each_way_and_the_ratio_of_pairs() -> None:
    usual = [Run(100.0, 80.0, 6_400_000_000, 5_300_000_000), Run(80.0, 78.0, 6_000_000_000, 1)]
    ours = [Run(25.0, 30.0, 2_600_000_000, 2_200_000_000), Run(24.0, 30.0, 2_500_000_000, 1)]
    lines = table("qwen", {"usual": usual, "ours": ours})
    assert "| 90.0 (80.0 to 100.0) | 79.0 (78.0 to 80.0) | 6.4 GB | 5.3 GB |" in lines[2]
    assert "| 24.5 (24.0 to 25.0) | 30.0 (30.0 to 30.0) | 2.6 GB | 2.2 GB |" in lines[3]
    assert lines[-1].startswith("Ratio of the times: 0.28 (0.25 to 0.30) (n = 2 each way)")


def test_the_note_of_a_preparation_may_differ(tmp_path: Path) -> None:
    first = folder(tmp_path / "a", weights="1", **{"conversion.json": "1"})
    require_equal(first, folder(tmp_path / "b", weights="1", **{"conversion.json": "2"}))


@pytest.mark.parametrize(
    ("files", "said"),
    [({"weights": "2"}, "different bytes"), ({"weights": "1", "more": ""}, "different files")],
)
def test_other_files_or_bytes_end_the_measurement(
    tmp_path: Path, files: dict[str, str], said: str
) -> None:
    first = folder(tmp_path / "a", weights="1")
    with pytest.raises(ValueError, match=said):
        require_equal(first, folder(tmp_path / "b", **files))


def test_memory_is_that_of_a_process_and_nothing_once_it_has_ended() -> None:
    resident, anonymous = memory(psutil.Process())
    assert 0 < anonymous <= resident
    gone = psutil.Popen([sys.executable, "-c", ""])
    gone.wait()
    assert memory(gone) == (0, 0)
