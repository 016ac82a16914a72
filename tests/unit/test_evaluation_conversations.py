"""Conversations are read strictly, and each turn is searched for as a chat's turn is."""

import json
from pathlib import Path
from typing import Any

import pytest
from retrieval_fakes import FakeEncoder, write_notes

from tutor.evaluation.conversations import FOLLOW_UPS, follow_ups, load_conversations
from tutor.evaluation.datasets import DatasetError
from tutor.retrieval.builder import build
from tutor.retrieval.retriever import Retriever

CONVERSATIONS = Path(__file__).parents[1] / "data" / "conversations.jsonl"


@pytest.fixture
def retriever(tmp_path: Path) -> Retriever:
    build(
        [write_notes(tmp_path / "notes")],
        tmp_path / "index",
        FakeEncoder(),
    )
    return Retriever.open(tmp_path / "index", FakeEncoder())


def written(folder: Path, *turns: tuple[str, str, bool]) -> Path:
    path = folder / "talks.jsonl"
    rows = [
        {"question": q, "documents": [d], "answer": "Yes.", "new_subject": new}
        for q, d, new in turns
    ]
    path.write_text(json.dumps({"id": "a", "part": "tuning", "turns": rows}), "utf-8")
    return path


def test_figures_tell_follow_ups_first_turns_and_changes_of_subject_apart(
    retriever: Retriever, tmp_path: Path
) -> None:
    path = written(
        tmp_path,
        ("Adam keeps two moving averages", "learning.md", False),
        ("and it keeps one?", "learning.md", False),
        ("ICD codes name which diagnoses", "health.md", True),
    )
    result = follow_ups(retriever, load_conversations(path))
    figures = {measure.name: (measure.value, measure.n) for measure in result.measures}
    assert figures[FOLLOW_UPS] == (1.0, 2)
    assert figures[f"{FOLLOW_UPS}, tuning"] == (1.0, 2)
    assert figures["first questions"] == (1.0, 1)
    assert figures["changes of subject"] == (1.0, 1)
    assert figures["changes of subject: noticed"] == (1.0, 1)
    assert [row["alone"] for row in result.rows] == [True, False, True]
    assert result.rows[1]["query"] == "Adam keeps two moving averages and it keeps one?"
    assert result.failures == ()


def test_a_failure_says_what_was_found_instead(tmp_path: Path) -> None:
    notes = {f"n{i}.md": f"# N\n\nAdam keeps {i} averages.\n" for i in range(6)}
    build([write_notes(tmp_path / "n", notes | {"other.md": "# O\n\nCodes.\n"})], tmp_path / "i",
          FakeEncoder())  # fmt: skip
    path = written(tmp_path, ("Adam keeps averages", "other.md", False))
    result = follow_ups(Retriever.open(tmp_path / "i", FakeEncoder()), load_conversations(path))
    (failure,) = result.failures
    assert failure.startswith("a, turn 1 (tuning): “Adam keeps averages” found n")
    assert failure.endswith("and none of other.md.")


def test_notes_that_are_not_in_the_index_are_named(retriever: Retriever, tmp_path: Path) -> None:
    path = written(tmp_path, ("What is dropout?", "missing.md", False))
    with pytest.raises(DatasetError, match=r"missing\.md, which is not in this index"):
        follow_ups(retriever, load_conversations(path))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "holds no conversations"),
        ("{", "line 1 is no conversation"),
        ('{"id": "a", "part": "tuning", "turns": [{"question": "Why?"}]}', "line 1"),
        ('{"id": "a", "part": "tuning", "turns": []}', "without a question or documents"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_one_sentence(
    tmp_path: Path, text: str, reason: str
) -> None:
    path = tmp_path / "talks.jsonl"
    path.write_text(text, "utf-8")
    with pytest.raises(DatasetError, match=reason) as error:
        load_conversations(path)
    assert "\n" not in str(error.value)


def test_the_projects_conversations_are_complete() -> None:
    conversations = load_conversations(CONVERSATIONS)
    assert len(conversations) >= 30
    assert len({conversation.id for conversation in conversations}) == len(conversations)
    for part in ("tuning", "held-out"):
        own: list[Any] = [c for c in conversations if c.part == part]
        assert 2 * len(own) == len(conversations)
        assert all(2 <= len(c.turns) <= 3 and not c.turns[0].new_subject for c in own)
        assert sum(turn.new_subject for c in own for turn in c.turns) >= 5
