"""How a mock exam went: by chapter, topic and kind, what was missed with its source, what next."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tutor.practice.exam import Exam
from tutor.practice.grading import Grade, Response
from tutor.practice.marks import grade_dict
from tutor.practice.outline import Outline
from tutor.practice.question import Question

_STEPS = 3  # sections that are named to be read again
_SOLID = 0.8  # of a section's points; one with less is worth reading again


@dataclass(frozen=True, slots=True)
class Part:
    """A chapter, topic or kind of an exam."""

    key: str
    name: str
    questions: int
    points: float  # of `questions`

    @property
    def score(self) -> float:
        """The share of its points that was reached, 0 to 1."""
        return self.points / self.questions


@dataclass(frozen=True, slots=True)
class Result:
    """One question with what was answered; without a grade where nothing was."""

    question: Question
    response: Response | None
    grade: Grade | None

    @property
    def points(self) -> float:
        """0 to 1."""
        return 0.0 if self.grade is None else self.grade.score


@dataclass(frozen=True, slots=True)
class ExamReport:
    """A graded exam. A question without an answer counts as 0 points."""

    exam_id: str
    results: tuple[Result, ...]  # in the exam's order
    by_chapter: tuple[Part, ...]
    by_topic: tuple[Part, ...]
    by_kind: tuple[Part, ...]
    seconds: float  # from the start to handing in
    minutes: float  # that there were
    next_steps: tuple[str, ...]  # sentences

    @property
    def points(self) -> float:
        """Of as many as there are questions."""
        return sum(result.points for result in self.results)

    @property
    def score(self) -> float:
        """The share of all points, 0 to 1."""
        return self.points / len(self.results) if self.results else 0.0

    @property
    def missed(self) -> tuple[Result, ...]:
        """What was not fully right, without answers included."""
        return tuple(each for each in self.results if not _is_right(each))

    @property
    def unanswered(self) -> int:
        """How many questions have no answer."""
        return sum(result.grade is None for result in self.results)

    def to_dict(self) -> dict[str, Any]:
        """The report as JSON values."""
        return {
            "exam": self.exam_id,
            "score": round(self.score, 4),
            "points": round(self.points, 4),
            "questions": len(self.results),
            "right": len(self.results) - len(self.missed),
            "unanswered": self.unanswered,
            "seconds": round(self.seconds, 1),
            "minutes": self.minutes,
            "by_chapter": [_part_dict(part) for part in self.by_chapter],
            "by_topic": [_part_dict(part) for part in self.by_topic],
            "by_kind": [_part_dict(part) for part in self.by_kind],
            "results": [_result_dict(result) for result in self.results],
            "next_steps": list(self.next_steps),
        }


def report(exam: Exam, grades: Mapping[str, Grade], outline: Outline | None = None) -> ExamReport:
    """The report of an exam.

    Args:
        exam: It was handed in or its time is up; otherwise its time counts as all used.
        grades: By question id, of the questions that were answered.
        outline: Names the chapters; without it they are called by their keys.
    """
    results = tuple(
        Result(each, exam.responses.get(each.id), grades.get(each.id)) for each in exam.questions
    )
    ended = min(exam.handed_in or exam.finished or exam.ends, exam.ends)
    return ExamReport(
        exam.id,
        results,
        by_chapter=_parts(
            results,
            lambda each: each.chapter,
            lambda key: (outline.name_of(key) if outline else key) or "Without a chapter",
        ),
        by_topic=_parts(results, lambda each: each.topic, str),
        by_kind=_parts(results, lambda each: each.kind, lambda kind: kind.replace("-", " ")),
        seconds=max((ended - exam.started).total_seconds(), 0.0),
        minutes=exam.minutes,
        next_steps=_next_steps(results),
    )


def _parts(
    results: tuple[Result, ...], key_of: Callable[[Question], str], name_of: Callable[[str], str]
) -> tuple[Part, ...]:
    """The parts in the order in which the exam has them."""
    grouped: dict[str, list[float]] = {}
    for result in results:
        grouped.setdefault(key_of(result.question), []).append(result.points)
    return tuple(Part(key, name_of(key), len(own), sum(own)) for key, own in grouped.items())


def _next_steps(results: tuple[Result, ...]) -> tuple[str, ...]:
    if not results:
        return ()
    steps = []
    topics = _parts(results, lambda each: each.topic, str)
    # The most points are to be won first.
    weak = sorted(
        (part for part in topics if part.score < _SOLID),
        key=lambda part: (part.points - part.questions, part.score),
    )
    for part in weak[:_STEPS]:
        places = [
            citation.document
            if citation.locator in (part.name, citation.document, "")
            else f"{citation.document}, {citation.locator}"
            for result in results
            if result.question.topic == part.key and not _is_right(result)
            for citation in result.question.citations[:1]
        ]
        where = f" in {places[0]}" if places else ""
        steps.append(f"Read “{part.name}” again{where}.")
    if any(result.grade is not None and not _is_right(result) for result in results):
        steps.append("What you missed comes back in your reviews: `tutor review` shows when.")
    silent = sum(result.grade is None for result in results)
    if silent:
        noun = "question has" if silent == 1 else "questions have"
        steps.append(f"{silent} {noun} no answer; a guess never costs points here.")
    if not steps:
        steps.append("Everything was right; try one with less time or more questions.")
    return tuple(steps)


def _is_right(result: Result) -> bool:
    return result.grade is not None and result.grade.verdict == "right"


def _part_dict(part: Part) -> dict[str, Any]:
    return {
        "key": part.key,
        "name": part.name,
        "questions": part.questions,
        "points": round(part.points, 4),
        "score": round(part.score, 4),
    }


def _result_dict(result: Result) -> dict[str, Any]:
    return {
        "question": result.question.to_dict(),
        "response": result.response,
        "grade": None if result.grade is None else grade_dict(result.grade),
    }
