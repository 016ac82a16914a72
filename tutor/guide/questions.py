"""Questions to try: those of the bank first, else some that need no model to be made."""

from collections import Counter
from collections.abc import Collection, Sequence
from itertools import zip_longest

from tutor.generation.base import Generator
from tutor.generation.deferred import DeferredGenerator
from tutor.guide.guide import Line
from tutor.guide.sections import Section
from tutor.practice.bank import Bank
from tutor.practice.making.course import Course
from tutor.practice.making.maker import make_question
from tutor.practice.making.rejection import Rejected
from tutor.practice.question import Kind, Question
from tutor.practice.selection import is_new

_PREFERRED: tuple[Kind, ...] = ("short-answer", "multiple-choice", "flashcard", "cloze")
_QUICK: tuple[Kind, ...] = ("flashcard", "cloze")  # whose makers ask no model


def questions_to_try(
    sections: Sequence[Section], most: int, *, bank: Bank, course: Course
) -> list[Line]:
    """At most `most` questions about some sections, in the order of the notes.

    Where the bank has too few, flashcards and gaps are made and put into it, which takes no model.

    Args:
        sections: What is asked about.
        most: How many.
        bank: The questions that there are.
        course: The notes.
    """
    places = {p.chunk.id: at for at, p in enumerate(p for s in sections for p in s.passages)}
    there = bank.questions({chunk.id for chunk in course.retriever.chunks})
    chosen = _spread([q for q in there if _fits(q, places)], most)
    if len(chosen) < most:
        made = _made(sections, most - len(chosen), [*there], chosen, course)
        bank.add(made)
        chosen += made
    chosen.sort(key=lambda question: places[question.citations[0].chunk_id])
    return [_line(question) for question in chosen]


def _fits(question: Question, places: Collection[str]) -> bool:
    """Whether a question is about these passages and can be asked by itself on paper."""
    return (
        question.kind in _PREFERRED
        and bool(question.citations)
        and all(citation.chunk_id in places for citation in question.citations)
        and (question.kind == "cloze" or question.question.endswith("?"))
    )


def _spread(questions: Sequence[Question], most: int) -> list[Question]:
    """The questions that are answered in words first, the topics taking turns."""
    left = sorted(questions, key=lambda question: _PREFERRED.index(question.kind))
    topics: Counter[str] = Counter()
    chosen: list[Question] = []
    while left and len(chosen) < most:
        best = min(left, key=lambda question: topics[question.topic])  # the first of equal ones
        left.remove(best)
        if is_new(best, chosen):
            topics[best.topic] += 1
            chosen.append(best)
    return chosen


def _made(
    sections: Sequence[Section],
    most: int,
    known: list[Question],
    chosen: Sequence[Question],
    course: Course,
) -> list[Question]:
    """New questions, one a passage, the sections taking turns."""
    queues = [[p for p in section.passages if p.facts] for section in sections]
    passages = [p for turn in zip_longest(*queues) for p in turn if p is not None]
    asked = {citation.chunk_id for question in chosen for citation in question.citations}
    made: list[Question] = []
    for passage in passages:
        if len(made) == most:
            break
        if passage.chunk.id in asked:
            continue
        for kind in _QUICK:
            question = make_question(kind, passage, course, _NO_MODEL, avoid=[*known, *made])
            if isinstance(question, Rejected) or not is_new(question, [*chosen, *made]):
                continue
            if kind == "cloze" or question.question.endswith("?"):
                made.append(question)
                break
    return made


def _line(question: Question) -> Line:
    return Line("question", question.question, question.citations, question.topic)


def _no_model() -> Generator:
    raise RuntimeError("a question that is made without a model asked for one")


_NO_MODEL = DeferredGenerator("", _no_model)
