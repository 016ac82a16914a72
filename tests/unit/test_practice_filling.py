"""The bank fills by chapter while nobody waits, and gives way at once when somebody does."""

import logging
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from practice_fakes import Model, bank_with, install_maker, open_course

from tutor.errors import TutorError
from tutor.practice.bank import Bank
from tutor.practice.filling import Filler, fill_one
from tutor.practice.snapshot import Snapshot
from tutor.retrieval.retriever import Retriever


@pytest.fixture
def retriever(tmp_path: Path) -> Retriever:
    return open_course(tmp_path)


@pytest.fixture
def bank(tmp_path: Path) -> Iterator[Bank]:
    with closing(bank_with(tmp_path)) as bank:
        yield bank


def nobody() -> bool:
    return False


def fill(
    bank: Bank,
    retriever: Retriever,
    steps: int,
    *,
    target: int = 2,
    give_way: Callable[[], bool] = nobody,
) -> list[bool]:
    snapshot = Snapshot(retriever)
    return [
        fill_one(bank, snapshot, Model(), give_way=give_way, target=target) for _ in range(steps)
    ]


def by_chapter(bank: Bank, retriever: Retriever) -> Counter[str]:
    questions = bank.questions({chunk.id for chunk in retriever.chunks})
    return Counter(question.chapter for question in questions)


def test_chapters_are_filled_evenly_one_question_a_step(
    bank: Bank, retriever: Retriever, monkeypatch: pytest.MonkeyPatch
) -> None:
    maker = install_maker(monkeypatch)
    assert fill(bank, retriever, 3) == [True] * 3
    assert by_chapter(bank, retriever) == {"1": 1, "2": 1, "3": 1}
    fill(bank, retriever, 1)
    assert by_chapter(bank, retriever)["1"] == 2
    # The second one of a chapter is about what is not covered yet, and of another kind.
    (kind, heading), *_, (other_kind, other) = maker.made
    assert {heading, other} == {"Dropout", "Gradient clipping"}
    assert kind != other_kind


def test_it_is_done_when_every_chapter_has_its_share(
    bank: Bank, retriever: Retriever, monkeypatch: pytest.MonkeyPatch
) -> None:
    install_maker(monkeypatch)
    assert fill(bank, retriever, 4, target=1) == [True, True, True, False]


def test_passage_that_gives_nothing_is_left_alone_after_two_tries(
    bank: Bank, retriever: Retriever, monkeypatch: pytest.MonkeyPatch
) -> None:
    maker = install_maker(monkeypatch, *["model disagrees"] * 999)
    assert fill(bank, retriever, 41)[-1] is False
    assert len(maker.made) == 4 * 5 * 2  # passages, kinds, tries
    assert set(Counter(maker.made).values()) == {2}


def test_nothing_is_begun_while_somebody_waits(
    bank: Bank, retriever: Retriever, monkeypatch: pytest.MonkeyPatch
) -> None:
    maker = install_maker(monkeypatch)
    assert fill(bank, retriever, 1, give_way=lambda: True) == [True]
    assert maker.made == []


def test_what_was_broken_off_leaves_no_trace(
    bank: Bank, retriever: Retriever, monkeypatch: pytest.MonkeyPatch
) -> None:
    install_maker(monkeypatch)
    asked = iter([False, False, True])  # at the beginning, before the model, at its first word
    assert fill(bank, retriever, 1, give_way=lambda: next(asked)) == [True]
    assert by_chapter(bank, retriever) == {}
    assert bank.rejections() == {}


class Practice:
    """What the filler sees: outcomes of its steps in order, then the end."""

    def __init__(self, *outcomes: bool | Exception, busy: int = 0) -> None:
        self.outcomes = list(outcomes)
        self.steps = 0
        self.looks = busy  # how often it is busy
        self.ended = threading.Event()

    @property
    def busy(self) -> bool:
        self.looks -= 1
        return self.looks >= 0

    def fill(self, stop: threading.Event) -> bool:
        self.steps += 1
        outcome = self.outcomes.pop(0)
        if not self.outcomes:
            self.ended.set()
        if isinstance(outcome, Exception):
            raise outcome
        return outcome


def rests_of(practice: Practice) -> list[float]:
    """Run a filler until the practice has no outcome left; the seconds that it would rest."""
    rests: list[float] = []

    def wait(stop: threading.Event, seconds: float) -> bool:
        rests.append(seconds)
        return stop.wait() if practice.ended.is_set() else False

    with closing(Filler(practice, wait=wait)):
        assert practice.ended.wait(10)
    assert "filling the bank" not in {thread.name for thread in threading.enumerate()}
    return rests


def test_steps_follow_each_other_while_there_is_something_to_do() -> None:
    assert rests_of(Practice(True, True, False)) == [5.0, 0.0, 0.0, 60.0]


def test_it_waits_while_somebody_needs_the_model() -> None:
    practice = Practice(True, busy=3)
    assert rests_of(practice) == [5.0, 5.0, 5.0, 5.0, 0.0]
    assert practice.steps == 1


def test_errors_are_logged_and_tried_again_after_longer_and_longer_rests(
    caplog: pytest.LogCaptureFixture,
) -> None:
    broken = (TutorError("The disk is full."), RuntimeError("bug"), TutorError("Again."))
    with caplog.at_level(logging.WARNING):
        assert rests_of(Practice(*broken, True, TutorError("Once more."))) == [
            *(5.0, 30.0, 60.0, 120.0),
            *(0.0, 30.0),
        ]
    assert "can't be filled just now: The disk is full." in caplog.text
    assert "RuntimeError: bug" in caplog.text
