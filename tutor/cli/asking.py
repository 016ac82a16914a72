"""Questions in a terminal: one after the other, with hints before and the grade after each."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from tutor.cli.answer_text import QUIET
from tutor.cli.item_views import (
    answer_view,
    grade_view,
    hint_view,
    in_words,
    item_view,
    ratings_view,
)
from tutor.cli.render import counted
from tutor.cli.responses import how_to_answer, read_response
from tutor.practice.grading import Response
from tutor.practice.hints import LEVELS
from tutor.practice.question import Question
from tutor.practice.review import Rating
from tutor.records.values import LOCAL_STUDENT, Setting

if TYPE_CHECKING:
    from rich.console import Console

    from tutor.practice.practice import Marked, Practice

_HINT, _SKIP, _DISPUTE = "h", "s", "d"
_RATINGS = ("1", "2", "3", "4")


@dataclass(slots=True)
class Tally:
    """What came of a round of questions."""

    marked: "list[tuple[Question, Marked]]" = field(default_factory=list)
    skipped: int = 0

    @property
    def summary(self) -> str:
        """One sentence."""
        verdicts = [marked.grade.verdict for _, marked in self.marked]
        counts = ", ".join(f"{verdicts.count(each)} {each}" for each in dict.fromkeys(verdicts))
        answered = f"You answered {counted(len(verdicts), 'question')}"
        skipped = f"; {self.skipped} skipped" if self.skipped else ""
        return f"{answered}{': ' if counts else ''}{counts}{skipped}."


class _Left(Exception):  # noqa: N818 - no error
    """Whoever was asked has left: the input has ended."""


class Asker:
    """Asks in one terminal and records each answer at once."""

    def __init__(
        self,
        practice: "Practice",
        console: "Console",
        *,
        setting: Setting,
        clock: Callable[[], datetime],
        student: str = LOCAL_STUDENT,
    ) -> None:
        """Take where to ask.

        Args:
            practice: Grades and records.
            console: The terminal; input that is piped in works as well.
            setting: "quiz" or "review", which is recorded with each answer.
            clock: Gives the time, aware.
            student: Who answers.
        """
        self._practice = practice
        self._console = console
        self._setting = setting
        self._clock = clock
        self._student = student
        self.tally = Tally()  # of all that was asked so far

    def ask_all(self, questions: Iterable[Question], total: int | None = None) -> Tally:
        """Ask until there are no more questions or the input ends.

        Args:
            questions: Are taken one by one, so that the later ones may still be in the making.
            total: How many there will be, where it is known.
        """
        try:
            for number, question in enumerate(questions, start=1):
                self._ask(question, f"{number} of {total}" if total else str(number))
        except _Left:
            self._console.print()
        return self.tally

    def _ask(self, question: Question, place: str) -> None:
        """Show a question, give hints as they are wanted, and grade, or let it be skipped."""
        self._console.print(item_view(question, place))
        turn = "Enter to turn it over · " if question.kind == "flashcard" else ""
        self._quiet(f"{turn}{how_to_answer(question)} · {_HINT} for a hint · {_SKIP} to skip")
        shown, hints = self._clock(), 0
        while True:
            line = self._read("> ")
            response = read_response(question, line)
            if question.options is None or response is None:
                if line.lower() == _SKIP:
                    self.tally.skipped += 1
                    return
                if line.lower() == _HINT:
                    hints = self._hint(question, hints)
                    continue
            seconds = (self._clock() - shown).total_seconds()
            if response is not None:
                self._grade(question, response, seconds, hints)
                return
            if question.kind == "flashcard" and not line:
                self._turn_over(question, seconds, hints)
                return
            self._quiet(f"Type {how_to_answer(question)}, {_HINT} or {_SKIP}.")

    def _grade(self, question: Question, response: Response, seconds: float, hints: int) -> None:
        """Record an answer, and show what it was worth."""
        dates = self._practice.next_dates(self._student, question)
        marked = self._record(question, response, seconds, hints)
        styled = self._console.is_terminal
        self._console.print(grade_view(question, marked.grade, styled=styled))
        self._console.print(ratings_view(dates, marked.rating, self._clock(), styled=styled))
        self._after(marked)

    def _turn_over(self, question: Question, seconds: float, hints: int) -> None:
        """Show a flashcard's other side, and record how well its reader says it was known."""
        dates = self._practice.next_dates(self._student, question)
        styled = self._console.is_terminal
        self._console.print(answer_view(question, styled=styled))
        self._console.print(ratings_view(dates, None, self._clock(), styled=styled))
        while (line := self._read("How well did you know it, 1-4? ")) not in _RATINGS:
            self._quiet("Press a number from 1 to 4.")
        marked = self._record(question, int(line), seconds, hints)
        if marked.rating != int(line):
            self._correct(marked, Rating(int(line)))

    def _record(
        self, question: Question, response: Response, seconds: float, hints: int
    ) -> "Marked":
        marked = self._practice.answer(
            self._student, question, response, setting=self._setting, seconds=seconds, hints=hints
        )
        self.tally.marked.append((question, marked))
        return marked

    def _correct(self, marked: "Marked", rating: Rating) -> None:
        due = self._practice.correct_rating(self._student, marked.answer_id, rating)
        when = in_words(due, self._clock())
        self._console.print(f"Counted as {rating.name.capitalize()}; next: {when}.")

    def _after(self, marked: "Marked") -> None:
        """Let the rating be corrected and the grade be disputed, until the reader goes on."""
        self._quiet(f"Enter to go on · 1-4 to rate it yourself · {_DISPUTE} to dispute the grade")
        while line := self._read("> ").lower():
            if line in _RATINGS:
                self._correct(marked, Rating(int(line)))
            elif line == _DISPUTE:
                self._dispute(marked)
            else:
                self._quiet(f"Press Enter, a number from 1 to 4, or {_DISPUTE}.")

    def _dispute(self, marked: "Marked") -> None:
        reason = self._read("What is wrong with the grade? ")
        if reason:
            self._practice.dispute(self._student, marked.answer_id, reason)
            self._console.print("Your objection is recorded.")

    def _hint(self, question: Question, given: int) -> int:
        """Show the next hint of the ladder; returns how many were given."""
        if given >= LEVELS:
            self._quiet("There are no more hints.")
            return given
        hint = self._practice.hint(question, given + 1)
        self._console.print(hint_view(hint, styled=self._console.is_terminal))
        return given + 1

    def _read(self, prompt: str) -> str:
        """The next line without surrounding space."""
        try:
            return self._console.input(prompt, markup=False).strip()
        except EOFError:
            raise _Left from None

    def _quiet(self, words: str) -> None:
        self._console.print(words, style=QUIET, markup=False)
