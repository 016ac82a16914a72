"""Multiple choice: a term of a cited sentence is asked for, among its neighbours in the course.

The program chooses what is asked for and what that might be taken for; the model only words the
question, so that its part is small and everything in it can be checked. Asking for a given answer
is answer-aware question generation (Zhou et al., 2017, Neural Question Generation from Text).
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tutor.generation.base import Generator
from tutor.practice.making.checks.consistency import Choice, choose, rotated
from tutor.practice.making.checks.options import are_alike
from tutor.practice.making.checks.wording import gives_away
from tutor.practice.making.course import Course, Neighbour
from tutor.practice.making.keys import Key, keys_of
from tutor.practice.making.passage import Passage
from tutor.practice.making.phrases import capitalised
from tutor.practice.making.questioning import worded
from tutor.practice.making.rejection import Rejected
from tutor.practice.question import Difficulty, Question

_ATTEMPTS = 2  # keys of one passage that the model is asked about
_OPTIONS = 4
_SURE = 1.0  # least log-odds of the key with the passage, against the next best option
_KNOWN_BETTER = 1.5  # log-odds of another option without the passage, from which it may be right
_AHEAD = 0.05  # by which the cited sentence must be nearer than any about a wrong option
_EASY, _MEDIUM = 2.0, 0.55


@dataclass(frozen=True, slots=True)
class _Item:
    """A question with its options, in the order in which a student sees them."""

    question: str
    options: tuple[str, ...]
    key: int
    nearness: float  # mean cosine of the wrong options with the right one


def make(
    passage: Passage, course: Course, generator: Generator, *, avoid: Sequence[Question] = ()
) -> Question | Rejected:
    """A multiple-choice question about a passage, or why there is none.

    Raises:
        TutorError: The engine failed, for a reason that the user can mend.
    """
    outcome: Question | Rejected = Rejected("nothing to ask")
    for key in _distinct(keys_of(passage, course, "multiple-choice", avoid)):
        outcome = _made(key, passage, course, generator, avoid)
        if isinstance(outcome, Question):
            break
    return outcome


def _distinct(keys: Sequence[Key]) -> Iterator[Key]:
    """The first keys, each of another sentence where there are several."""
    others = [key for key in keys[1:] if key.fact != keys[0].fact]
    yield from [*keys[:1], *others, *keys[1:]][:_ATTEMPTS]


def _made(
    key: Key, passage: Passage, course: Course, generator: Generator, avoid: Sequence[Question]
) -> Question | Rejected:
    """A question for one key: what costs nothing is looked at first, the model's checks last."""
    text = worded(key, passage, course, generator, avoid)
    if isinstance(text, Rejected):
        return text
    rivals = _wrong(text, key, course)
    if len(rivals) < _OPTIONS - 1:
        return Rejected("too few distractors", f"{text} {key.answer}")
    item = _arranged(text, key, rivals)
    if not are_alike(item.options, item.key):
        return Rejected("options not alike", " | ".join(item.options))
    alone = _confirmed(item, passage.around(key.fact), generator)
    if isinstance(alone, Rejected):
        return alone
    return Question(
        kind="multiple-choice",
        question=item.question,
        answer=item.key,
        options=item.options,
        explanation=passage.quote([key.fact]),
        citations=(passage.cite([key.fact]),),
        topic=passage.topic,
        chapter=passage.chapter,
        difficulty=_difficulty(item, alone),
        key_points=(key.statement,),
    )


def _wrong(text: str, key: Key, course: Course) -> list[Neighbour]:
    """The nearest rivals that nothing in the course says to be right, and not alike each other."""
    vector = course.retriever.encode(text)
    enough = float(vector @ course.retriever.encode(key.statement)) - _AHEAD
    chosen: list[Neighbour] = []
    for rival in key.rivals:
        if gives_away(text, rival.text):  # what the question names is no answer to it
            continue
        if course.nearest_fact(rival.term, vector) >= enough:
            continue
        if any(course.overlap(rival.term, other.term) for other in chosen):
            continue
        chosen.append(rival)
        if len(chosen) == _OPTIONS - 1:
            break
    return chosen


def _arranged(text: str, key: Key, rivals: Sequence[Neighbour]) -> _Item:
    """The options in an order that follows from the question, the key at any place as often."""
    digest = hashlib.sha256(f"{text}\x1f{key.answer}".encode()).digest()
    wrong = sorted(
        (capitalised(rival.text) for rival in rivals),
        key=lambda option: hashlib.sha256(digest + option.encode()).digest(),
    )
    place = digest[0] % _OPTIONS
    options = (*wrong[:place], capitalised(key.answer), *wrong[place:])
    nearness = sum(rival.closeness for rival in rivals) / len(rivals)
    return _Item(text, options, place, nearness)


def _confirmed(item: _Item, evidence: str, generator: Generator) -> Choice | Rejected:
    """What the model chooses without the passage, if it chooses the key with it in any order.

    Another option that the model is sure of when it hasn't read the passage may be right, too, as
    far as the world knows.
    """
    detail = f"{item.question} {' | '.join(item.options)} [{item.options[item.key]}]"
    first = choose(item.question, item.options, generator, passage=evidence)
    if first.index != item.key or first.margin < _SURE:
        return Rejected("model disagrees", f"{detail} -> {item.options[first.index]}")
    by = 1 + len(item.question) % (_OPTIONS - 1)
    turned = rotated(item.options, by)
    second = choose(item.question, turned, generator, passage=evidence)
    if turned[second.index] != item.options[item.key] or second.margin < _SURE:
        return Rejected("model wavers", f"{detail} -> {turned[second.index]}")
    alone = choose(item.question, item.options, generator)
    if alone.index != item.key and alone.margin >= _KNOWN_BETTER:
        return Rejected("several right", f"{detail} -> {item.options[alone.index]}")
    return alone


def _difficulty(item: _Item, alone: Choice) -> Difficulty:
    """Hard is what the model doesn't know without the notes; easy what it is sure of.

    In between lies what it is sure of although the wrong options are near the right one.
    """
    if alone.index != item.key:
        return "hard"
    return "easy" if alone.margin >= _EASY and item.nearness < _MEDIUM else "medium"
