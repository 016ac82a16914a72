"""Records leave the file in an open form and come back whole, once, or not at all."""

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from records_fakes import DAY, NOON, answer, card, dispute, exam, fill, item

from tutor.practice.review import Rating, reviewed
from tutor.records.errors import RecordsError
from tutor.records.form import (
    Answer,
    Card,
    Conversation,
    Dispute,
    Exam,
    Feedback,
    Item,
    RecordsForm,
    Turn,
)
from tutor.records.records import Records
from tutor.records.values import LOCAL_STUDENT

KINDS = ("items", "answers", "cards", "disputes", "exams", "conversations")


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    opened = Records.open(tmp_path / "records.sqlite3")
    yield opened
    opened.close()


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Records]:
    """The records on another computer."""
    opened = Records.open(tmp_path / "other.sqlite3")
    yield opened
    opened.close()


def exported(records: Records, student: str = LOCAL_STUDENT) -> dict[str, Any]:
    """What a file of an export holds."""
    value: dict[str, Any] = json.loads(json.dumps(records.export(student), allow_nan=False))
    return value


def test_the_form_is_plain_and_named(records: Records) -> None:
    records.record_answer(answer(), item(), card())
    records.dispute(dispute())
    records.save_exam(exam())
    records.set_exam_date(LOCAL_STUDENT, date(2026, 5, 4))
    assert exported(records) == {
        "format": "study-tutor-records",
        "version": 2,
        "student": "me",
        "exam_date": "2026-05-04",
        "items": [
            {"id": "q1", "payload": item().payload, "topic": "Neurons", "chapter": "4"},
        ],
        "answers": [
            {
                "id": "a1",
                "item_id": "q1",
                "answered": "2026-03-01T12:01:00Z",
                "response": "some words",
                "score": 0.5,
                "rating": 2,
                "setting": "quiz",
                "seconds": 3.25,
                "hints": 1,
                "detail": {"verdict": "partly", "missed": ["why"]},
            }
        ],
        "cards": [{"item_id": "q1", "state": {"step": 0}, "due": "2026-03-02T12:00:00Z"}],
        "disputes": [
            {
                "id": "d1",
                "answer_id": "a1",
                "reason": "I said that.",
                "disputed": "2026-03-02T12:00:00Z",
            }
        ],
        "exams": [
            {
                "id": "e1",
                "started": "2026-03-02T12:00:00Z",
                "minutes": 60.0,
                "payload": {"responses": {"q1": 2}},
                "finished": None,
            }
        ],
        "conversations": [],
    }


def test_every_field_of_the_form_is_described() -> None:
    described = (Path(__file__).parents[2] / "docs/records.md").read_text(encoding="utf-8")
    for rows in (RecordsForm, Item, Answer, Card, Dispute, Exam, Conversation, Turn, Feedback):
        for name in rows.model_fields:
            assert re.search(rf"[`{{ ]{name}[`}},]", described), f"{name} of {rows.__name__}"


@pytest.mark.parametrize("response", [1, True, False, "wörds \ud800 \x00", None])
def test_what_was_exported_comes_back_as_it_was(
    records: Records, other: Records, response: Any
) -> None:
    fill(records)
    records.record_answer(answer(response=response), item(), card())
    added = other.import_records(exported(records), LOCAL_STUDENT)
    assert [added[kind] for kind in KINDS] == [2, 5, 2, 1, 1, 0]
    assert other.answers(LOCAL_STUDENT) == records.answers(LOCAL_STUDENT)
    assert type(other.answer("a1").response) is type(response)
    assert exported(other) == exported(records)


def test_only_what_is_ones_own_is_exported(records: Records) -> None:
    fill(records, "ann", prefix="a", items=3)
    fill(records, "bob", prefix="b", items=1)
    data = exported(records, "bob")
    assert [len(data[kind]) for kind in KINDS] == [1, 2, 1, 1, 1, 0]
    nothing = exported(records, "nobody")
    assert [nothing[kind] for kind in KINDS] == [[]] * len(KINDS)


def test_importing_twice_adds_nothing_and_changes_nothing(records: Records, other: Records) -> None:
    fill(records)
    data = exported(records)
    other.import_records(data, LOCAL_STUDENT)
    other.correct_rating("a11", 4, card(due=NOON + 30 * DAY))
    other.save_exam(exam(payload={"responses": {}}, finished=NOON))
    before = exported(other)
    assert other.import_records(data, LOCAL_STUDENT) == dict.fromkeys(KINDS, 0)
    assert exported(other) == before


def test_records_can_become_those_of_another_name(records: Records, other: Records) -> None:
    fill(records, "ann")
    other.import_records(exported(records, "ann"), LOCAL_STUDENT)
    assert len(other.answers(LOCAL_STUDENT)) == 4
    assert other.answers("ann") == []
    assert other.exam_date(LOCAL_STUDENT) == records.exam_date("ann")


def test_what_is_another_students_already_is_refused_whole(records: Records) -> None:
    fill(records, "ann")
    data = exported(records, "ann")
    with pytest.raises(RecordsError, match=r"Nothing was imported: the answer a\d\d is .* another"):
        records.import_records(data, "bob")
    with pytest.raises(RecordsError, match="the exam e1 is recorded for another"):
        records.import_records({**data, "answers": [], "disputes": [], "cards": []}, "bob")
    assert [exported(records, "bob")[kind] for kind in KINDS] == [[]] * len(KINDS)


