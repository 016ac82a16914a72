"""What students did is kept as it was, of each student alone."""

import threading
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from records_fakes import DAY, NOON, answer, card, dispute, exam, fill, item
from sqlalchemy.exc import IntegrityError

from tutor.records.errors import RecordsError
from tutor.records.records import Records
from tutor.records.values import LOCAL_STUDENT


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "records.sqlite3"


@pytest.fixture
def records(path: Path) -> Iterator[Records]:
    opened = Records.open(path)
    yield opened
    opened.close()


@pytest.mark.parametrize("response", [2, 0, True, False, "", "wörds \ud800 \x00", None])
def test_an_answer_comes_back_as_it_was_given(records: Records, response: Any) -> None:
    given = answer(response=response)
    records.record_answer(given, item(), card())
    kept = records.answer("a1")
    assert kept == given
    assert type(kept.response) is type(response)
    assert kept.answered.tzinfo is timezone.utc
    assert records.items(["q1", "never asked"]) == {"q1": item()}
    assert records.card(LOCAL_STUDENT, "q1") == card()


def test_times_of_any_zone_are_kept_in_utc(records: Records) -> None:
    there = timezone(timedelta(hours=-6))
    records.record_answer(answer(answered=datetime(2026, 3, 1, 20, tzinfo=there)), item(), card())
    assert records.answer("a1").answered.isoformat() == "2026-03-02T02:00:00+00:00"


def test_a_time_without_a_zone_is_a_bug(records: Records) -> None:
    with pytest.raises(Exception, match="no time zone"):
        records.record_answer(answer(answered=datetime(2026, 3, 1)), item(), card())
    assert records.answers(LOCAL_STUDENT) == []


def test_an_answer_its_item_and_its_card_are_kept_together_or_not_at_all(records: Records) -> None:
    with pytest.raises(IntegrityError):
        records.record_answer(answer(), item(), card(item_id="another"))
    assert records.answers(LOCAL_STUDENT) == []
    assert records.items(["q1"]) == {}


def test_answers_are_listed_oldest_first_by_item_and_since_a_moment(records: Records) -> None:
    later, earlier = answer(2, item_id="q2"), answer(1)
    records.record_answer(later, item(2), card(item_id="q2"))
    records.record_answer(earlier, item(1), card())
    assert records.answers(LOCAL_STUDENT) == [earlier, later]
    assert records.answers(LOCAL_STUDENT, item_id="q2") == [later]
    assert records.answers(LOCAL_STUDENT, since=later.answered) == [later]
    assert records.answers("somebody else") == []


def test_an_item_is_kept_as_it_was_when_it_was_answered_last(records: Records) -> None:
    records.record_answer(answer(1), item(), card())
    records.record_answer(answer(2), item(topic="Layers"), card(due=NOON + 3 * DAY))
    assert records.items({"q1"})["q1"].topic == "Layers"
    assert [each.due for each in records.cards(LOCAL_STUDENT)] == [NOON + 3 * DAY]


def test_more_items_are_found_at_once_than_a_statement_may_name(records: Records) -> None:
    records.record_answer(answer(), item(), card())
    assert list(records.items([f"q{number}" for number in range(40_000)])) == ["q1"]


def test_cards_are_due_soonest_first_up_to_a_moment(records: Records) -> None:
    for number, days in ((1, 3), (2, 1), (3, 2)):
        due = card(item_id=f"q{number}", due=NOON + days * DAY)
        records.record_answer(answer(number, item_id=f"q{number}"), item(number), due)
    assert [each.item_id for each in records.cards(LOCAL_STUDENT)] == ["q2", "q3", "q1"]
    assert [each.item_id for each in records.due(LOCAL_STUDENT, NOON + 2 * DAY)] == ["q2", "q3"]
    assert records.due("somebody else", NOON + 9 * DAY) == []


def test_a_corrected_rating_changes_the_answer_and_its_card(records: Records) -> None:
    records.record_answer(answer(), item(), card())
    records.correct_rating("a1", 4, card(due=NOON + 8 * DAY))
    assert records.answer("a1") == answer(rating=4)
    assert [each.due for each in records.cards(LOCAL_STUDENT)] == [NOON + 8 * DAY]


