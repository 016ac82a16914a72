"""Practice as the terminal and the page use it: answers, corrections, disputes, reviews, exams."""

import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from answering_fakes import UNSURE, open_notes
from practice_fakes import COURSE, NOW, Model, bank_with, chunk_of, install_maker, item, open_course

from tutor.api import Tutor
from tutor.errors import TutorError
from tutor.practice.practice import Practice
from tutor.practice.question import Origin, Question
from tutor.practice.quiz import QuizWish
from tutor.practice.review import Rating
from tutor.records.records import Records
from tutor.retrieval.retriever import Retriever

ME = "me"


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def tutor(tmp_path: Path) -> Tutor:
    return Tutor(open_course(tmp_path), Model(), UNSURE)


@pytest.fixture
def practice(tutor: Tutor, tmp_path: Path, clock: Clock) -> Iterator[Practice]:
    with (
        closing(bank_with(tmp_path)) as bank,
        closing(Records.open(tmp_path / "records.sqlite3")) as records,
    ):
        yield Practice(tutor, bank, records, clock=clock)


def choice(retriever: Retriever, words: str = "What has a GRU?", heading: str = "GRU") -> Question:
    return item(words, chunk_of(retriever, heading), kind="multiple-choice")


def test_answer_is_graded_recorded_and_planned(practice: Practice, tutor: Tutor) -> None:
    question = choice(tutor.retriever)
    promised = practice.next_dates(ME, question)
    marked = practice.answer(ME, question, 0, setting="quiz", seconds=4.5)
    assert marked.grade.verdict == "right"
    assert marked.due == promised[marked.rating]
    record = practice.records.answer(marked.answer_id)
    assert (record.item_id, record.response, record.score) == (question.id, 0, 1.0)
    assert (record.answered, record.seconds, record.setting) == (NOW, 4.5, "quiz")
    assert record.detail["verdict"] == "right"


def test_wrong_answer_comes_back_sooner_and_what_is_due_is_listed(
    practice: Practice, tutor: Tutor, clock: Clock
) -> None:
    wrong, right = choice(tutor.retriever), choice(tutor.retriever, "Zero units?", "Dropout")
    due = practice.answer(ME, wrong, 3, setting="quiz").due
    assert due < practice.answer(ME, right, 0, setting="quiz").due
    assert practice.due(ME) == []
    clock.now = due
    assert practice.due(ME) == [wrong]
    assert practice.due_count(ME) == 1
    assert practice.due("somebody else") == []


def test_question_whose_passage_changed_is_not_due(
    practice: Practice, tutor: Tutor, clock: Clock
) -> None:
    chunk = replace(chunk_of(tutor.retriever, "GRU"), id="of another time")
    practice.answer(ME, item("Old", chunk, kind="true-false"), False, setting="quiz")
    clock.now += timedelta(days=30)
    assert practice.due(ME) == []


def test_hints_count_in_the_rating(practice: Practice, tutor: Tutor) -> None:
    question = choice(tutor.retriever)
    assert practice.hint(question, 1).level == 1
    alone = practice.answer("a", question, 0, setting="quiz").rating
    assert practice.answer("b", question, 0, setting="quiz", hints=3).rating < alone


def test_rating_can_be_corrected(practice: Practice, tutor: Tutor) -> None:
    question = choice(tutor.retriever)
    promised = practice.next_dates(ME, question)
    marked = practice.answer(ME, question, 0, setting="quiz")
    due = practice.correct_rating(ME, marked.answer_id, Rating.AGAIN)
    assert due == promised[Rating.AGAIN] < marked.due
    assert practice.records.answer(marked.answer_id).rating == 1
    card = practice.records.card(ME, question.id)
    assert card is not None
    assert card.due == due


def test_dispute_is_recorded_for_ones_own_answers_only(practice: Practice, tutor: Tutor) -> None:
    marked = practice.answer(ME, choice(tutor.retriever), 1, setting="quiz")
    practice.dispute(ME, marked.answer_id, " B is right too ")
    (dispute,) = practice.records.disputes(ME)
    assert (dispute.answer_id, dispute.reason) == (marked.answer_id, "B is right too")
    for attempt in (
        lambda: practice.dispute("other", marked.answer_id, "mine"),
        lambda: practice.correct_rating("other", marked.answer_id, Rating.EASY),
    ):
        with pytest.raises(TutorError, match="You gave no answer"):
            attempt()


def test_quiz_asks_last_what_was_answered_lately(practice: Practice, tutor: Tutor) -> None:
    first, second = choice(tutor.retriever), choice(tutor.retriever, "Zero units?", "Dropout")
    practice.bank.add([first, second])
    practice.answer(ME, first, 0, setting="quiz")
    assert practice.make_quiz(QuizWish(2)).questions == (second, first)
    assert practice.make_quiz(QuizWish(1), student="other").from_bank == 1


