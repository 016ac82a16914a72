"""Grading a student's answer: at once by its kind, or in words against the key points.

A grade has a score from 0 to 1, what was hit and missed, and at most two sentences of feedback with
the passage to look at.
"""

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

from tutor.errors import TutorError
from tutor.generation.base import Generator
from tutor.practice.cloze_answers import grade_cloze
from tutor.practice.feedback import feedback_on, plain
from tutor.practice.key_points import key_texts
from tutor.practice.question import LETTERS, Citation, Question
from tutor.practice.short_answers import GradingLimits, read_points
from tutor.retrieval.retriever import Retriever

Response: TypeAlias = int | bool | str  # index of the option, truth value, or words
Verdict: TypeAlias = Literal["right", "partly", "wrong"]

_YES = frozenset(("true", "t", "yes", "y", "right"))
_NO = frozenset(("false", "f", "no", "n", "wrong"))
_RATINGS = (1, 2, 3, 4)  # of a flashcard, by the student: again, hard, good, easy
_RATED: dict[int, tuple[float, Verdict]] = {
    1: (0.0, "wrong"),
    2: (0.5, "partly"),
    3: (0.9, "right"),
    4: (1.0, "right"),
}
_SENTENCE_END = re.compile(r"(?<=[.!?])\s")


class ResponseError(TutorError):
    """A response that is no answer of the question's kind."""


@dataclass(frozen=True, slots=True)
class Grade:
    """What an answer is worth."""

    score: float  # 0 to 1
    verdict: Verdict
    hit: tuple[str, ...]  # key points that were said
    missed: tuple[str, ...]  # those that were not, the most important first
    feedback: str  # at most two sentences
    citation: Citation | None  # where the notes say it


def grade(
    question: Question,
    response: Response,
    *,
    retriever: Retriever,
    generator: Generator | None,
    limits: GradingLimits | None = None,
) -> Grade:
    """Grade a response.

    Args:
        question: What was asked.
        response: For multiple choice the option's index or letter, for true or false a boolean or
            its word, for a flashcard words, whether it was known, or the student's own rating from
            1 (again) to 4 (easy); words otherwise.
        retriever: Knows the encoder and how rare a term is.
        generator: Asked about key points in doubt. With None, words are graded by the comparison
            of terms and vectors alone, which is a little less often right (docs/grading.md).
        limits: What counts how much in answers in words; the fitted ones where there are none.

    Raises:
        ResponseError: The response is not of the question's kind.
        TutorError: The engine failed, for a reason that the user can mend.
    """
    if question.kind == "multiple-choice":
        return _of_choice(question, _option(question, response))
    if question.kind == "true-false":
        return _of_choice(question, _truth(response))
    if question.kind == "flashcard" and not isinstance(response, str):
        return _self_rated(question, response)
    if not isinstance(response, str):
        raise ResponseError(f"Answer this {question.kind} question in words.")
    if question.kind == "cloze":
        return _of_cloze(question, response)
    limits = limits or GradingLimits()
    reading = read_points(
        question, response, retriever=retriever, generator=generator, limits=limits
    )
    score = round(reading.score, 3)
    verdict: Verdict = (
        "right"
        if score >= limits.right_from
        else "partly"
        if score >= limits.partly_from
        else "wrong"
    )
    missed = sorted((p for p in reading.points if not p.said), key=lambda p: -p.point.weight)
    return Grade(
        score=score,
        verdict=verdict,
        hit=tuple(p.point.text for p in reading.points if p.said),
        missed=tuple(p.point.text for p in missed),
        feedback=feedback_on(reading, verdict),
        citation=_first(question),
    )


def _of_choice(question: Question, chosen: int | bool) -> Grade:
    right = chosen == question.answer
    why = plain(question.explanation)
    key = question.answer_text
    if isinstance(question.answer, bool):
        opening = "Right." if right else f"No, the statement is {key.lower()}."
    elif right:
        opening = "Right."
    else:
        opening = f"No, the answer is \u201c{plain(key).rstrip('.')}\u201d."
    return _all_or_nothing(question, right, f"{opening} {_one_sentence(why)}".strip())


def _of_cloze(question: Question, response: str) -> Grade:
    passages = " ".join(citation.text for citation in question.citations)
    score = grade_cloze(str(question.answer), response, passages)
    key = str(question.answer)
    if score == 1.0:
        return _all_or_nothing(question, True, f"Right: {key}.")
    if score:
        said = f"Partly: the missing words are \u201c{key}\u201d."
        return Grade(score, "partly", (), (key,), said, _first(question))
    return _all_or_nothing(question, False, f"No, the missing words are \u201c{key}\u201d.")


def _self_rated(question: Question, response: int | bool) -> Grade:
    if isinstance(response, bool):
        response = 3 if response else 1
    if response not in _RATINGS:
        raise ResponseError("Rate a flashcard from 1 (again) to 4 (easy), or answer it in words.")
    score, verdict = _RATED[response]
    texts = key_texts(question)
    hit, missed = (texts, ()) if verdict == "right" else ((), texts)
    said = "Rated by yourself."
    return Grade(score, verdict, hit, missed, said, _first(question))


def _all_or_nothing(question: Question, right: bool, feedback: str) -> Grade:
    key = (question.answer_text,)
    return Grade(
        score=1.0 if right else 0.0,
        verdict="right" if right else "wrong",
        hit=key if right else (),
        missed=() if right else key,
        feedback=feedback,
        citation=_first(question),
    )


def _option(question: Question, response: Response) -> int:
    options = question.options or ()
    if isinstance(response, str):
        letter = response.strip().strip("().").upper()
        response = LETTERS.index(letter) if len(letter) == 1 and letter in LETTERS else -1
    if isinstance(response, bool) or not 0 <= response < len(options):
        raise ResponseError(f"Answer with a letter from A to {LETTERS[len(options) - 1]}.")
    return response


def _truth(response: Response) -> bool:
    if isinstance(response, bool):
        return response
    word = str(response).strip().strip(".!").lower()
    if word not in _YES | _NO:
        raise ResponseError("Answer with true or false.")
    return word in _YES


def _one_sentence(text: str) -> str:
    return _SENTENCE_END.split(text, maxsplit=1)[0] if text else ""


def _first(question: Question) -> Citation | None:
    return question.citations[0] if question.citations else None
