"""A small set of questions, and rows as a tutor would have given them."""

import json
from pathlib import Path
from typing import Any

from tutor.evaluation.datasets import Question

PASSAGES = [
    {"id": "set-0-0", "title": "Rivers", "text": "The Nile is 6,650 km long. It ends in Egypt."},
    {"id": "set-0-1", "title": "Rivers", "text": "The Rhine is 1,230 km long."},
    {"id": "set-1-0", "title": "Peaks", "text": "Mont Blanc is 4,806 m high."},
    {"id": "set-1-1", "title": "Peaks", "text": "The Matterhorn is 4,478 m high."},
]
QUESTIONS = [
    {"id": id_, "question": question, "passage_id": passage, "answers": [answer]}
    for id_, question, passage, answer in (
        ("q1", "How long is the Nile?", "set-0-0", "6,650"),
        ("q2", "How long is the Rhine?", "set-0-1", "1,230"),
        ("q3", "How high is Mont Blanc?", "set-1-0", "4,806"),
    )
]
NILE = Question("q1", "How long is the Nile?", "set-0-0", ("6,650",))


def write_set(
    folder: Path,
    passages: list[dict[str, Any]] | None = None,
    questions: list[dict[str, Any]] | None = None,
) -> Path:
    """A folder with both files; the rows above unless others are given."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in (
        ("passages.jsonl", PASSAGES if passages is None else passages),
        ("questions.jsonl", QUESTIONS if questions is None else questions),
    ):
        text = "".join(json.dumps(row) + "\n" for row in rows)
        (folder / name).write_text(text, "utf-8")
    return folder


def row(
    text: str = "The Nile is 6,650 km long [1].",
    *,
    kind: str = "answerable",
    id_: str = "q1",
    citations: tuple[tuple[int, ...], ...] = ((1,),),
    probability: float | None = 0.9,
    verdict: float | None = 1.5,
    status: str = "answered",
    refused_by: str | None = None,
    sources: tuple[tuple[str, str], ...] = (("set-0-0", "The Nile is 6,650 km long."),),
    prompts: tuple[str, ...] = ("Notes:\n[1] The Nile is 6,650 km long.\n\nQuestion: How long?",),
) -> dict[str, Any]:
    """An answer as it is kept, cited as told, one entry of `citations` a sentence."""
    grounding = {
        "probability": probability,
        "closeness": 0.8,
        "verdict": verdict,
        "refused_by": refused_by,
    }
    return {
        "kind": kind,
        "id": id_,
        "status": status,
        "text": text,
        "sentences": [
            {"text": text, "citations": list(numbers), "supported": bool(numbers)}
            for numbers in citations
        ],
        "sources": [
            {"n": n, "document": document, "text": passage}
            for n, (document, passage) in enumerate(sources, start=1)
        ],
        "seconds": {"retrieval": 0.01, "first_token": 1.0, "total": 3.0},
        "prompts": list(prompts),
        "grounding": None if probability is None else grounding,
    }
