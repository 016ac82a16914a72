"""Which questions a quiz takes from the bank: new ones first, topics mixed, none twice."""

from datetime import timedelta

from practice_fakes import NOW, item

from tutor.practice.question import KINDS, Question
from tutor.practice.selection import is_new, select

DISTINCT = "alpha beta gamma delta epsilon zeta eta theta iota kappa lamda mu".split()


def items(topic: str, number: int, **fields: object) -> list[Question]:
    """Questions of one topic in words that have nothing in common."""
    return [
        item(f"{topic}{word}?", topic=topic, answer=f"{topic}{word}", **fields)  # type: ignore[arg-type]
        for word in DISTINCT[:number]
    ]


def test_what_was_never_answered_comes_first_then_what_is_due_then_the_rest() -> None:
    right_lately, wrong, right_long_ago, new = items("x", 4)
    due = {
        right_lately.id: NOW + timedelta(days=9),
        wrong.id: NOW - timedelta(minutes=1),
        right_long_ago.id: NOW + timedelta(days=2),
    }
    chosen = select([right_lately, right_long_ago, wrong, new], 4, due=due, now=NOW)
    assert chosen == [new, wrong, right_long_ago, right_lately]


def test_topics_take_turns() -> None:
    questions = [*items("x", 10), *items("y", 3), *items("z", 2)]
    chosen = select(questions, 6, due={}, now=NOW)
    assert sorted(question.topic for question in chosen) == ["x", "x", "y", "y", "z", "z"]
    assert len({question.topic for question in chosen[:3]}) == 3


def test_kinds_take_turns_within_a_topic() -> None:
    questions = [
        item(f"{kind} {word}?", topic="x", kind=kind) for kind in KINDS for word in DISTINCT[:4]
    ]
    chosen = select(questions, 5, due={}, now=NOW)
    assert {question.kind for question in chosen} == set(KINDS)


def test_questions_that_ask_the_same_are_not_in_one_quiz() -> None:
    same = [
        item("What does dropout set to zero?", answer="each unit"),
        item("What does dropout set to zero now?", answer="each unit"),
        item("When was the LSTM introduced?", answer="1997"),
    ]
    assert len(select(same, 3, due={}, now=NOW)) == 2
    assert not is_new(same[1], [same[0]])
    assert is_new(same[2], same[:2])


def test_the_order_of_the_bank_does_not_matter() -> None:
    questions = [*items("x", 6), *items("y", 6)]
    forward = select(questions, 8, due={}, now=NOW)
    assert forward == select(questions[::-1], 8, due={}, now=NOW)


def test_fewer_are_taken_where_there_are_fewer() -> None:
    assert len(select(items("x", 3), 5, due={}, now=NOW)) == 3
    assert select([], 5, due={}, now=NOW) == []
