"""`tutor eval` with real models on a small set of its own, and search on the published sets."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tutor.config import Settings
from tutor.evaluation.run import evaluate

PASSAGES = [
    (
        "bio-0-0",
        "Cells",
        "Mitochondria make most of a cell's energy. They have a double membrane and DNA of their "
        "own, which is passed on by the mother.",
    ),
    (
        "bio-0-1",
        "Cells",
        "Ribosomes build proteins. A bacterial ribosome has a mass of 2.7 megadaltons.",
    ),
    (
        "bio-1-0",
        "Blood",
        "Haemoglobin carries oxygen in red blood cells. Each molecule binds four molecules of "
        "oxygen.",
    ),
    ("bio-1-1", "Blood", "Platelets stop bleeding. They live for eight to nine days."),
]
QUESTIONS = [
    ("q1", "What do ribosomes build?", "bio-0-1", "proteins"),
    ("q2", "How many molecules of oxygen does haemoglobin bind?", "bio-1-0", "four"),
    ("q3", "How long do platelets live?", "bio-1-1", "eight to nine days"),
]


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    folder = tmp_path / "biology"
    folder.mkdir()
    write(
        folder / "passages.jsonl",
        [dict(zip(("id", "title", "text"), p, strict=True)) for p in PASSAGES],
    )
    write(
        folder / "questions.jsonl",
        [
            {"id": id_, "question": question, "passage_id": passage, "answers": [answer]}
            for id_, question, passage, answer in QUESTIONS
        ],
    )
    return folder


def write(path: Path, rows: list[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")


def command(cwd: Path, cache_dir: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "tutor", "eval", *arguments],
        capture_output=True,
        text=True,
        timeout=600,
        cwd=cwd,
        env={
            "PATH": str(Path(sys.executable).parent),
            "HOME": str(Path.home()),
            "TUTOR_CACHE_DIR": str(cache_dir),
            "TUTOR_MODEL": "smollm2-135m",
        },
    )


@pytest.mark.slow
@pytest.mark.model
def test_everything_is_measured_once_and_scored_again_from_the_rows(
    dataset: Path, tmp_path: Path, cache_dir: Path, encoder_path: Path
) -> None:
    flags = ["all", "biology", "--sample", "2", "--baseline", "plain", "--json"]
    first = command(tmp_path, cache_dir, *flags, "--report", "report.md")
    assert first.returncode == 0, first.stderr
    value = json.loads(first.stdout)
    assert (value["dataset"], value["n"]) == ("biology", 2)
    assert (value["model"], value["encoder"]) == ("smollm2-135m", "minilm")
    for figures in (value["metrics"], value["baseline"]):
        assert {"R@1", "R@5", "MRR@10", "gold_in_answer", "abstention_near"} <= set(figures)
        assert {"abstention_far", "false_abstention"} <= set(figures)
        assert all(f["low"] <= f["value"] <= f["high"] for f in figures.values())
    assert value["metrics"]["R@5"]["value"] == 1.0
    assert value["settings"]["strictness"] > 0
    assert "# Evaluation on biology" in (tmp_path / "report.md").read_text("utf-8")
    assert "sking" in first.stderr

    kept = {
        path: path.read_bytes() for path in (tmp_path / "eval-rows" / "biology").glob("*.jsonl")
    }
    assert len(kept) == 4
    # Nothing is asked again, at whatever strictness; the highest one refuses nearly everything.
    strict = command(tmp_path, cache_dir, *flags, "--strictness", "1")
    assert strict.returncode == 0, strict.stderr
    again = json.loads(strict.stdout)
    assert {path: path.read_bytes() for path in kept} == kept
    assert again["baseline"] == value["baseline"]
    refused = again["metrics"]["false_abstention"]["value"]
    assert refused >= value["metrics"]["false_abstention"]["value"]


@pytest.mark.model
def test_a_set_that_cant_be_used_is_one_sentence(
    dataset: Path, tmp_path: Path, cache_dir: Path
) -> None:
    write(dataset / "questions.jsonl", [{"id": "q", "question": "What?", "passage_id": "gone"}])
    done = command(tmp_path, cache_dir, "retrieval", "biology", "--json")
    assert done.returncode == 1
    assert "there is no passage 'gone'" in json.loads(done.stdout)["error"]
    assert "Traceback" not in done.stderr


@pytest.mark.model
def test_figures_are_shown_where_no_json_is_wanted(
    dataset: Path, tmp_path: Path, cache_dir: Path, encoder_path: Path
) -> None:
    done = command(tmp_path, cache_dir, "retrieval", "biology")
    assert done.returncode == 0, done.stderr
    assert "biology, 3 questions" in done.stdout
    assert "R@1" in done.stdout
    assert "retrieval-" in done.stdout


@pytest.mark.slow
@pytest.mark.model
@pytest.mark.parametrize(("name", "least"), [("xquad", 0.93), ("dlqa", 0.78)])
def test_search_on_the_published_sets_stays_good(
    shared: Path, tmp_path: Path, cache_dir: Path, encoder_path: Path, name: str, least: float
) -> None:
    evaluation = evaluate(
        "retrieval",
        shared / "eval" / name,
        Settings(cache_dir=cache_dir),
        sample=200,
        rows=tmp_path,
    )
    figures = evaluation.ours.metrics
    assert figures["R@1"].value >= least
    assert figures["R@5"].value >= 0.95
    assert evaluation.model == ""
