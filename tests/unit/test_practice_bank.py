"""The question bank: tied to the passages, shared by threads, left alone by builds of the index."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from practice_fakes import COURSE, bank_with, chunk_of, item, open_course
from retrieval_fakes import FakeEncoder, write_notes

from tutor.errors import TutorError
from tutor.practice.bank import FILE, Bank, Counts
from tutor.retrieval.builder import build
from tutor.retrieval.retriever import Retriever


@pytest.fixture
def retriever(tmp_path: Path) -> Retriever:
    return open_course(tmp_path)


@pytest.fixture
def bank(tmp_path: Path) -> Iterator[Bank]:
    bank = bank_with(tmp_path)
    yield bank
    bank.close()


def ids(retriever: Retriever) -> set[str]:
    return {chunk.id for chunk in retriever.chunks}


def test_questions_come_back_as_they_were_given(bank: Bank, retriever: Retriever) -> None:
    given = [
        item("What does dropout do?", chunk_of(retriever, "Dropout"), key_points=("zero",)),
        item("Which?", chunk_of(retriever, "GRU"), kind="multiple-choice"),
        item("True \N{GREEK SMALL LETTER ALPHA}", chunk_of(retriever, "GRU"), kind="true-false"),
    ]
    assert bank.add(given) == 3
    found = bank.questions(ids(retriever))
    assert found == given
    assert [question.id for question in found] == [question.id for question in given]


def test_known_id_takes_the_place_of_what_was_there(bank: Bank, retriever: Retriever) -> None:
    old = item("Old?", chunk_of(retriever, "GRU"), id="own-1")
    new = replace(item("New?", chunk_of(retriever, "Dropout")), id="own-1")
    assert (bank.add([old]), bank.add([new])) == (1, 0)
    assert [question.question for question in bank.questions(ids(retriever))] == ["New?"]
    assert bank.covered(ids(retriever)) == {chunk_of(retriever, "Dropout").id: 1}


def test_questions_are_told_apart_by_kind_topic_and_difficulty(
    bank: Bank, retriever: Retriever
) -> None:
    chunk = chunk_of(retriever, "GRU")
    bank.add([item("One?", chunk), item("Two", chunk, kind="cloze", difficulty="hard")])
    bank.add([item("Three?", chunk_of(retriever, "Dropout"))])

    def words(**wanted: object) -> list[str]:
        return [q.question for q in bank.questions(ids(retriever), **wanted)]  # type: ignore[arg-type]

    assert words(kind="cloze") == ["Two"]
    assert words(topic="GRU") == ["One?", "Two"]
    assert words(difficulty="medium") == ["One?", "Three?"]
    assert words(topic="GRU", difficulty="medium") == ["One?"]


def test_item_is_retired_with_its_passage_and_comes_back_with_it(
    bank: Bank, retriever: Retriever
) -> None:
    bank.add([item("What?", chunk_of(retriever, "GRU")), item("Imported?")])
    there = ids(retriever)
    gone = there - {chunk_of(retriever, "GRU").id}
    assert [q.question for q in bank.questions(gone)] == ["Imported?"]
    assert bank.counts(gone) == Counts(1, 1, {"short-answer": 1})
    assert bank.covered(gone) == {}
    assert len(bank.questions(there)) == 2
    assert bank.counts(there) == Counts(2, 0, {"short-answer": 2})


def test_what_somebody_brought_in_outlives_the_passage_that_supports_it(
    bank: Bank, retriever: Retriever
) -> None:
    own = replace(item("Mine?", chunk_of(retriever, "GRU")), origin="imported")
    bank.add([own])
    assert bank.questions(set()) == [own]
    assert bank.counts(set()).retired == 0


def test_rejections_are_counted_by_passage_kind_and_reason(bank: Bank) -> None:
    for reason in ("duplicate", "several right", "duplicate"):
        bank.reject("c1", "cloze", reason)
    bank.reject("c1", "true-false", "duplicate")
    assert bank.rejections() == {
        ("c1", "cloze"): {"duplicate": 2, "several right": 1},
        ("c1", "true-false"): {"duplicate": 1},
    }


def test_removed_items_are_gone(bank: Bank, retriever: Retriever) -> None:
    kept, removed = item("Kept?", chunk_of(retriever, "GRU")), item("Removed?")
    bank.add([kept, removed])
    assert bank.remove([removed.id, "unknown"]) == 1
    assert bank.questions(ids(retriever)) == [kept]


def test_builds_and_rebuilds_of_the_index_leave_the_bank_alone(tmp_path: Path) -> None:
    retriever = open_course(tmp_path)
    bank = Bank.open(tmp_path / "index" / FILE)
    bank.add(
        [item("What?", chunk_of(retriever, "GRU")), item("Why?", chunk_of(retriever, "Dropout"))]
    )
    changed = {**COURSE, "03-gates.md": "# Gates\n\n## GRU\n\nThis is another text on gates.\n"}
    for notes, rebuild in ((changed, False), (COURSE, True), (COURSE, True), (COURSE, True)):
        folder = write_notes(tmp_path / "notes", notes)
        build([folder], tmp_path / "index", FakeEncoder(), rebuild=rebuild)
        now = ids(Retriever.open(tmp_path / "index", FakeEncoder()))
        assert len(bank.questions(now)) == (1 if notes is changed else 2)
    bank.close()


def test_two_banks_on_one_file_may_write_at_once(tmp_path: Path, retriever: Retriever) -> None:
    banks = [bank_with(tmp_path), bank_with(tmp_path)]
    chunk = chunk_of(retriever, "GRU")

    def write(number: int) -> None:
        for i in range(25):
            banks[number].add([item(f"Question {number} {i}?", chunk)])

    threads = [threading.Thread(target=write, args=(number,)) for number in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(banks[0].questions({chunk.id})) == 50
    for bank in banks:
        bank.close()


def test_file_that_is_no_database_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("These are notes and no database. " * 100)
    with pytest.raises(TutorError, match="no database"):
        Bank.open(tmp_path / FILE)
