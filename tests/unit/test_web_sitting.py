"""A set of questions as a student goes through it, with what comes late or twice."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fakes_practice import Course, WordsPractice, ten_about_autoencoders

from tutor.errors import TutorError
from tutor.practice.quiz_wish import QuizWish
from tutor.practice.review import Rating
from tutor.records.values import LOCAL_STUDENT
from tutor.web.part import Deed, DeedError
from tutor.web.sitting import Setting, Sitting, topics_of
from tutor.web.work import Work


@pytest.fixture
def course(tmp_path: Path) -> Iterator[Course]:
    course = Course(tmp_path)
    course.opened()
    yield course
    course.close()


def sitting(course: Course, *kinds: str, setting: Setting = "quiz") -> Sitting:
    practice: Any = WordsPractice(course.tutor, course.bank, course.records, clock=course.clock)
    asked = [q for q in ten_about_autoencoders(course.library) if q.kind in kinds]
    return Sitting(practice, LOCAL_STUDENT, setting, asked, clock=course.clock)


def deal(sitting: Sitting, name: str, **values: object) -> bool:
    item = values.pop("item", sitting.current.id if sitting.current else "")
    return sitting.deal(Deed(name, LOCAL_STUDENT, "", {"item": item, **values}))


def test_an_answer_is_recorded_with_the_time_it_took_and_its_hints(course: Course) -> None:
    one = sitting(course, "true-false")
    one.seen()
    deal(one, "hint")
    course.clock.pass_by(seconds=12)
    deal(one, "check", answer="1")
    (answer,) = course.records.answers(LOCAL_STUDENT)
    assert (answer.response, answer.score, answer.hints) == (False, 1.0, 1)
    assert answer.seconds == 12
    assert answer.setting == "quiz"


def test_what_comes_twice_or_for_another_question_does_nothing(course: Course) -> None:
    one = sitting(course, "multiple-choice")
    first = one.current
    assert first is not None
    deal(one, "check", answer="1")
    deal(one, "check", answer="2")
    deal(one, "on")
    deal(one, "on", item=first.id)
    deal(one, "check", answer="1", item=first.id)
    assert one.at == 1
    assert len(course.records.answers(LOCAL_STUDENT)) == 1


def test_a_set_that_is_ended_early_is_looked_back_on(course: Course) -> None:
    one = sitting(course, "multiple-choice")
    assert not one.end()
    first = one.current
    assert first is not None
    deal(one, "check", answer=str((int(first.answer) + 1) % 4))
    assert one.end()
    assert (one.phase, one.current, one.missed) == ("ended", None, [first])
    assert not one.end()


def test_nothing_chosen_is_said_and_nothing_recorded(course: Course) -> None:
    for kind in ("multiple-choice", "short-answer"):
        with pytest.raises(DeedError):
            deal(sitting(course, kind), "check", answer=" ")
    assert course.records.answers(LOCAL_STUDENT) == []


def test_a_flashcard_is_rated_by_who_turned_it(course: Course) -> None:
    one = sitting(course, "flashcard")
    deal(one, "turn")
    assert one.phase == "turned"
    deal(one, "rate", value="4")
    assert one.phase == "ended"
    (answer,) = course.records.answers(LOCAL_STUDENT)
    assert answer.rating == 4


def test_a_corrected_rating_moves_the_date(course: Course) -> None:
    one = sitting(course, "true-false")
    deal(one, "check", answer="1")
    before = one.outcome
    assert before is not None
    deal(one, "rate", value="1")
    assert one.outcome is not None
    assert one.outcome.rating is Rating.AGAIN
    assert one.outcome.due < before.due
    assert one.phase == "marked"  # in a quiz one looks at it still


def test_a_rating_in_a_review_goes_on(course: Course) -> None:
    one = sitting(course, "true-false", setting="review")
    deal(one, "check", answer="1")
    deal(one, "rate", value="3")
    assert one.at == 1


def test_a_grade_is_disputed_once_and_with_a_reason(course: Course) -> None:
    one = sitting(course, "true-false")
    deal(one, "check", answer="0")
    with pytest.raises(DeedError):
        deal(one, "dispute", reason=" ")
    deal(one, "dispute", reason="It is so.")
    deal(one, "dispute", reason="It is so!")
    assert [d.reason for d in course.records.disputes(LOCAL_STUDENT)] == ["It is so."]


def test_how_it_went_is_told_by_topic(course: Course) -> None:
    one = sitting(course, "true-false")
    for answer in ("1", "1"):
        deal(one, "check", answer=answer)
        deal(one, "on")
    assert one.phase == "ended"
    assert topics_of(one) == [("What autoencoders do", 1.0, 2)]
    assert len(one.missed) == 1


def test_a_set_that_can_not_be_made_is_empty_with_the_reason(course: Course) -> None:
    practice: Any = WordsPractice(course.tutor, course.bank, course.records, clock=course.clock)
    one = Sitting(practice, LOCAL_STUDENT, "quiz", clock=course.clock, wish=QuizWish(n=2))
    one.make()
    assert one.work is not None
    assert one.work.wait(5)
    assert one.phase == "empty"
    assert "no model here" in one.shortfall
    unknown = QuizWish(chapter="30")
    with pytest.raises(TutorError, match="no chapter"):
        Sitting(practice, LOCAL_STUDENT, "quiz", clock=course.clock, wish=unknown).make()


def test_work_that_nobody_looks_at_is_stopped() -> None:
    now = [0.0]
    going, told = threading.Event(), threading.Event()

    def job(work: Work) -> None:
        work.follow("Making", 1, 5)
        going.set()
        assert told.wait(5)
        work.follow("Making", 2, 5)

    work = Work(job, patience=30, clock=lambda: now[0]).start()
    assert going.wait(5)
    assert work.look()
    assert not work.stop.is_set()
    now[0] = 31
    told.set()
    assert work.wait(5)
    assert work.stop.is_set()
    assert (work.done, work.total) == (2, 5)
