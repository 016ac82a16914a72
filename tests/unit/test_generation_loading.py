"""A model loads while other work goes on: who needs it waits, and learns what became of it."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from fakes import FakeGenerator

from tutor.errors import TutorError
from tutor.generation.base import Generator, Message
from tutor.generation.loading import LoadingGenerator, LoadState, ModelLoadError, StoppedError
from tutor.progress import Progress

ASKED = [Message("user", "Ask something.")]
PATIENCE = 10  # seconds


class SlowLoad:
    """Loads a fake when it is let go; tells when it has begun."""

    def __init__(self, problem: Exception | None = None) -> None:
        self.begun = threading.Event()
        self.go_on = threading.Event()
        self.problem = problem
        self.loaded = FakeGenerator("One two", verdicts=[(-1.0,)], name="real")

    def __call__(self, progress: Progress) -> Generator:
        progress("downloading it", 3, 10)
        self.begun.set()
        assert self.go_on.wait(PATIENCE)
        if self.problem is not None:
            raise self.problem
        progress("loading it", 0, 1)
        return self.loaded


def started(load: Callable[[Progress], Generator]) -> tuple[LoadingGenerator, list[LoadState]]:
    model, ended = LoadingGenerator("asked for", load), []
    model.start(ended.append)
    return model, ended


def test_who_needs_the_model_waits_until_it_is_loaded() -> None:
    load = SlowLoad()
    model, ended = started(load)
    with ThreadPoolExecutor() as pool:
        counted = pool.submit(model.count_tokens, ASKED)
        assert load.begun.wait(PATIENCE)
        assert model.state == LoadState(step="downloading it", done=3, total=10)
        assert (model.name, counted.done(), ended) == ("asked for", False, [])
        load.go_on.set()
        assert counted.result(PATIENCE) == 2
    assert "".join(model.stream(ASKED, max_tokens=9)) == "One two"
    assert model.choose(ASKED, ("Yes",)) == [-1.0]
    assert (model.name, model.context_length) == ("real", 4096)
    model.close()
    assert ended == [model.state] == [LoadState(ready=True)]
    assert load.loaded.closed


@pytest.mark.parametrize(
    ("problem", "said"),
    [(TutorError("No network; go online."), "No network; go online."), (OSError("disk"), "disk")],
)
def test_who_waits_is_told_why_there_is_no_model(problem: Exception, said: str) -> None:
    load = SlowLoad(problem)
    model, ended = started(load)
    load.go_on.set()
    with pytest.raises(ModelLoadError, match=said):
        model.count_tokens(ASKED)
    model.close()
    assert [(state.ready, said in state.problem) for state in ended] == [(False, True)]


def test_closing_ends_the_waiting_and_the_loading() -> None:
    load = SlowLoad()
    model, ended = started(load)
    with ThreadPoolExecutor() as pool:
        counted = pool.submit(model.count_tokens, ASKED)
        assert load.begun.wait(PATIENCE)
        closing = pool.submit(model.close)
        with pytest.raises(ModelLoadError, match="ending"):
            counted.result(PATIENCE)
        load.go_on.set()  # the next report of progress ends it
        closing.result(PATIENCE)
    assert (model.state.ready, ended) == (False, [])


def test_who_stops_waits_no_longer_and_the_others_still_do() -> None:
    load, stop = SlowLoad(), threading.Event()
    model, _ = started(load)
    with ThreadPoolExecutor() as pool:
        stopped = pool.submit(model.until(stop).count_tokens, ASKED)
        patient = pool.submit(model.until(threading.Event()).count_tokens, ASKED)
        assert load.begun.wait(PATIENCE)
        stop.set()
        with pytest.raises(ModelLoadError, match="stopped"):
            stopped.result(PATIENCE)
        assert not patient.done()
        load.go_on.set()
        assert patient.result(PATIENCE) == 2
    assert model.until(stop).choose(ASKED, ("Yes",)) == [-1.0]  # it need not be waited for
    model.close()


def test_closing_what_was_never_started_is_nothing() -> None:
    LoadingGenerator("asked for", SlowLoad()).close()


def test_an_answer_that_is_stopped_while_it_is_written_says_so() -> None:
    load, stop = SlowLoad(), threading.Event()
    load.loaded = FakeGenerator("One two", "One two")
    load.go_on.set()
    model, _ = started(load)
    stoppable = model.until(stop)
    assert "".join(stoppable.stream(ASKED, max_tokens=9)) == "One two"
    pieces = stoppable.stream(ASKED, max_tokens=9)
    assert next(pieces) == "One"
    stop.set()
    with pytest.raises(StoppedError):
        next(pieces)
    model.close()
