"""Making one question of a kind; whatever the kind, some checks hold for all of them."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from tutor.generation.base import Generator
from tutor.practice.making import cloze, flashcard, multiple_choice, short_answer, true_false
from tutor.practice.making.checks.duplicates import is_duplicate
from tutor.practice.making.checks.wording import gives_away, stands_alone
from tutor.practice.making.course import Course
from tutor.practice.making.passage import Passage
from tutor.practice.making.rejection import Rejected
from tutor.practice.question import BLANK, Kind, Question

Maker: TypeAlias = Callable[..., Question | Rejected]
_MAKERS: Mapping[Kind, Maker] = {
    "multiple-choice": multiple_choice.make,
    "true-false": true_false.make,
    "cloze": cloze.make,
    "short-answer": short_answer.make,
    "flashcard": flashcard.make,
}


def make_question(
    kind: Kind,
    passage: Passage,
    course: Course,
    generator: Generator,
    *,
    avoid: Sequence[Question] = (),
) -> Question | Rejected:
    """A question of a kind about a passage, or why there is none.

    Args:
        kind: What is wanted.
        passage: What it is made from, and cites.
        course: The index that the passage belongs to.
        generator: The model that words it and is asked to answer it.
        avoid: Questions that it may not repeat; those on this passage also tell which of its
            sentences were asked about already.

    Raises:
        TutorError: The engine failed, for a reason that the user can mend.
    """
    made = _MAKERS[kind](passage, course, generator, avoid=avoid)
    if isinstance(made, Rejected):
        return made
    if not stands_alone(made.question.replace(BLANK, "something")):
        return Rejected("does not stand alone", made.question)
    if kind in ("multiple-choice", "cloze") and gives_away(made.question, made.answer_text):
        return Rejected("answered by its wording", made.question)
    if is_duplicate(made.question, made.answer_text, avoid, course.retriever):
        return Rejected("duplicate", made.question)
    return made
