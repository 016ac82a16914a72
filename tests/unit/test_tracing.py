"""A trace has each step once, where it belongs, and nothing is recorded that nobody asked for."""

from io import StringIO
from pathlib import Path
from threading import Thread

import pytest
from answering_fakes import NOTES, QUESTION, RIGHT, SURE, answer_of, open_notes, turn
from fakes import FakeGenerator
from retrieval_fakes import FakeEncoder, write_notes
from rich.console import Console

from tutor.cli.tracing import trace_view
from tutor.retrieval.builder import build
from tutor.tracing import Trace, amount, step


def test_steps_that_come_several_times_are_one_with_their_amounts_summed_up() -> None:
    trace = Trace()
    with trace.recording(), step("outer"):
        for tokens in (2, 3):
            with step("inner"):
                amount(tokens=tokens)
        amount(files=1)
    with trace.recording(), step("later"):
        pass
    rows = [(depth, s.name, s.times, s.amounts) for depth, s in trace.rows()]
    assert rows == [
        (0, "outer", 1, {"files": 1}),
        (1, "inner", 2, {"tokens": 5}),
        (0, "later", 1, {}),
        (0, "total", 2, {}),
    ]
    seconds = {s.name: s.seconds for _, s in trace.rows()}
    assert 0 <= seconds["inner"] <= seconds["outer"] <= seconds["total"] == trace.seconds


def test_nothing_is_recorded_before_and_after_or_by_another_thread() -> None:
    trace = Trace()

    def elsewhere() -> None:
        with step("elsewhere"):
            amount(tokens=1)

    with step("before"):
        amount(tokens=1)
    with trace.recording():
        thread = Thread(target=elsewhere)
        thread.start()
        thread.join()
    with step("after"):
        amount(tokens=1)
    assert trace.steps == ()


def test_a_step_that_fails_is_ended_too() -> None:
    trace = Trace()
    with trace.recording():
        with pytest.raises(ValueError, match="broken"), step("fails"), step("inside"):
            raise ValueError("broken")
        with step("next"):
            pass
    assert [(depth, s.name) for depth, s in trace.rows()] == [
        (0, "fails"),
        (1, "inside"),
        (0, "next"),
        (0, "total"),
    ]


def test_a_turn_names_its_steps_in_their_order_and_answers_as_ever(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    retriever = open_notes(tmp_path_factory.mktemp("traced"))
    trace = Trace()
    with trace.recording():
        traced = answer_of(turn(retriever, FakeGenerator(RIGHT), QUESTION, SURE))
    plain = answer_of(turn(retriever, FakeGenerator(RIGHT), QUESTION, SURE))
    assert traced.text == plain.text
    search = next(s for s in trace.steps if s.name == "search")
    assert "encode the question" in search.steps
    assert [s.name for s in trace.steps] == [
        "understand the question",
        "search",
        "choose the evidence",
        "is the answer there",
        "make the prompt",
        "read the prompt",
        "write",
        "check a sentence",
        "look for notes that disagree",
        "choose quotations",
    ]


def test_a_build_names_its_steps_down_to_the_files_that_it_writes(tmp_path: Path) -> None:
    trace = Trace()
    with trace.recording():
        build([write_notes(tmp_path / "notes", NOTES)], tmp_path / "index", FakeEncoder())
    steps = {s.name: s for s in trace.steps}
    assert [*steps] == ["open the index as it was", "read the notes", "encode", "write"]
    assert "cut into passages" in steps["read the notes"].steps
    assert {"index of terms", "index of words", "put on the disk"} <= {*steps["write"].steps}


def test_the_table_names_amounts_and_the_speed_of_writing() -> None:
    trace = Trace()
    with trace.recording():
        with step("read"):
            amount(prompt_tokens=250, kept_tokens=54, tokens=1)
        for _ in range(2):
            with step("write"):
                amount(tokens=1)
    console = Console(width=100, file=StringIO())
    console.print(trace_view(trace))
    lines = console.file.getvalue().splitlines()  # type: ignore[attr-defined]
    assert lines[1].split()[0] == "read"
    assert lines[1].rstrip().endswith("250 prompt tokens, 54 kept tokens, 1 token")
    assert lines[2].rstrip().endswith(" a second")
    assert "2 tokens, " in lines[2]
