"""Opening a tutor: what can be told without a model is told before one is fetched."""

from pathlib import Path

import pytest

from tutor.api import Tutor
from tutor.config import Settings
from tutor.retrieval.errors import IndexMissingError


def test_a_missing_index_is_told_before_any_model_is_fetched(tmp_path: Path) -> None:
    settings = Settings(cache_dir=tmp_path / "cache")
    with pytest.raises(IndexMissingError, match="tutor index"):
        Tutor.open(tmp_path / "index", settings=settings)
    assert not (tmp_path / "cache").exists()
