"""Questions in a terminal: one after the other, with hints before and the grade after each."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from tutor.cli.answer_text import QUIET
from tutor.cli.item_views import grade_view, hint_view, in_words, item_view, ratings_view
from tutor.cli.render import counted
from tutor.cli.responses import how_to_answer, read_response
from tutor.practice.hints import LEVELS
from tutor.practice.question import Question
from tutor.practice.review import Rating
from tutor.records.values import LOCAL_STUDENT, Setting

if TYPE_CHECKING:
    from rich.console import Console

    from tutor.practice.practice import Marked, Practice

_HINT, _SKIP, _DISPUTE = "h", "s", "d"


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

    def ask_all(self, questions: Iterable[Question], total: int | None = None) -> Tally:
        """Ask until there are no more questions or the input ends.

        Args:
            questions: Are taken one by one, so that the later ones may still be in the making.
            total: How many there will be, where it is known.
        """
        tally = Tally()
        try:
            for number, question in enumerate(questions, start=1):
                marked = self.ask(question, f"{number} of {total}" if total else str(number))
                if marked is None:
                    tally.skipped += 1
                else:
                    tally.marked.append((question, marked))
                    self._after(marked)
        except _Left:
            self._console.print()
        return tally

    def ask(self, question: Question, place: str = "") -> "Marked | None":
        """Show a question, give hints as they are wanted, and grade; None where it was skipped."""
        self._console.print(item_view(question, place))
        self._quiet(f"{how_to_answer(question)} · {_HINT} for a hint · {_SKIP} to skip")
        shown = self._clock()
        hints = 0
        while True:
            line = self._read("> ")
            response = read_response(question, line)
            if question.options is None or response is None:
                if line.lower() == _SKIP:
                    return None
                if line.lower() == _HINT:
                    hints = self._hint(question, hints)
                    continue
            if response is None:
                self._quiet(f"Type {how_to_answer(question)}, {_HINT} or {_SKIP}.")
                continue
            dates = self._practice.next_dates(self._student, question)
            marked = self._practice.answer(
                self._student,
                question,
                response,
                setting=self._setting,
                seconds=(self._clock() - shown).total_seconds(),
                hints=hints,
            )
            styled = self._console.is_terminal
            self._console.print(grade_view(question, marked.grade, styled=styled))
            self._console.print(ratings_view(dates, marked.rating, self._clock(), styled=styled))
            return marked

    def _after(self, marked: "Marked") -> None:
        """Let the rating be corrected and the grade be disputed, until the reader goes on."""
        self._quiet(f"Enter to go on · 1-4 to rate it yourself · {_DISPUTE} to dispute the grade")
        while line := self._read("> ").lower():
            if line in ("1", "2", "3", "4"):
                rating = Rating(int(line))
                due = self._practice.correct_rating(self._student, marked.answer_id, rating)
                when = in_words(due, self._clock())
                self._console.print(f"Counted as {rating.name.capitalize()}; next: {when}.")
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
