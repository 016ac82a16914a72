"""Conversations leave the file with the other records, come back whole, and can be deleted."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conversations_fakes import ANSWERED, ANSWERED_AGAIN, FIRST, NOT_FOUND, SECOND, Clock
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_conversations_payload import TURNS

from tutor.conversations.conversations import Conversations, Rating
from tutor.conversations.turn import Turn
from tutor.records.errors import RecordsError
from tutor.records.form import parse
from tutor.records.records import Records


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    opened = Records.open(tmp_path / "records.sqlite3")
    yield opened
    opened.close()


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Records]:
    opened = Records.open(tmp_path / "other.sqlite3")
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What a file of Ann's conversations holds."""
    records = Records.open(tmp_path_factory.mktemp("form") / "records.sqlite3")
    fill(records)
    data = exported(records)
    records.close()
    return data


@pytest.fixture
def conversations(records: Records) -> Conversations:
    return fill(records)


def fill(records: Records) -> Conversations:
    """Two of Ann's, of which one has an answer that was rated and asked again, and one of Bob's."""
    made = Conversations(records, clock=Clock())
    made.keep("ann", FIRST, 1, ANSWERED)
    made.rate("ann", FIRST, 1, helpful=False, reason="too short")
    made.keep("ann", FIRST, 1, ANSWERED_AGAIN)
    made.keep("ann", FIRST, 2, NOT_FOUND)
    made.rate("ann", FIRST, 2, helpful=True)
    made.keep("ann", SECOND, 1, NOT_FOUND)
    made.keep("bob", "3" * 32, 1, ANSWERED)
    return made


def exported(records: Records, student: str = "ann") -> dict[str, Any]:
    """What a file of an export holds."""
    value: dict[str, Any] = json.loads(json.dumps(records.export(student), allow_nan=False))
    return value


@pytest.mark.usefixtures("conversations")
def test_conversations_come_back_with_their_turns_and_ratings(
    records: Records, other: Records
) -> None:
    added = other.import_records(exported(records), "me")
    assert added["conversations"] == 2
    there = Conversations(other, clock=Clock())
    assert there.turns("me", FIRST) == (ANSWERED_AGAIN, NOT_FOUND)
    assert there.ratings("me", FIRST) == {2: Rating(helpful=True)}
    assert [each.id for each in there.listed("me", "cup")] == [SECOND, FIRST]
    assert [each.reason for each in other.gaps.unhelpful()] == ["too short"]
    assert exported(other, "me") == {**exported(records), "student": "me"}
    assert other.import_records(exported(records), "me")["conversations"] == 0


@pytest.mark.usefixtures("conversations")
def test_the_form_of_a_conversation_is_plain_and_named(records: Records) -> None:
    first = exported(records)["conversations"][0]
    turn = first["turns"].pop()
    assert turn.pop("payload")["version"] == 1
    assert turn == {
        "number": 2,
        "asked": "2026-03-01T12:03:00Z",
        "question": "Who won the cup?",
        "query": "Who won the cup?",
        "answer": "",
        "outcome": "not in notes",
        "chunk_ids": ["c7"],
    }
    assert first["feedback"][0] == {
        "number": None,
        "helpful": False,
        "reason": "too short",
        "question": "What is ReLU?",
        "query": "What is ReLU?",
        "answer": ANSWERED.cited_text,
        "chunk_ids": ["c1"],
        "rated": "2026-03-01T12:01:00Z",
    }
    del first["turns"], first["feedback"]
    assert first == {
        "id": FIRST,
        "title": "What is ReLU?",
        "started": "2026-03-01T12:00:00Z",
        "changed": "2026-03-01T12:03:00Z",
    }


@pytest.mark.usefixtures("conversations")
def test_a_file_of_version_1_has_no_conversations_and_is_read(
    records: Records, other: Records
) -> None:
    data = {**exported(records), "version": 1}
    del data["conversations"]
    assert other.import_records(data, "me")["conversations"] == 0


@pytest.mark.usefixtures("conversations")
def test_another_students_conversation_is_refused_whole(records: Records) -> None:
    with pytest.raises(RecordsError, match=r"Nothing was imported: the conversation 1+ .* another"):
        records.import_records(exported(records), "bob")
    assert len(exported(records, "bob")["conversations"]) == 1


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("id", "x", "in conversations.0.id"),
        ("id", FIRST + "\n", "in conversations.0.id"),
        ("id", SECOND, "two conversations have the same id"),
        ("title", "", "in conversations.0.title"),
        ("title", "x" * 121, "in conversations.0.title"),
        ("turns.0.number", 2, "numbered from 1"),
        ("turns.0.payload", [], "in conversations.0.turns.0.payload"),
        ("turns.0.payload", {"turn": ["\ud800"]}, "in conversations.0.turns.0.payload"),
        ("turns.0.question", "\ud800", "in conversations.0.turns.0.question"),
        ("feedback.0.number", 2, "rated twice"),
        ("feedback.0.number", 9, "the turn 9 is missing"),
        ("feedback.0.helpful", "perhaps", "in conversations.0.feedback.0.helpful"),
        ("surprise", 1, "in conversations.0.surprise"),
    ],
)
def test_what_is_wrong_with_a_conversation_is_said(
    form: Any, path: str, value: Any, message: str
) -> None:
    data = copy.deepcopy(form)
    *parents, last = path.split(".")
    place = data["conversations"][0]
    for part in parents:
        place = place[int(part) if part.isdigit() else part]
    place[last] = value
    with pytest.raises(RecordsError, match=message):
        parse(data)


@pytest.mark.usefixtures("conversations")
def test_deleting_a_students_records_leaves_no_word_of_a_conversation(
    records: Records, tmp_path: Path
) -> None:
    secret = Turn("A very secret question about ann")
    Conversations(records, clock=Clock()).keep("ann", "4" * 32, 1, secret)
    assert records.delete("ann")["conversations"] == 3
    files = b"".join(each.read_bytes() for each in tmp_path.glob("records.sqlite3*"))
    assert b"ann" not in files
    assert b"too short" not in files
    assert b"cup" not in files
    assert len(exported(records, "bob")["conversations"]) == 1


@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(TURNS, min_size=1, max_size=3), st.booleans(), st.text(max_size=20))
def test_every_conversation_comes_back(
    records: Records, other: Records, turns: list[Turn], helpful: bool, reason: str
) -> None:
    here, there = (Conversations(each, clock=Clock()) for each in (records, other))
    for each in (records, other):
        each.delete("ann")
    for number, turn in enumerate(turns, start=1):
        here.keep("ann", FIRST, number, turn)
    here.rate("ann", FIRST, 1, helpful=helpful, reason=reason)
    other.import_records(exported(records), "ann")
    assert there.turns("ann", FIRST) == tuple(turns)
    assert exported(other) == exported(records)
