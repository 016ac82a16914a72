"""`tutor gaps`: what the notes lack, in words and as JSON."""

from dataclasses import replace
from pathlib import Path

import pytest
from conversations_fakes import ANSWERED, nearest
from practice_cli_fakes import Desk, desk

from tutor.answering.events import Searched
from tutor.conversations.conversations import Conversations
from tutor.conversations.turn import Phase, Turn
from tutor.retrieval.store import open_generation


@pytest.fixture
def student(isolated_home: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return desk(monkeypatch, questions=False)


def ask(student: Desk) -> str:
    """Two questions that the notes don't answer and an answer that was too short."""
    chunk = open_generation(Path("index")).chunks[0]
    near = replace(nearest(chunk.id, chunk.heading), document=chunk.document_id)
    with student.records() as records:
        conversations = Conversations(records, clock=student.clock)
        for number, question in enumerate(("Who is [red]?", "who is red", "Is it open book?")):
            turn = Turn(question, Phase.NOT_IN_NOTES, question, searched=Searched(1, 1, (near,)))
            conversations.keep("me", f"{number:032x}", 1, turn)
        conversations.keep("ann", "a" * 32, 1, ANSWERED)
        conversations.rate("ann", "a" * 32, 1, helpful=False, reason="too short")
    return chunk.heading


def test_gaps_are_listed_by_topic(student: Desk) -> None:
    heading = ask(student)
    shown = student.run("gaps").stdout
    for lines in (
        ("- Who is [red]?", "not in the notes, 2 times, last on 2026-03-01", f"nearest: {heading}"),
        ("- What is ReLU?", "answer marked down, on 2026-03-01", "said of it: too short"),
    ):
        assert "\n  ".join(lines) in shown
    assert "\nElsewhere (1)\n" in shown
    (first, last) = student.value("gaps")["topics"]
    assert (first["count"], last["topic"], last["count"]) == (3, "", 1)
    assert [row["count"] for row in first["rows"]] == [2, 1]
    assert set(last["rows"][0]) >= {"question", "count", "kind", "nearest", "reasons", "last"}
    assert "ann" not in str(first) + str(last)


def test_nothing_is_said_where_nothing_is_missing(student: Desk) -> None:
    assert "answered everything" in student.run("gaps").stdout
    assert student.value("gaps") == {"topics": []}
