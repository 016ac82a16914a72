"""Notes that disagree, with real models: told where they do, and not where they don't."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tutor import Tutor
from tutor.api import build_index
from tutor.config import Settings
from tutor.evaluation.contradictions import (
    FALSE_ALARMS,
    TOLD,
    contradictions,
    false_alarms,
    load_pairs,
    shown,
    write_notes,
)
from tutor.retrieval.embedding import Encoder
from tutor.retrieval.retriever import Retriever

PAIRS = load_pairs(Path(__file__).parent / "data" / "contradictions.jsonl")
EVERY = 6  # of the real questions, for a quick test; the benchmark asks all


@pytest.fixture(scope="module")
def encoder(encoder_path: Path) -> Encoder:
    return Encoder.load(encoder_path, "minilm")


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, cache_dir: Path, encoder_path: Path) -> Path:
    folder = tmp_path_factory.mktemp("pairs")
    settings = Settings(index=folder / "index", cache_dir=cache_dir)
    assert build_index([write_notes(PAIRS, folder)], settings).failed == ()
    return folder / "index"


@pytest.mark.slow
@pytest.mark.model
def test_disagreements_are_told_and_look_alikes_are_not(index: Path, encoder: Encoder) -> None:
    result = contradictions(Retriever.open(index, encoder), PAIRS)
    figures = {measure.name: measure.value for measure in result.measures}
    for part in ("", ", tuning", ", held-out"):
        assert figures[TOLD + part] >= 0.85, result.failures
        assert figures[FALSE_ALARMS + part] <= 0.01, result.failures


@pytest.mark.slow
@pytest.mark.model
def test_notes_of_other_people_hardly_ever_seem_to_disagree(
    shared: Path, tmp_path: Path, cache_dir: Path, encoder: Encoder
) -> None:
    folder = shared / "eval" / "xquad"
    settings = Settings(index=tmp_path / "index", cache_dir=cache_dir)
    build_index([folder / "passages.jsonl"], settings)
    rows = (folder / "questions.jsonl").read_text("utf-8").splitlines()
    questions = [json.loads(row)["question"] for row in rows][::EVERY]
    measure = false_alarms(Retriever.open(tmp_path / "index", encoder), questions, "xquad")
    assert measure.value <= 0.01


@pytest.fixture(scope="module")
def tutor(index: Path, cache_dir: Path) -> Iterator[Tutor]:
    tutor = Tutor.open(index, settings=Settings(index=index, cache_dir=cache_dir))
    yield tutor
    tutor.close()


@pytest.mark.default_model
def test_answers_show_both_values_with_both_notes(tutor: Tutor) -> None:
    result = shown(tutor, PAIRS)
    (measure,) = result.measures
    assert measure.value >= 0.85, result.failures