def test_objections_are_listed_for_their_student(records: Records) -> None:
    records.record_answer(answer(), item(), card())
    records.dispute(dispute(2))
    records.dispute(dispute(1))
    assert records.disputes(LOCAL_STUDENT) == [dispute(1), dispute(2)]
    assert records.disputes("somebody else") == []


def test_what_was_deleted_meanwhile_is_a_sentence(records: Records) -> None:
    for call in (
        lambda: records.answer("a1"),
        lambda: records.correct_rating("a1", 3, card()),
        lambda: records.dispute(dispute()),
    ):
        with pytest.raises(RecordsError, match="not recorded any more"):
            call()
    assert records.cards(LOCAL_STUDENT) == []


def test_an_exam_is_replaced_whenever_it_is_saved(records: Records) -> None:
    assert records.exam("e1") is None
    records.save_exam(exam(1))
    records.save_exam(exam(2))
    done = exam(1, payload={"responses": {"q1": 1, "q2": True}}, finished=NOON + 2 * DAY)
    records.save_exam(done)
    assert records.exam("e1") == done
    assert records.exams(LOCAL_STUDENT) == [exam(2), done]
    assert records.exams("somebody else") == []


def test_the_day_of_the_exam_can_be_set_moved_and_forgotten(records: Records) -> None:
    assert records.exam_date(LOCAL_STUDENT) is None
    for day in (date(2026, 5, 4), date(2026, 5, 11), None):
        records.set_exam_date(LOCAL_STUDENT, day)
        assert records.exam_date(LOCAL_STUDENT) == day


def test_another_opening_of_the_file_finds_everything(records: Records, path: Path) -> None:
    fill(records)
    other = Records.open(path)
    try:
        assert other.answers(LOCAL_STUDENT) == records.answers(LOCAL_STUDENT)
        assert len(other.answers(LOCAL_STUDENT)) == 4
    finally:
        other.close()


def test_threads_and_two_openings_write_at_once_and_lose_nothing(
    records: Records, path: Path
) -> None:
    other = Records.open(path)
    failures: list[Exception] = []

    def work(to: Records, who: str) -> None:
        try:
            for number in range(15):
                given = answer(number, id=f"{who}-{number}", student=who)
                to.record_answer(given, item(), card(student=who))
                to.correct_rating(given.id, 3, card(student=who))
                to.answers(who)
        except Exception as error:  # noqa: BLE001 - shown by the test
            failures.append(error)

    threads = [
        threading.Thread(target=work, args=((records, other)[n % 2], f"student {n}"))
        for n in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    other.close()
    assert failures == []
    for n in range(6):
        assert [each.rating for each in records.answers(f"student {n}")] == [3] * 15


def test_deleting_a_student_leaves_the_others_and_no_trace_in_the_file(
    records: Records, path: Path
) -> None:
    fill(records, "ann")
    fill(records, "bob", prefix="b", items=1)
    secret = item(9, payload={"question": "A very secret question"})
    records.record_answer(
        answer(9, id="s", student="ann", item_id="q9", response="a very secret answer"),
        secret,
        card(student="ann", item_id="q9"),
    )
    assert b"very secret" in everything_in(path)
    removed = records.delete("ann")
    assert removed == {
        "disputes": 1,
        "answers": 5,
        "cards": 3,
        "exams": 1,
        "conversations": 0,
        "items": 2,
    }
    assert b"very secret" not in everything_in(path)
    assert b"ann" not in everything_in(path)
    assert records.exam_date("ann") is None
    assert (records.answers("ann"), records.cards("ann"), records.exams("ann")) == ([], [], [])
    assert list(records.items(["q1", "q2", "q9"])) == ["q1"]
    assert len(records.answers("bob")) == 2
    assert records.delete("ann") == dict.fromkeys(removed, 0)


def everything_in(path: Path) -> bytes:
    """The file and those that SQLite keeps beside it."""
    return b"".join(each.read_bytes() for each in path.parent.glob(f"{path.name}*"))
