"""Instructors' own items and old exams come into the bank."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tutor.practice.bank import Bank
from tutor.practice.exchange.citing import cite
from tutor.practice.exchange.errors import ExchangeError
from tutor.practice.exchange.files import read_questions
from tutor.practice.outline import Outline, UnknownChapterError
from tutor.practice.question import Question
from tutor.progress import Progress, silent
from tutor.retrieval.retriever import Retriever

_STEP = "Looking the questions up in the notes"


@dataclass(frozen=True, slots=True)
class ImportedFile:
    """What became of one file."""

    path: Path
    questions: tuple[Question, ...]
    new: int  # of these; the others took the place of what they were before
    gaps: tuple[str, ...]  # what could not be read, and why
    remarks: tuple[str, ...]  # what was read, but not in all of its parts
    failure: str = ""  # why nothing of it was read

    @property
    def cited(self) -> int:
        """How many of the questions the notes support."""
        return sum(bool(question.citations) for question in self.questions)


def import_questions(
    paths: Sequence[Path],
    bank: Bank,
    retriever: Retriever,
    *,
    chapter: str | None = None,
    progress: Progress = silent,
) -> list[ImportedFile]:
    """Read files of questions, look each one up in the notes, and keep them in the bank.

    Args:
        paths: Files; what is wrong with one is told and costs no other.
        bank: Gets the questions of a file at once.
        retriever: Of the notes.
        chapter: The chapter of all questions, by number, title or folder, whatever the files say.
        progress: Told how many questions have been looked up.

    Raises:
        UnknownChapterError: The notes have no such chapter.
        TutorError: The bank can't be written to.
    """
    outline = Outline(retriever.chunks)
    key = outline.find(chapter).key if chapter else ""
    done = []
    for path in paths:
        try:
            found = read_questions(path)
        except ExchangeError as error:
            done.append(ImportedFile(path, (), 0, (), (), failure=str(error)))
            continue
        unknown: Counter[str] = Counter()
        placed = []
        for number, question in enumerate(found.questions, start=1):
            told = replace(question, chapter=key or _key(question.chapter, outline, unknown))
            placed.append(cite(told, retriever))
            progress(_STEP, number, len(found.questions))
        remarks = (
            *found.remarks,
            *(
                f"the notes have no chapter {name!r}, which {count} of the questions name"
                for name, count in unknown.items()
            ),
        )
        new = bank.add(placed)
        done.append(ImportedFile(path, tuple(placed), new, found.gaps, remarks))
    return done


def _key(said: str, outline: Outline, unknown: Counter[str]) -> str:
    """The key of the chapter that is meant; what was said where the notes have none like it."""
    if not said:
        return ""
    try:
        return outline.find(said).key
    except UnknownChapterError:
        unknown[said] += 1
        return said