def test_progress_counts_what_was_answered(practice: Practice, tutor: Tutor) -> None:
    practice.answer(ME, choice(tutor.retriever), 0, setting="quiz")
    practice.set_exam_date(ME, date(2030, 1, 20))
    progress = practice.progress(ME)
    assert progress.exam_date == date(2030, 1, 20)
    assert sum(chapter.answers for chapter in progress.chapters) == 1
    assert len(progress.due_by_day) == 14


def test_exam_is_sat_graded_and_recorded(
    practice: Practice, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    install_maker(monkeypatch)
    exam = practice.start_exam(ME, minutes=30, n=3)
    assert {question.chapter for question in exam.questions} == {"1", "2", "3"}
    first = exam.questions[0]
    response = first.answer if not isinstance(first.answer, str) else "it"
    practice.save_response(exam.id, first.id, response)
    practice.flag(exam.id, first.id, True)
    clock.now += timedelta(minutes=10)
    again = practice.open_exam(ME)
    assert again is not None
    assert (again.id, again.responses, again.flagged) == (exam.id, {first.id: response}, {first.id})
    report = practice.finish_exam(exam.id)
    assert (len(report.results), report.seconds) == (3, 600)
    assert practice.open_exam(ME) is None
    assert [each.id for each in practice.exams(ME)] == [exam.id]
    assert [answer.setting for answer in practice.records.answers(ME)] == ["exam"]


def test_open_exam_is_not_replaced_and_nothing_is_made_for_another(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    maker = install_maker(monkeypatch)
    practice.start_exam(ME, minutes=30, n=1)
    made = len(maker.made)
    with pytest.raises(TutorError, match="not handed in yet"):
        practice.start_exam(ME, minutes=30, n=3)
    assert len(maker.made) == made


def test_filling_gives_way_to_a_question_that_is_being_answered(
    practice: Practice, tutor: Tutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    maker = install_maker(monkeypatch)
    assert not practice.busy
    with closing(tutor.stream("With which probability does dropout set a unit to zero?")) as turn:
        next(turn)
        assert practice.busy
        assert practice.fill(threading.Event())
        assert maker.made == []
    assert not practice.busy
    assert practice.fill(threading.Event())
    assert len(maker.made) == 1


def test_filling_gives_way_to_a_quiz_only_while_the_model_works_for_it(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[bool] = []
    maker = install_maker(monkeypatch)
    make = maker.__call__
    monkeypatch.setattr(
        "tutor.practice.production.make_question",
        lambda *given, **named: (seen.append(practice.busy), make(*given, **named))[1],
    )
    quiz = practice.quiz(QuizWish(2))
    next(quiz)
    assert (seen, practice.busy) == ([True], False)  # whoever thinks about it doesn't need it


def test_new_notes_are_seen(practice: Practice, tutor: Tutor, tmp_path: Path) -> None:
    before = practice.snapshot()
    assert practice.snapshot() is before
    (tmp_path / "other").mkdir()
    tutor._index = open_course(tmp_path / "other")  # as a live index does
    assert practice.snapshot() is not before


def test_questions_that_stand_in_the_notes_are_asked_without_a_model(
    tmp_path: Path, clock: Clock
) -> None:
    rows = "question,answer\nWhich gates has a GRU?,A reset gate and an update gate.\n"
    retriever = open_notes(tmp_path, {**COURSE, "exam.csv": rows})
    with (
        closing(bank_with(tmp_path)) as bank,
        closing(Records.open(tmp_path / "records.sqlite3")) as records,
    ):
        practice = Practice(Tutor(retriever, None, UNSURE), bank, records, clock=clock)
        (question,) = practice.make_quiz(QuizWish(n=1)).questions
    assert question.question == "Which gates has a GRU?"
    assert question.citations[0].locator == "row 1"


@pytest.mark.parametrize(("origin", "comes_back"), [("imported", True), ("generated", False)])
def test_only_what_somebody_brought_in_comes_back_without_its_passage(
    practice: Practice, tutor: Tutor, clock: Clock, origin: Origin, comes_back: bool
) -> None:
    known = choice(tutor.retriever)
    gone = replace(known.citations[0], chunk_id="gone")
    question = replace(known, citations=(gone,), origin=origin, id="")
    practice.answer(ME, question, 1, setting="quiz")
    clock.now += timedelta(days=3)
    assert practice.due(ME) == ([question] if comes_back else [])
    assert practice.progress(ME).due_now == int(comes_back)
