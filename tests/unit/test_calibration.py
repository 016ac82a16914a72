"""Fitting the decision: what is held out together."""

import json
from pathlib import Path

from benchmarks.calibration import article_of
from tutor.evaluation.datasets import read_dataset


def test_questions_of_one_article_are_held_out_together_and_others_apart(tmp_path: Path) -> None:
    passages = [
        ("set-0-0", "Cells"),
        ("set-0-1", "Cells"),
        ("set-1-0", "Blood"),
        ("set-1-1", "Blood"),
    ]
    for name, rows in {
        "passages.jsonl": [{"id": i, "title": title, "text": "A text."} for i, title in passages],
        "questions.jsonl": [
            {"id": f"q{i}", "question": "What is it?", "passage_id": i} for i, _ in passages
        ],
    }.items():
        (tmp_path / name).write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    dataset = read_dataset(tmp_path)
    groups = {q.passage_id: article_of(dataset, q) for q in dataset.questions}
    assert groups["set-0-0"] == groups["set-0-1"]
    assert groups["set-1-0"] == groups["set-1-1"]
    assert groups["set-0-0"] != groups["set-1-0"]