def test_answers_of_two_computers_make_one_history(records: Records, other: Records) -> None:
    """The card follows from all answers, whichever computer each was given on."""
    history = []
    for number, (where, rating, days) in enumerate(
        [(records, 3, 0), (other, 3, 2), (records, 1, 9)]
    ):
        now = NOON + days * DAY
        history.append((Rating(rating), now))
        where.record_answer(
            answer(id=f"a{number}", answered=now, rating=rating),
            item(),
            reviewed(LOCAL_STUDENT, "q1", [(Rating(rating), now)]),
        )
    expected = reviewed(LOCAL_STUDENT, "q1", history)
    for here, there in ((records, other), (other, records)):
        here.import_records(exported(there), LOCAL_STUDENT, reviewed=reviewed)
        assert here.cards(LOCAL_STUDENT) == [expected]
    assert exported(records) == exported(other)


def changed(path: str, value: Any) -> dict[str, Any]:
    """An export in which one value is another, or has gone."""
    data: Any = {
        "format": "study-tutor-records",
        "version": 1,
        "student": "me",
        "items": [{"id": "q1", "payload": {}, "topic": "", "chapter": ""}],
        "answers": [
            {
                "id": "a1",
                "item_id": "q1",
                "answered": "2026-03-01T12:01:00Z",
                "response": None,
                "score": 0.5,
                "rating": 2,
                "setting": "quiz",
            }
        ],
        "cards": [],
        "disputes": [],
        "exams": [],
    }
    *parents, last = [int(part) if part.isdigit() else part for part in path.split(".")]
    place = data
    for part in parents:
        place = place[part]
    if value is ...:
        del place[last]
    elif isinstance(place, list):
        place.append(value)
    else:
        place[last] = value
    return data  # type: ignore[no-any-return]


def test_what_may_be_left_out_may_be_left_out(records: Records) -> None:
    added = records.import_records(changed("cards", []), LOCAL_STUDENT)
    assert [added[kind] for kind in KINDS] == [1, 1, 0, 0, 0, 0]
    assert (records.answer("a1").hints, records.answer("a1").seconds) == (0, None)


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("format", "other", "holds no records"),
        ("format", ..., "holds no records"),
        ("version", 3, "newer version of Study Tutor; update"),
        ("version", 0, "in version"),
        ("student", ..., "in student"),
        ("extra", 1, "in extra"),
        ("items.0.payload", [1], "in items.0.payload"),
        ("items.0.payload", {"x": float("nan")}, "in items.0.payload.x"),
        ("items.0.topic", "\ud800", "in items.0.topic"),
        ("items.1", {"id": "q1", "payload": {}, "topic": "", "chapter": ""}, "two items have"),
        ("answers.0.id", "", "in answers.0.id"),
        ("answers.0.item_id", "q2", "the item q2 is missing"),
        ("answers.0.answered", "2026-03-01T12:01:00", "in answers.0.answered"),
        ("answers.0.answered", "0001-01-01T00:00:00+14:00", "in answers.0.answered"),
        ("answers.0.answered", "9999-12-31T00:00:00Z", "in answers.0.answered"),
        ("answers.0.score", 1.01, "in answers.0.score"),
        ("answers.0.score", float("nan"), "in answers.0.score"),
        ("answers.0.rating", 5, "in answers.0.rating"),
        ("answers.0.setting", "party", "in answers.0.setting"),
        ("answers.0.response", [1], "in answers.0.response"),
        ("answers.0.seconds", -1, "in answers.0.seconds"),
        ("cards.0", {"item_id": "q2", "state": {}, "due": "2026-03-01T12:01:00Z"}, "q2 is missing"),
        (
            "disputes.0",
            {"id": "d", "answer_id": "a2", "reason": "", "disputed": "2026-03-01T12:01:00Z"},
            "the answer a2 is missing",
        ),
        (
            "exams.0",
            {"id": "e", "started": "2026-03-01T12:01:00Z", "minutes": 0, "payload": {}},
            "in exams.0.minutes",
        ),
    ],
)
def test_what_is_wrong_is_said_and_nothing_of_it_is_imported(
    records: Records, path: str, value: Any, message: str
) -> None:
    with pytest.raises(RecordsError, match=message) as raised:
        records.import_records(changed(path, value), LOCAL_STUDENT)
    assert "\n" not in str(raised.value)
    assert [exported(records)[kind] for kind in KINDS] == [[]] * len(KINDS)


def test_an_import_that_fails_halfway_leaves_nothing(records: Records, other: Records) -> None:
    fill(records)

    def broken(*_: object) -> Any:
        raise RecordsError("It broke.")

    with pytest.raises(RecordsError, match="It broke"):
        other.import_records(exported(records), LOCAL_STUDENT, reviewed=broken)
    assert [exported(other)[kind] for kind in KINDS] == [[]] * len(KINDS)
    assert other.exam_date(LOCAL_STUDENT) is None
