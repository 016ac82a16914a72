"""The page about practice questions: what share is kept, why others are not, and what they cost."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import median

from benchmarks.questions import made_with
from tutor.documents.document import Chunk
from tutor.evaluation.markdown import table
from tutor.evaluation.rows import Row
from tutor.practice.making.course import Course
from tutor.practice.question import DIFFICULTIES, LETTERS, Question

_ALIKE = 0.9  # cosine of two questions with their answers, from which they are counted as one


@dataclass(frozen=True)
class Outcomes:
    """What became of the questions asked for on one folder of notes."""

    name: str
    wanted: int
    rows: tuple[Row, ...]  # of every try, in order
    kept: tuple[Question, ...]
    course: Course
    model: str


@dataclass(frozen=True)
class Reading:
    """What a developer found who read a question beside the passage that it cites."""

    notes: str  # the folder's name
    id: str  # the question's
    about: str  # what it asks; of notes that are not ours only the section
    key: str
    right: bool  # the passage says that the key is right, and none of the others
    remark: str = ""


def page(parts: Sequence[Outcomes], readings: Sequence[Reading] = ()) -> str:
    """The figures as a Markdown page.

    Args:
        parts: One of each folder of notes.
        readings: Of those of the questions that were read again.
    """
    names = [part.name for part in parts]
    figures = [_figures(part) for part in parts]
    rows = [(name, *(own[name] for own in figures)) for name in figures[0]]
    reasons = [_reasons(part) for part in parts]
    every = sorted({r for own in reasons for r in own}, key=lambda r: -sum(o[r] for o in reasons))
    lines = [
        "# A hundred multiple-choice questions",
        "",
        "Made by `python -m benchmarks.practice_questions`. Questions are asked for on passages of "
        "which nothing was asked yet, the chapters taking turns, until as many are kept as are "
        "wanted or the notes give no more. A question is kept when it passes every check; each "
        "rejection names the first one that it failed. A passage in which no sentence has a term "
        "with three others that it could be taken for is not tried. Seconds are those of one "
        "try, the model's part included. A question that the model answers rightly without the "
        "passage needs no notes.",
        "",
        made_with(parts[0].model),
        "",
        *table(("", *names), rows),
        "",
        "## Rejections",
        "",
        *table(
            ("reason", *names),
            [(reason, *(str(own[reason]) for own in reasons)) for reason in every],
        ),
    ]
    if readings:
        kept = {question.id for part in parts for question in part.kept}
        lines += ["", *_read(readings, kept)]
    return "\n".join(lines) + "\n"


def duplicates(part: Outcomes) -> int:
    """Pairs of questions that ask the same: alike in meaning together with their answers."""
    encode = part.course.retriever.encode
    vectors = [encode(f"{q.question} {q.answer_text}") for q in part.kept]
    return sum(float(a @ b) >= _ALIKE for a, b in combinations(vectors, 2))


def _figures(part: Outcomes) -> dict[str, str]:
    kept = [row for row in part.rows if row["question"] is not None]
    seconds = sum(row["seconds"] for row in part.rows)
    letters = Counter(question.answer for question in part.kept)
    difficulties = Counter(question.difficulty for question in part.kept)
    alone = sum(bool(row["alone"]) for row in kept)
    sections = {_section(passage.chunk) for passage in part.course.passages}
    asked = {c.chunk_id for question in part.kept for c in question.citations}
    covered = {_section(p.chunk) for p in part.course.passages if p.chunk.id in asked}
    chapters = {question.chapter for question in part.kept}
    return {
        "wanted": str(part.wanted),
        "kept": _share(len(kept), len(part.rows)),
        "seconds a kept question, rejected tries included": _number(seconds / max(1, len(kept))),
        "seconds a try that was kept: median (range)": _spread([r["seconds"] for r in kept]),
        "seconds of all tries: median (range)": _spread([r["seconds"] for r in part.rows]),
        "sections asked about": _share(len(covered), len(sections)),
        "chapters asked about": _share(len(chapters), len(part.course.outline.chapters)),
        "duplicates": str(duplicates(part)),
        "keys at A, B, C, D": ", ".join(str(letters[i]) for i in range(len(LETTERS[:4]))),
        "easy, medium, hard": ", ".join(str(difficulties[name]) for name in DIFFICULTIES),
        "model chooses the key without the passage": _share(alone, len(kept)),
    }


def _read(readings: Sequence[Reading], kept: Collection[str]) -> list[str]:
    right = sum(reading.right for reading in readings)
    still = sum(reading.id in kept for reading in readings)
    names = list(dict.fromkeys(reading.notes for reading in readings))
    shares = [
        f"{_share(sum(r.right for r in own), len(own))} on {name}"
        for name in names
        if (own := [r for r in readings if r.notes == name])
    ]
    return [
        "## A second reading",
        "",
        f"{_share(right, len(readings))} of the keys are right by a second reading of the cited "
        f"passage ({'; '.join(shares)}). They are the first of each by a hash of their content. Of "
        f"the questions read, {still} are among those above; "
        "the others were made by an earlier run. Of notes that are not part of this repository "
        "only the section is named.",
        "",
        *table(
            ("notes", "asked", "key", "verdict", "remark"),
            [
                (r.notes, r.about, r.key, "right" if r.right else "**not right**", r.remark)
                for r in readings
            ],
        ),
    ]


def _reasons(part: Outcomes) -> Counter[str]:
    return Counter(row["reason"] for row in part.rows if row["question"] is None)


def _section(chunk: Chunk) -> tuple[str, tuple[str, ...]]:
    return chunk.document_id, chunk.heading_path


def _share(part: int, whole: int) -> str:
    return f"{part} of {whole} ({part / max(1, whole):.0%})"


def _number(value: float) -> str:
    return f"{value:.1f}"


def _spread(values: Sequence[float]) -> str:
    if not values:
        return "none"
    return f"{median(values):.1f} ({min(values):.1f} to {max(values):.1f})"
