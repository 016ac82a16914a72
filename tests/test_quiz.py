"""tutor quiz on the bundled course with real models: made once, then from the bank."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tutor.cli.app import app
from tutor.practice.subject import TopicMissingError, chunks_about
from tutor.retrieval.embedding import Encoder
from tutor.retrieval.retriever import Retriever
from tutor.retrieval.store import open_generation

pytestmark = pytest.mark.model


@pytest.fixture
def index(
    tmp_path: Path, course_index: Path, cache_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    monkeypatch.setenv("TUTOR_CACHE_DIR", str(cache_dir))
    monkeypatch.setenv("TUTOR_RECORDS", str(tmp_path / "records.sqlite3"))
    monkeypatch.setenv("TUTOR_MODEL", "smollm2-135m")
    return Path(shutil.copytree(course_index, tmp_path / "index"))


def quiz(index: Path, *flags: str) -> dict[str, Any]:
    result = CliRunner().invoke(app, ["quiz", "--index", str(index), "--json", *flags])
    value: dict[str, Any] = json.loads(result.stdout)
    return value


def test_questions_of_a_topic_are_made_from_its_passages_and_kept(index: Path) -> None:
    wanted = ("--topic", "autoencoders", "--kind", "cloze", "-n", "3")
    first = quiz(index, *wanted)
    assert len(first["questions"]) == 3
    chunks = {chunk.id: chunk for chunk in open_generation(index).chunks}
    for question in first["questions"]:
        (citation,) = question["citations"]
        assert citation["text"] == chunks[citation["chunk_id"]].text
        (start, end) = citation["evidence"][0]
        assert question["answer"] in citation["text"][start:end]
        assert "encoder" in citation["text"] + citation["heading"]
    again = quiz(index, *wanted)
    assert (first["from_bank"], again["from_bank"]) == (0, 3)
    assert {q["id"] for q in again["questions"]} == {q["id"] for q in first["questions"]}


@pytest.fixture(scope="module")
def retriever(course_index: Path, encoder_path: Path) -> Retriever:
    return Retriever.open(course_index, Encoder.load(encoder_path, "minilm"))


@pytest.mark.parametrize("topic", ["sourdough bread", "the French revolution", "car insurance"])
def test_topic_that_the_course_lacks_is_told(retriever: Retriever, topic: str) -> None:
    with pytest.raises(TopicMissingError, match=f"I didn't find '{topic}' in your notes"):
        chunks_about(topic, retriever)


@pytest.mark.parametrize("topic", ["GRUs", "the LSTM gates", "ICD codes", "backprop", "dropout"])
def test_topic_of_the_course_is_found(retriever: Retriever, topic: str) -> None:
    assert chunks_about(topic, retriever)
