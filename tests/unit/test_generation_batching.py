"""Callers of one model are brought together, and each gets what is his."""

import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from threading import Event

import pytest
from batching_fakes import PATIENCE, Model, callers, waits, written

from tutor.generation.batching import Batcher
from tutor.generation.grouping import Demand, Ragged, Rectangular
from tutor.generation.writing import Writing


def test_single_callers_are_answered_by_one_thread_which_ends_when_the_model_is_closed() -> None:
    model = Model()
    batcher = Batcher(model.write, "closed", Rectangular())
    assert written(batcher, "a") == [1, 2, 3]
    assert written(batcher, "b", most=1) == [1]
    assert model.batches == [[["a"]], [["b"]]]
    (thread,) = model.threads
    assert thread is not threading.current_thread()
    batcher.close()
    assert not thread.is_alive()


def test_a_model_that_nobody_closes_holds_no_program_up() -> None:
    program = (
        "from batching_fakes import Model, written\n"
        "from tutor.generation.batching import Batcher\n"
        "from tutor.generation.grouping import Ragged\n"
        "print(written(Batcher(Model().write, 'closed', Ragged()), 'a'))\n"
    )
    folder = Path(__file__).parent
    ended = subprocess.run(
        [sys.executable, "-c", program],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "[1, 2, 3]\n", "")


def test_work_aside_is_done_bit_by_bit_beside_answers() -> None:
    model = Model()
    batcher = Batcher(model.write, "closed", Ragged())
    bits, done = iter(range(20)), Event()

    def bit() -> bool:
        if next(bits, None) is None:
            done.set()
        return not done.is_set()

    batcher.do_aside(bit)
    assert written(batcher, "a") == [1, 2, 3]
    assert done.wait(PATIENCE)
    batcher.close()


def test_work_aside_that_fails_is_left_and_said_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    batcher = Batcher(Model().write, "closed", Ragged())
    calls: list[None] = []

    def bit() -> bool:
        calls.append(None)
        raise MemoryError("no room")

    batcher.do_aside(bit)
    assert written(batcher, "a") == written(batcher, "b") == [1, 2, 3]
    batcher.close()
    assert len(calls) == 1
    assert "no room" in caplog.text


def test_a_fault_of_the_bringing_together_is_said_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    class Faulty(Ragged):
        def plan(self, demands: Sequence[Demand]) -> list[list[int]]:
            raise ArithmeticError("a fault in the plan")

    batcher = Batcher(Model().write, "closed", Faulty())
    with callers(batcher) as pool:
        answer = pool.submit(written, batcher, "a")
        waits(batcher, 1)
        batcher._thread.submit(int).result(PATIENCE)  # comes after the fault
        batcher.close()
        assert isinstance(answer.exception(PATIENCE), RuntimeError)
    assert "a fault in the plan" in caplog.text


def test_who_comes_meanwhile_is_answered_together_and_gets_as_many_tokens_as_he_asked_for() -> None:
    model = Model(held=True)
    batcher = Batcher(model.write, "closed", Rectangular())
    with callers(batcher) as pool:
        first = pool.submit(written, batcher, "alone", most=1)
        assert model.began.acquire(timeout=PATIENCE)
        others = [pool.submit(written, batcher, "x", most=most) for most in (2, 5, 1)]
        waits(batcher, 3)
        model.go()
        assert first.result(PATIENCE) == [1]
        assert [other.result(PATIENCE) for other in others] == [[1, 2], [1, 2, 3, 4, 5], [1]]
    assert [len(batch) for batch in model.batches] == [1, 3]


def test_an_answer_that_has_just_begun_goes_on_where_it_was_in_the_batch_of_the_others() -> None:
    model = Model(held=True)
    batcher = Batcher(model.write, "closed", Rectangular())
    with callers(batcher) as pool:
        first = pool.submit(written, batcher, "first", most=30)
        assert model.began.acquire(timeout=PATIENCE)
        others = [pool.submit(written, batcher, "other", most=30) for _ in range(7)]
        waits(batcher, 7)
        model.go()
        for answer in (first, *others):
            assert answer.result(PATIENCE) == list(range(1, 31))
    assert model.batches == [[["first"]], [["first", "1"], *[["other"]] * 7]]


def test_prompts_with_another_beginning_come_in_a_batch_of_their_own() -> None:
    model = Model(held=True)
    batcher = Batcher(model.write, "closed", Rectangular())
    with callers(batcher) as pool:
        first = pool.submit(written, batcher, "first", most=1)
        assert model.began.acquire(timeout=PATIENCE)

        def ask(static: str) -> list[int]:
            return list(batcher.write(Writing(["x"], [static], 2)))

        others = []
        for number, static in enumerate(("tutor", "quiz", "tutor"), 1):
            others.append(pool.submit(ask, static))
            waits(batcher, number)
        model.go()
        assert [each.result(PATIENCE) for each in (first, *others)] == [[1], [1, 2], [1, 2], [1, 2]]
    assert list(zip(model.statics, map(len, model.batches), strict=True)) == [
        ((), 1),
        (("tutor",), 2),
        (("quiz",), 1),
    ]


