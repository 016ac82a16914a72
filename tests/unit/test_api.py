"""Opening a tutor: what can be told without a model is told before one is fetched."""

import threading
from contextlib import closing
from pathlib import Path

import pytest
from answering_fakes import QUESTION, UNSURE, open_notes
from fakes import FakeGenerator

from tutor.answering.events import Searching, SourcesFound
from tutor.api import Tutor
from tutor.config import Settings
from tutor.generation.loading import LoadingGenerator, ModelLoadError
from tutor.retrieval.errors import IndexMissingError


def test_a_missing_index_is_told_before_any_model_is_fetched(tmp_path: Path) -> None:
    with pytest.raises(IndexMissingError, match="tutor index"):
        Tutor.open(tmp_path / "index", settings=Settings(cache_dir=tmp_path / "cache"))
    assert not (tmp_path / "cache").exists()


def test_a_turn_that_is_stopped_waits_for_a_loading_model_no_longer(tmp_path: Path) -> None:
    go_on, stop = threading.Event(), threading.Event()

    def load(progress: object) -> FakeGenerator:
        assert go_on.wait(10)
        return FakeGenerator("")

    model = LoadingGenerator("slow", load)
    model.start()
    with closing(Tutor(open_notes(tmp_path), model, UNSURE)) as tutor:
        events = tutor.stream(QUESTION, stop=stop)
        kinds = [type(next(events)), type(next(events))]
        assert kinds == [Searching, SourcesFound]  # both before the model is there
        stop.set()
        with pytest.raises(ModelLoadError, match="stopped"):
            next(events)
        assert not tutor.answering
        go_on.set()
