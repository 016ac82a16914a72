"""Whoever comes first is answered first, and knows how long it will take."""

import threading
from contextlib import ExitStack

from tutor.web.line import Line, Standing, Ticket

PATIENCE = 10  # seconds that a thread may take before a test fails


class Clock:
    """Seconds, which pass when a test says so."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def length(line: Line, clock: Clock, seconds: float) -> None:
    """Somebody was in for so long."""
    with line.join():
        clock.now += seconds


def test_who_finds_nobody_there_goes_in_at_once() -> None:
    with Line().join() as ticket:
        assert ticket.wait(0)
        assert ticket.standing() is None


def test_the_others_stand_in_order_of_arrival_and_move_up() -> None:
    line = Line()
    with ExitStack() as later:
        with line.join():
            second, third = (later.enter_context(line.join()) for _ in range(2))
            assert [second.standing(), third.standing()] == [Standing(1, None), Standing(2, None)]
            assert not second.wait(0)
        assert second.wait(0)
        assert third.standing().place == 1  # type: ignore[union-attr]


def test_who_leaves_the_line_makes_room_without_having_been_in() -> None:
    line = Line()
    with line.join(), ExitStack() as leaving:
        leaving.enter_context(line.join())
        with line.join() as last:
            leaving.close()
            assert last.standing() == Standing(1, None)


def test_several_lanes_let_several_in() -> None:
    line = Line(lanes=2)
    with line.join() as first, line.join() as second, line.join() as third:
        assert [each.wait(0) for each in (first, second, third)] == [True, True, False]


def test_the_estimate_is_what_is_left_of_a_usual_turn_and_those_ahead() -> None:
    clock = Clock()
    line = Line(clock=clock)
    for seconds in (10.0, 4.0, 600.0):  # one that was unusually long changes little
        length(line, clock, seconds)
    with line.join(), line.join() as next_one, line.join() as after:
        clock.now += 3
        assert next_one.standing() == Standing(1, 7)
        assert after.standing() == Standing(2, 17)
        clock.now += 100  # the one who is in takes longer than usual
        assert next_one.standing() == Standing(1, 0)


def test_with_two_lanes_the_estimate_counts_whichever_is_free_first() -> None:
    clock = Clock()
    line = Line(lanes=2, clock=clock)
    length(line, clock, 10)
    with line.join():
        clock.now += 6
        with line.join(), line.join() as third, line.join() as fourth, line.join() as fifth:
            estimates = [each.standing() for each in (third, fourth, fifth)]
    assert estimates == [Standing(1, 4), Standing(2, 10), Standing(3, 14)]


def test_a_thread_that_waits_is_let_in_when_the_one_before_leaves() -> None:
    line = Line()
    inside = threading.Event()

    def wait(ticket: Ticket) -> None:
        if ticket.wait(PATIENCE):
            inside.set()

    with ExitStack() as second:
        with line.join():
            ticket = second.enter_context(line.join())
            thread = threading.Thread(target=wait, args=(ticket,))
            thread.start()
            assert not inside.is_set()
        assert inside.wait(PATIENCE)
        thread.join(PATIENCE)