def test_closing_or_stopping_one_answer_ends_that_one_alone() -> None:
    model = Model(held=True)
    batcher = Batcher(model.write, "closed", Rectangular())

    def two_of(most: int) -> list[int]:
        with closing(batcher.write(Writing(["closes"], (), most))) as tokens:
            return [token for token, _ in zip(tokens, range(2), strict=False)]

    def until_two(most: int) -> list[int]:
        stop, heard = Event(), []
        for token in batcher.write(Writing(["stops"], (), most, stop)):
            heard.append(token)
            if token == 2:
                stop.set()
        return heard

    with callers(batcher) as pool:
        first = pool.submit(written, batcher, "first", most=1)
        assert model.began.acquire(timeout=PATIENCE)
        closing_one, stopping = pool.submit(two_of, 1000), pool.submit(until_two, 1000)
        staying = pool.submit(written, batcher, "stays", most=500)
        waits(batcher, 3)
        model.go()
        assert first.result(PATIENCE) == [1]
        assert closing_one.result(PATIENCE) == stopping.result(PATIENCE) == [1, 2]
        assert staying.result(PATIENCE) == list(range(1, 501))
    assert [len(batch) for batch in model.batches] == [1, 3]


def test_who_has_gone_before_the_batch_begins_is_not_answered() -> None:
    model = Model(held=True)
    batcher = Batcher(model.write, "closed", Rectangular())
    with callers(batcher) as pool:
        first = pool.submit(written, batcher, "first", most=1)
        assert model.began.acquire(timeout=PATIENCE)
        stop = Event()
        gone = pool.submit(written, batcher, "gone", stop=stop)
        waits(batcher, 1)
        stop.set()
        assert gone.result(PATIENCE) == []  # while the model is still at the first
        model.go()
        assert first.result(PATIENCE) == [1]
    assert model.batches == [[["first"]]]


def test_an_error_reaches_everybody_in_the_batch_and_nobody_else() -> None:
    model = Model(held=True)
    batcher = Batcher(model.write, "closed", Rectangular())
    with callers(batcher) as pool:
        model.fails = MemoryError("no room")
        first = pool.submit(written, batcher, "first")
        assert model.began.acquire(timeout=PATIENCE)
        others = [pool.submit(written, batcher, "other") for _ in range(2)]
        waits(batcher, 2)
        model.go()
        for answer in (first, *others):
            assert isinstance(answer.exception(PATIENCE), MemoryError)
        model.fails = None
        assert written(batcher, "later") == [1, 2, 3]


def test_short_work_comes_between_two_batches_and_before_those_that_wait() -> None:
    model = Model(held=True)
    batcher = Batcher(model.write, "closed", Rectangular())
    seen: list[int] = []
    with callers(batcher) as pool:
        first = pool.submit(written, batcher, "first", most=1)
        assert model.began.acquire(timeout=PATIENCE)
        other = pool.submit(written, batcher, "other")
        waits(batcher, 1)
        work = pool.submit(batcher.between, lambda: seen.append(len(model.batches)))
        waits(batcher, 2)
        model.go()
        work.result(PATIENCE)
        assert (first.result(PATIENCE), other.result(PATIENCE)) == ([1], [1, 2, 3])
    assert seen == [1]


def test_what_short_work_raises_reaches_its_caller() -> None:
    batcher = Batcher(Model().write, "closed", Rectangular())

    def fail() -> None:
        raise OSError("broken")

    with pytest.raises(OSError, match="broken"):
        batcher.between(fail)
    assert batcher.between(lambda: 7) == 7
    batcher.close()


def test_closing_ends_who_is_answered_and_who_waits_with_an_error() -> None:
    model = Model(held=True)
    batcher = Batcher(model.write, "The model was closed", Rectangular())
    with callers(batcher) as pool:
        first = pool.submit(written, batcher, "first", most=1000)
        assert model.began.acquire(timeout=PATIENCE)
        second = pool.submit(written, batcher, "second")
        waits(batcher, 1)
        work = pool.submit(batcher.between, lambda: None)
        waits(batcher, 2)
        closed = pool.submit(batcher.close)
        for answer in (second, work):
            assert isinstance(answer.exception(PATIENCE), RuntimeError)
        model.go()
        closed.result(PATIENCE)
        assert isinstance(first.exception(PATIENCE), RuntimeError)
        with pytest.raises(RuntimeError, match="was closed"):
            written(batcher, "late")


def test_many_callers_at_once_each_get_their_own() -> None:
    model = Model()
    batcher = Batcher(model.write, "closed", Rectangular())
    lengths = [1 + number % 7 for number in range(60)]
    with callers(batcher) as pool:
        answers = list(pool.map(lambda most: written(batcher, "x", most=most), lengths))
    assert answers == [list(range(1, most + 1)) for most in lengths]
    assert sum(map(len, model.batches)) >= len(lengths)
