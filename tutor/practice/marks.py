"""Grades as JSON values, for what is kept and what commands print."""

from collections.abc import Mapping
from typing import Any

from tutor.practice.grading import Grade
from tutor.practice.question import Citation


def grade_dict(grade: Grade) -> dict[str, Any]:
    """A grade as JSON values, with the passage that its feedback cites."""
    return {
        "score": grade.score,
        "verdict": grade.verdict,
        "hit": list(grade.hit),
        "missed": list(grade.missed),
        "feedback": grade.feedback,
        "citation": None if grade.citation is None else grade.citation.to_dict(),
    }


def grade_from(value: Mapping[str, Any]) -> Grade:
    """A grade as `grade_dict` wrote it.

    Raises:
        KeyError, TypeError, ValueError: It is not one.
    """
    citation = value["citation"]
    return Grade(
        score=value["score"],
        verdict=value["verdict"],
        hit=tuple(value["hit"]),
        missed=tuple(value["missed"]),
        feedback=value["feedback"],
        citation=None if citation is None else Citation.from_dict(citation),
    )
