"""Which questions a mock exam has: balanced over the chapters, of mixed kinds, none asked twice."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from tutor.practice.outline import Outline
from tutor.practice.question import Question

_ALIKE = 0.6  # the share of words from which on two questions ask the same
_WORD = re.compile(r"\w+")
_LAST_KIND = "flashcard"  # no exam's kind: its answer is judged by whoever turns it over
_SMALL = frozenset(
    "a an and are as at be by does do for from how in is it of on or that the this to what when "
    "which who why with".split()
)


def compose(
    outline: Outline, questions: Sequence[Question], n: int, *, seed: int | str
) -> tuple[Question, ...]:
    """At most `n` questions, in the order of the chapters.

    Each chapter has its share by weight, rounded by the method of the largest remainder; what a
    chapter can't fill goes to the others. Questions that belong to no chapter of the outline stand
    in where the chapters have too few. Of two that ask the same, or that rest on the same sentence,
    so that one would give the other away, only one is taken.

    Args:
        outline: The course's chapters.
        questions: What there is to choose from, in any order.
        n: How many are wanted.
        seed: The same seed chooses the same of the same questions.
    """
    pools: dict[str, list[Question]] = {chapter.key: [] for chapter in outline.chapters}
    pools[""] = []
    for question in distinct(sorted(questions, key=lambda each: _draw(each, seed))):
        pools[question.chapter if question.chapter in pools else ""].append(question)
    weights = {chapter.key: chapter.weight for chapter in outline.chapters} | {"": 0}
    sizes = shares(n, weights, {key: len(pool) for key, pool in pools.items()})
    used: Counter[str] = Counter()
    chosen: list[Question] = []
    for key, pool in pools.items():
        for _ in range(sizes[key]):
            best = min(pool, key=lambda each: (each.kind == _LAST_KIND, used[each.kind]))
            pool.remove(best)
            used[best.kind] += 1
            chosen.append(best)
    return tuple(chosen)


def shortage(wanted: int, found: int) -> str:
    """A sentence that says that there are fewer questions than were wanted; empty otherwise."""
    if found >= wanted:
        return ""
    there = "There is 1 question" if found == 1 else f"There are {found} different questions"
    return f"{there} so far where {wanted} were asked for; `tutor quiz` makes more of the notes."


def shares(n: int, weights: Mapping[str, int], most: Mapping[str, int]) -> dict[str, int]:
    """`n` seats by weight, by the largest remainder, none with more than it can fill.

    Args:
        n: Seats; fewer are given where not so many can be filled.
        weights: At least 0; keys without any weight get what the others can't fill.
        most: How many each of them can fill.
    """
    given = dict.fromkeys(weights, 0)
    left = min(n, sum(most.values()))
    while left > 0:
        open_keys = [key for key in weights if given[key] < most[key]]
        heavy = [key for key in open_keys if weights[key] > 0]
        new = _largest_remainder(left, {key: weights[key] or 1 for key in heavy or open_keys})
        for key, seats in new.items():
            taken = min(seats, most[key] - given[key])
            given[key] += taken
            left -= taken
    return given


def distinct(questions: Iterable[Question]) -> list[Question]:
    """The questions without those that ask what an earlier one asks; flashcards come last."""
    kept: list[tuple[Question, frozenset[str]]] = []
    for question in sorted(questions, key=lambda each: each.kind == _LAST_KIND):
        words = _words(question)
        if not any(
            _alike(words, others) or _same_sentence(question, other) for other, others in kept
        ):
            kept.append((question, words))
    return [question for question, _ in kept]


def _largest_remainder(n: int, weights: Mapping[str, int]) -> dict[str, int]:
    """Hamilton's method: whole quotas first, then one more for the largest fractions."""
    total = sum(weights.values())
    seats = {key: n * weight // total for key, weight in weights.items()}
    by_fraction = sorted(weights, key=lambda key: -(n * weights[key] % total))
    for key in by_fraction[: n - sum(seats.values())]:
        seats[key] += 1
    return seats


def _draw(question: Question, seed: int | str) -> str:
    """A question's place in the shuffled order, whatever order the questions came in."""
    return hashlib.sha256(f"{seed}\x1f{question.id}".encode()).hexdigest()


def _words(question: Question) -> frozenset[str]:
    said = f"{question.question} {question.answer_text}".lower()
    return frozenset(_WORD.findall(said)) - _SMALL


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    shorter, longer = sorted((len(one), len(other)))
    if shorter < _ALIKE * longer:
        return False
    return len(one & other) >= _ALIKE * len(one | other)


def _same_sentence(one: Question, other: Question) -> bool:
    """Whether the two rest on overlapping evidence of one passage."""
    return any(
        mine.start < theirs.end and theirs.start < mine.end
        for a in one.citations
        for b in other.citations
        if a.chunk_id == b.chunk_id
        for mine in a.evidence
        for theirs in b.evidence
    )
