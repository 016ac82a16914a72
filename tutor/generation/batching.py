"""Answers that several callers wait for, written by one model in one batch.

Who comes while the model is free is served at once. Who comes while it works waits until it is
done, and then all that have come are answered together; where that pays, which `grouping` says,
answers under way are broken off for it and go on in the batch.
"""

import logging
from collections import deque
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Condition
from typing import Protocol, TypeVar

from tutor.generation.grouping import TOGETHER, Demand, Grouping
from tutor.generation.writing import Step, Writing

# Who has got a verdict asks for his answer next. Others that wait anyway let him catch up for so
# many seconds at most; otherwise he would wait for the whole of their answers.
_CATCH_UP = 0.05

_LOG = logging.getLogger(__name__)
_T = TypeVar("_T")


class Write(Protocol):
    """Lets the model write a batch to its end."""

    def __call__(
        self,
        prompts: Sequence[Sequence[str]],
        static: Sequence[str],
        most: int,
        made: Callable[[Step], bool],
    ) -> None:
        """Write an answer to each prompt.

        Args:
            prompts: Their tokens, without those of `static`.
            static: The tokens that all prompts begin with.
            most: Tokens that the longest answer may have.
            made: Told of each token; where it says True, that answer is over.
        """


class Batcher:
    """Brings the callers of one model together. Thread-safe.

    The model is called by one thread, always the same: PyTorch and the C library keep memory for
    each thread that has ever called them.
    """

    def __init__(self, write: Write, closed: str, grouping: Grouping) -> None:
        """Take the parts.

        Args:
            write: Lets the model write.
            closed: What is said to those who call after `close`.
            grouping: Says whose answers are written together.
        """
        self._write = write
        self._closed_words = closed
        self._grouping = grouping
        self._aside: Callable[[], bool] | None = None
        self._did_a_bit = False  # of it, since the last batch
        self._changed = Condition()
        self._waiting: list[Writing] = []
        self._between: deque[tuple[Callable[[], object], Future[object]]] = deque()
        self._verdicts = 0  # given since the last batch to callers who may come back
        # A program that ends waits for it, and doesn't tear it out of the model's library.
        self._thread = ThreadPoolExecutor(1, "language model")
        self._working = False
        self._closed = False

    def write(self, writing: Writing) -> Generator[int, None, None]:
        """Have an answer written, and yield the ids of its tokens as they are made.

        Closing this ends the answer within a token, and nobody else's.
        """
        with self._changed:
            self._require_open()
            self._waiting.append(writing)
            self._go_on()
        try:
            yield from writing
        finally:
            self._leave(writing)

    def between(self, work: Callable[[], _T]) -> _T:
        """Run a short piece of work with the model before the next batch; what it returns."""
        future: Future[_T] = Future()

        def run() -> None:
            try:
                future.set_result(work())
            except Exception as error:  # noqa: BLE001 - raised again in the thread that waits
                future.set_exception(error)

        with self._changed:
            self._require_open()
            self._between.append((run, future))  # type: ignore[arg-type]
            self._go_on()
        return future.result()

    def do_aside(self, work: Callable[[], bool]) -> None:
        """Have something done bit by bit: while nobody waits, and one bit before each batch.

        Where it fails, the log says so, and the rest of it is not done.

        Args:
            work: Does one bit; whether there is more to do.
        """
        with self._changed:
            self._aside = work
            self._go_on()

    def close(self) -> None:
        """Break everything off, and wait until the model rests."""
        with self._changed:
            self._closed = True
            for writing in self._waiting:
                writing.end(self._refusal())
            for _, future in self._between:
                future.set_exception(self._refusal())
            self._waiting.clear()
            self._between.clear()
            self._changed.notify_all()
        self._thread.shutdown()

    def _leave(self, writing: Writing) -> None:
        writing.give_up()
        with self._changed:
            if writing in self._waiting:
                self._waiting.remove(writing)
                return
        if writing.alone:  # so that the model is free when the caller goes on
            writing.ended.wait()

    def _go_on(self) -> None:
        self._changed.notify_all()
        if not self._working:
            running = self._thread.submit(self._run)
            self._working = True
            running.add_done_callback(Future.result)  # an executor logs what a callback raises

    def _run(self) -> None:
        while (work := self._next()) is not None:
            work()

    def _next(self) -> Callable[[], None] | None:
        """What the model is to do next; None where there is nothing."""
        with self._changed:
            if not self._between and self._verdicts and self._waiting:
                come = len(self._waiting) + self._verdicts
                self._changed.wait_for(
                    lambda: self._closed or self._between or len(self._waiting) >= come, _CATCH_UP
                )
            self._drop_stopped()
            if self._between:
                self._verdicts += 1
                return self._between.popleft()[0]  # type: ignore[return-value]
            self._verdicts = 0
            if self._aside and not (self._waiting and self._did_a_bit) and not self._closed:
                self._did_a_bit = True
                return self._do_a_bit
            self._did_a_bit = False
            if not self._waiting:
                self._working = False
                return None
            batch = self._take_batch()
        return lambda: self._write_batch(batch)

    def _do_a_bit(self) -> None:
        try:
            more = self._aside is not None and self._aside()
        except Exception:  # noqa: BLE001 - said in the log
            _LOG.exception("what the language model does aside failed; answers go on without it")
            more = False
        if not more:
            self._aside = None

    def _drop_stopped(self) -> None:
        for writing in [each for each in self._waiting if each.over]:
            self._waiting.remove(writing)
            writing.end()

    def _take_batch(self) -> list[Writing]:
        """Take out whoever has waited longest and those who go well with him."""
        alike = self._alike(self._waiting[0].static)[:TOGETHER]
        groups = self._grouping.plan([Demand(len(each.prompt), each.left) for each in alike])
        batch = [alike[position] for group in groups if 0 in group for position in sorted(group)]
        self._waiting = [each for each in self._waiting if each not in batch]
        return batch

    def _alike(self, static: Sequence[str]) -> list[Writing]:
        return [each for each in self._waiting if each.static == static and not each.over]

    def _write_batch(self, batch: list[Writing]) -> None:
        at, together = -1, False

        def made(step: Step) -> bool:
            nonlocal at, together
            if step.step != at:  # the first of this step; all others of it follow
                at = step.step
                together = together or self._should_join(batch)
            return batch[step.batch_id].add(step) or together or self._closed

        for writing in batch:
            writing.alone = len(batch) == 1
        most = max(each.left for each in batch)
        try:
            self._write([each.prompt for each in batch], batch[0].static, most, made)
        except Exception as error:  # noqa: BLE001 - raised again in the threads that wait
            for writing in batch:
                writing.end(error)
            return
        with self._changed:
            left = [each for each in batch if not each.ended.is_set()]
            for writing in left:
                writing.moved, writing.alone = True, False
                if self._closed:
                    writing.end(self._refusal())
            if not self._closed:
                self._waiting = left + self._waiting

    def _should_join(self, batch: Sequence[Writing]) -> bool:
        """Whether a batch is broken off, so that its answers are written with those that wait."""
        with self._changed:
            running = [each for each in batch if not each.ended.is_set() and not each.over]
            room = TOGETHER - len(running)
            waiting = self._alike(batch[0].static)[:room]
        moved = self._grouping.moves_once and any(each.moved for each in running)
        if not running or not waiting or moved:
            return False
        return self._grouping.worth_joining(
            [each.demand for each in running],
            [len(each.made) for each in running],
            [Demand(len(each.prompt), each.left) for each in waiting],
        )

    def _require_open(self) -> None:
        if self._closed:
            raise self._refusal()

    def _refusal(self) -> RuntimeError:
        return RuntimeError(self._closed_words)
