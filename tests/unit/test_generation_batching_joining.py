"""Callers join answers under way, and what is done aside gives way to them."""

from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event

from batching_fakes import PATIENCE, Model, callers, waits, written

from tutor.generation.batching import Batcher
from tutor.generation.grouping import Ragged, Rectangular


def test_answers_under_way_are_joined_again_and_again_where_nothing_is_read_twice() -> None:
    model = Model(held=True)
    batcher = Batcher(model.write, "closed", Ragged())
    with callers(batcher) as pool:
        first = pool.submit(written, batcher, "first", most=30)
        assert model.began.acquire(timeout=PATIENCE)
        second = pool.submit(written, batcher, "a longer one", "indeed", most=30)
        waits(batcher, 1)
        model.begin()
        assert model.began.acquire(timeout=PATIENCE)
        third = pool.submit(written, batcher, "third", most=2)
        waits(batcher, 1)
        model.go()
        assert first.result(PATIENCE) == second.result(PATIENCE) == list(range(1, 31))
        assert third.result(PATIENCE) == [1, 2]
    assert [len(batch) for batch in model.batches] == [1, 2, 3]


def test_what_is_done_aside_gives_way_and_goes_on_until_it_is_done() -> None:
    model, finished = Model(), Event()
    done: list[int] = []
    answers: list[Future[list[int]]] = []

    def bit() -> bool:
        done.append(len(model.batches))
        if len(done) == 2:  # somebody comes meanwhile
            answers.append(pool.submit(written, batcher, "a", most=1))
            waits(batcher, 1)
        if len(done) == 4:
            finished.set()
        return len(done) < 4

    batcher = Batcher(model.write, "closed", Ragged())
    with ThreadPoolExecutor(1) as pool:
        batcher.do_aside(bit)
        assert finished.wait(PATIENCE)
    batcher.close()
    assert answers[0].result(PATIENCE) == [1]
    assert done == [0, 0, 1, 1]


def test_what_is_done_aside_is_not_put_off_by_those_who_always_wait() -> None:
    model, done = Model(held=True), []
    batcher = Batcher(model.write, "closed", Rectangular())
    with callers(batcher) as pool:
        asked = [pool.submit(written, batcher, "a", most=1)]
        assert model.began.acquire(timeout=PATIENCE)
        batcher.do_aside(lambda: len(done.append(len(model.batches)) or done) < 2)
        for number in range(2):
            asked.append(pool.submit(written, batcher, "b", most=1))
            waits(batcher, 1)
            model.begin()
            assert model.began.acquire(timeout=PATIENCE), number
        model.go()
        assert [each.result(PATIENCE) for each in asked] == [[1]] * 3
    assert done == [1, 2]
