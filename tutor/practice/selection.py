"""Which questions of the bank a quiz takes, and in which order."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TypeAlias

from tutor.practice.blueprint import distinct
from tutor.practice.question import Question

_Turn: TypeAlias = tuple[int, float, str]


def select(
    questions: Iterable[Question], n: int, *, due: Mapping[str, datetime], now: datetime
) -> list[Question]:
    """At most `n` questions: what was never answered first, then what is due, then the rest.

    Among those that are equal in this, topics and kinds take turns. The date on which a question
    is due puts what was answered wrong before what was answered well, and what was answered
    lately at the end. None asks what another one asks.

    Args:
        questions: What there is to choose from.
        n: How many are wanted.
        due: When each question that was answered before comes back, by its id.
        now: The time, aware.
    """
    groups: dict[tuple[str, str], list[tuple[_Turn, Question]]] = {}
    for question in questions:
        turn = _turn(question, due, now)
        groups.setdefault((question.topic, question.kind), []).append((turn, question))
    for group in groups.values():
        group.sort(key=lambda each: each[0], reverse=True)  # the next one is at its end
    topics: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    chosen: list[Question] = []

    def precedence(key: tuple[str, str]) -> tuple[int, int, int, float, str]:
        topic, kind = key
        tier, when, tie = groups[key][-1][0]
        return tier, topics[topic], kinds[kind], when, tie

    while groups and len(chosen) < n:
        key = min(groups, key=precedence)
        _, question = groups[key].pop()
        if not groups[key]:
            del groups[key]
        if is_new(question, chosen):
            topics[question.topic] += 1
            kinds[question.kind] += 1
            chosen.append(question)
    return chosen


def is_new(question: Question, others: Sequence[Question]) -> bool:
    """Whether a question asks what none of the others asks, nor gives its answer away."""
    return all(len(distinct((other, question))) == 2 for other in others)


def _turn(question: Question, due: Mapping[str, datetime], now: datetime) -> _Turn:
    # A hash mixes what is equal, in the same way each time.
    tie = hashlib.sha256(question.id.encode()).hexdigest()
    when = due.get(question.id)
    if when is None:
        return 0, 0.0, tie
    return (1 if when <= now else 2), when.timestamp(), tie
