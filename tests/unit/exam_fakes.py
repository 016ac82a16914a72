"""Questions of a course that never was, for exams."""

from datetime import datetime, timedelta, timezone
from typing import Any

from tutor.documents.document import Chunk, Locator, Metadata, Span
from tutor.practice.exam import Exam
from tutor.practice.grading import Grade
from tutor.practice.outline import Outline
from tutor.practice.question import Citation, Question

NINE = datetime(2026, 3, 1, 9, tzinfo=timezone.utc)
EXAM_ID = "6f7f2c8e-5d0e-4b0e-9a55-0d8c3a9c1a11"
_WORDS = (
    "amber birch cedar delta ember fjord grove heath inlet jetty knoll lagoon mesa north".split()
)


def minutes(number: float) -> datetime:
    """A moment after the start of the exam."""
    return NINE + timedelta(minutes=number)


def subject(number: int) -> str:
    """Three words that no other number under 2744 has together."""
    base = len(_WORDS)
    digits = (number % base, number // base % base, number // base**2 % base)
    return " ".join(f"{_WORDS[digit]}{place}{number}" for place, digit in enumerate(digits))


def citation(number: int = 1, *, evidence: bool = True) -> Citation:
    text = f"Before it. A fact about {subject(number)} stands here. After it."
    span = Span(11, text.index(" After"))
    return Citation(f"c{number}", "notes/04.md", "Neurons", text, evidence=(span,) * evidence)


def question(number: int = 1, kind: str = "multiple-choice", **changes: Any) -> Question:
    """A question that resembles none with another number."""
    about = subject(number)
    answer: Any = {"multiple-choice": 1, "true-false": True}.get(kind, f"The answer {about}")
    options = (f"left {about}", f"right {about}", "up", "down")
    values: dict[str, Any] = {
        "kind": kind,
        "question": f"What is {about}?",
        "answer": answer,
        "explanation": f"Because of {about}.",
        "citations": (citation(number),),
        "topic": f"Topic {number % 3}",
        "options": options if kind == "multiple-choice" else None,
        "chapter": "1",
        "id": f"q{number}",
    }
    return Question(**{**values, **changes})


def outline(*sizes: int) -> Outline:
    """Chapters "1", "2" and so on, of these weights."""
    return Outline(
        [
            Chunk(
                id=f"chunk {key}",
                document_id=f"{key}.md",
                title=f"Title {key}",
                heading_path=(),
                locator=Locator("heading", "Neurons"),
                span=Span(0, size),
                text="x" * size,
                sentences=(),
                metadata=Metadata(chapter=str(key)),
            )
            for key, size in enumerate(sizes, start=1)
        ]
    )


def exam(*questions: Question, **changes: Any) -> Exam:
    given = questions or (question(1), question(2, "true-false"), question(3, "short-answer"))
    values: dict[str, Any] = {
        "id": EXAM_ID,
        "student": "me",
        "started": NINE,
        "minutes": 60,
        "questions": given,
    }
    return Exam(**{**values, **changes})


def grade(score: float, **changes: Any) -> Grade:
    verdict = "right" if score == 1 else "wrong" if score == 0 else "partly"
    values: dict[str, Any] = {
        "score": score,
        "verdict": verdict,
        "hit": (),
        "missed": (),
        "feedback": f"That is {verdict}.",
        "citation": None,
    }
    return Grade(**{**values, **changes})
