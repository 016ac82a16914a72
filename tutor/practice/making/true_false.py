"""True or false: a sentence of the notes as it stands, or with one fact of it changed.

Both are made only of sentences that can be changed, so that their form tells nothing. Which of the
two a sentence becomes depends on its words only, and is each about half of the time.
"""

import hashlib
import math
from collections.abc import Sequence

from tutor.answering.contradictions.disagreement import disagree
from tutor.answering.contradictions.statement import tokens
from tutor.answering.terms import content_terms, coverage
from tutor.answering.untrusted.material import clean
from tutor.documents.document import Span
from tutor.generation.base import Generator, Message
from tutor.practice.making.changes import Change, changes_of
from tutor.practice.making.checks.support import support_of
from tutor.practice.making.course import Course
from tutor.practice.making.passage import Passage
from tutor.practice.making.rejection import Rejected
from tutor.practice.making.statement import unused_facts
from tutor.practice.question import Difficulty, Question

SYSTEM = "You check whether a statement is true according to a text."
# By what is or could be changed, so that it doesn't tell whether anything was.
_DIFFICULTY: dict[str, Difficulty] = {"term": "easy", "opposite": "medium", "number": "hard"}
_ELSEWHERE = 4  # passages in which a changed statement is looked for
_SAID = 0.85  # share of a changed statement's terms in one sentence from which that may say it
# Less than half: more of the changed statements fall to a check, and what is kept shall be even.
_TRUE_OF_256 = 104
_ASKED = 3  # changed statements that the model is asked about


def make(
    passage: Passage, course: Course, generator: Generator, *, avoid: Sequence[Question] = ()
) -> Question | Rejected:
    """A statement that is true or false, from a sentence of a passage that has none yet.

    Args:
        passage: With facts to ask.
        course: Knows the terms, and the other passages.
        generator: Asked whether the statement is true, with the passage in front of it.
        avoid: Questions that there are already.

    Raises:
        TutorError: The engine failed, for a reason that the user can mend.
    """
    why = Rejected("nothing to ask")
    asked = 0
    for fact, statement in unused_facts(passage, "true-false", avoid):
        changes = list(changes_of(statement, passage, course))
        if not changes or asked == _ASKED:
            continue
        found = (
            _true(statement, fact, changes, passage, course)
            if becomes_true(statement)
            else _false(statement, fact, changes, passage, course)
        )
        if isinstance(found, Question):
            asked += 1
            if says_true(found.question, passage, generator) == found.answer:
                return found
            found = Rejected("model disagrees", found.question)
        why = found
    return why


def becomes_true(statement: str) -> bool:
    """Whether a sentence is asked as it stands."""
    return hashlib.sha256(statement.encode()).digest()[0] < _TRUE_OF_256


def says_true(statement: str, passage: Passage, generator: Generator) -> bool:
    """Whether the model, with the passage in front of it, calls a statement true.

    Raises:
        TutorError: The engine failed, for a reason that the user can mend.
    """
    text = (
        f"Text: {passage.text}\n\nStatement: {clean(statement)}\n"
        "Is the statement true according to the text? True or False"
    )
    messages = [Message("system", SYSTEM), Message("user", text)]
    yes, no = generator.choose(messages, ("True", "False"))
    return yes - no > 0 and not math.isnan(yes - no)


def _true(
    statement: str, fact: Span, changes: Sequence[Change], passage: Passage, course: Course
) -> Question | Rejected:
    if not support_of(statement, passage, course.retriever):
        return Rejected("not supported", statement)
    explanation = f"True. The notes say: {statement}"
    return _question(statement, True, explanation, fact, passage, _DIFFICULTY[changes[0].kind])


def _false(
    statement: str, fact: Span, changes: Sequence[Change], passage: Passage, course: Course
) -> Question | Rejected:
    for change in changes:
        if is_supported(change, statement, passage, course) or _said_elsewhere(
            change, passage, course
        ):
            continue
        explanation = (
            f"False: it is “{change.right}”, not “{change.wrong}”. The notes say: {statement}"
        )
        difficulty = _DIFFICULTY[change.kind]
        return _question(change.text, False, explanation, fact, passage, difficulty)
    return Rejected("several right", statement)


def is_supported(change: Change, statement: str, passage: Passage, course: Course) -> bool:
    """Whether the passage may well say a changed statement, too.

    It doesn't where the check of citations finds no support, where the statement has a word that
    the passage lacks, and where the two say yes and no.
    """
    known = content_terms(passage.text) | content_terms(passage.chunk.context)
    if not content_terms(change.text) <= known:
        return False
    source = tokens(statement)
    if disagree(tokens(change.text), source, source) is not None or change.kind == "opposite":
        return False
    return bool(support_of(change.text, passage, course.retriever, question=statement))


def _said_elsewhere(change: Change, passage: Passage, course: Course) -> bool:
    """Whether another passage may say what was changed."""
    retriever = course.retriever
    terms, put = content_terms(change.text), content_terms(change.wrong)
    for hit in retriever.search(change.text, _ELSEWHERE):
        if hit.chunk.id == passage.chunk.id:
            continue
        for span in hit.chunk.sentences:
            said = content_terms(hit.chunk.text[span.start : span.end])
            if put <= said and coverage(terms, said, retriever.rarity) >= _SAID:
                return True
    return False


def _question(
    text: str,
    answer: bool,
    explanation: str,
    fact: Span,
    passage: Passage,
    difficulty: Difficulty,
) -> Question:
    return Question(
        kind="true-false",
        question=text,
        answer=answer,
        explanation=explanation,
        citations=(passage.cite((fact,)),),
        topic=passage.topic,
        chapter=passage.chapter,
        difficulty=difficulty,
    )
