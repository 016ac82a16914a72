"""A turn comes back from its JSON form as it was, whatever it holds."""

import json
from typing import Any

import pytest
from conversations_fakes import ANSWERED, NOT_FOUND
from hypothesis import given
from hypothesis import strategies as st

from tutor.answering.events import Nearest, Searched, Seconds, Sentence, Source
from tutor.conversations.payload import from_payload, to_payload
from tutor.conversations.turn import Phase, Turn
from tutor.documents.document import Span
from tutor.practice.quiz_wish import QuizWish
from tutor.records.errors import RecordsError

WORDS = st.text(max_size=12)
NUMBERS = st.integers(0, 2**40)
SPANS = st.builds(Span, NUMBERS, NUMBERS)
TIMES = st.floats(0, allow_infinity=False)
SOURCES = st.builds(
    Source,
    n=NUMBERS,
    chunk_id=WORDS,
    document=WORDS,
    title=WORDS,
    locator=WORDS,
    heading=WORDS,
    text=WORDS,
    span=SPANS,
    evidence=st.lists(SPANS, max_size=2).map(tuple),
    cited=st.booleans(),
    kind=WORDS,
    number=st.none() | NUMBERS,
)
SENTENCES = st.builds(
    Sentence,
    WORDS,
    WORDS,
    st.lists(NUMBERS, max_size=2).map(tuple),
    supported=st.booleans(),
    quoted=st.booleans(),
)
SEARCHED = st.builds(
    Searched,
    NUMBERS,
    NUMBERS,
    st.lists(st.builds(Nearest, *[WORDS] * 5), max_size=2).map(tuple),
)
TURNS = st.builds(
    Turn,
    question=WORDS,
    phase=st.sampled_from([phase for phase in Phase if not phase.running]),
    query=WORDS,
    sentences=st.lists(SENTENCES, max_size=2).map(tuple),
    pending=WORDS,
    sources=st.lists(SOURCES, max_size=2).map(tuple),
    searched=st.none() | SEARCHED,
    seconds=st.none() | st.builds(Seconds, TIMES, st.none() | TIMES, TIMES),
    model=WORDS,
    problem=WORDS,
    quiz=st.none() | st.builds(QuizWish, n=st.integers(1, 100), topic=st.none() | WORDS),
    quiz_about=WORDS,
)


@given(TURNS)
def test_every_turn_comes_back(turn: Turn) -> None:
    assert from_payload(json.loads(json.dumps(to_payload(turn)))) == turn


@pytest.mark.parametrize("phase", [phase for phase in Phase if phase.running])
def test_a_turn_that_was_running_was_stopped(phase: Phase) -> None:
    turn = Turn("What is ReLU?", phase, pending="It keeps", place=2, wait=7.5)
    assert from_payload(to_payload(turn)) == Turn(
        "What is ReLU?", Phase.STOPPED, pending="It keeps"
    )


def test_what_no_file_can_hold_becomes_a_question_mark() -> None:
    assert from_payload(to_payload(Turn("a\ud800b", Phase.STOPPED))).question == "a?b"


def test_what_a_later_version_added_is_left_out() -> None:
    payload = to_payload(ANSWERED)
    payload["turn"]["mood"] = "calm"
    payload["turn"]["sources"][0]["colour"] = "blue"
    assert from_payload(payload) == ANSWERED


@pytest.mark.parametrize(
    ("payload", "message"),
    [
        ({}, "damaged"),
        ({"version": 1, "turn": None}, "damaged"),
        ({"version": 1, "turn": {"question": 3}}, "damaged"),
        ({"version": 1, "turn": {"question": "?", "phase": "dancing"}}, "damaged"),
        ({"version": 1, "turn": {"question": "?", "quiz": {"n": 10**9}}}, "damaged"),
        ({"version": 1, "turn": {"question": "?", "sources": [{}]}}, "damaged"),
        ({"version": 2, "turn": {"question": "?"}}, "newer version of Study Tutor; update"),
    ],
)
def test_what_is_damaged_or_newer_is_a_sentence(payload: dict[str, Any], message: str) -> None:
    with pytest.raises(RecordsError, match=message):
        from_payload(payload)


def test_the_stored_shape_stays() -> None:
    """Files in this shape are on students' computers: change VERSION where it changes."""
    payload = to_payload(NOT_FOUND)
    assert payload["version"] == 1
    assert payload["turn"]["phase"] == "not in notes"
    assert payload["turn"]["searched"]["nearest"] == [
        {
            "document": "14.md",
            "title": "Clinical models",
            "locator": "Evaluation",
            "heading": "Evaluation",
            "chunk_id": "c7",
        }
    ]
    assert payload["turn"]["sources"][0]["span"] == [100, 170]
