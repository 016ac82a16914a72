"""The loop of `tutor exam`: a mock exam that is sat in a terminal."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from tutor.cli.answer_text import QUIET
from tutor.cli.exam_views import exam_map, time_left
from tutor.cli.item_views import item_view
from tutor.cli.responses import how_to_answer, read_response, said
from tutor.practice.exam import Exam, TimeIsUpError
from tutor.practice.question import Question

if TYPE_CHECKING:
    from rich.console import Console

    from tutor.practice.practice import Practice

HELP = (
    "Enter goes on, /back goes back, /go N to question N, /flag marks one for later, /clear takes "
    "an answer back, /map shows all, /finish hands in, /quit leaves and keeps the exam open."
)


class _Over(Exception):  # noqa: N818 - no error
    """The exam is to be graded now."""


class _Left(Exception):  # noqa: N818 - no error
    """Whoever sat it has left, and the exam stays open."""


class Sitting:
    """One exam in one terminal. Nothing is told of the answers before the end."""

    def __init__(
        self,
        practice: "Practice",
        exam: Exam,
        console: "Console",
        *,
        clock: Callable[[], datetime],
    ) -> None:
        self._practice = practice
        self._exam = exam
        self._console = console
        self._clock = clock
        self._at = 0  # which question; one past the last is the overview

    def run(self) -> bool:
        """Ask until the exam is handed in, its time is up or its reader leaves.

        Returns:
            Whether it is to be graded now; otherwise it stays open.
        """
        self._quiet(HELP)
        self._at = self._first_unanswered()
        try:
            while True:
                self._require_time()
                if self._at < len(self._exam.questions):
                    self._one(self._exam.questions[self._at])
                else:
                    self._overview()
        except _Over:
            return True
        except _Left:
            return False

    def _one(self, question: Question) -> None:
        number = f"{self._at + 1} of {len(self._exam.questions)}"
        left = time_left(self._exam.remaining(self._clock()))
        flag = " · flagged" if question.id in self._exam.flagged else ""
        self._console.print(item_view(question, f"{number} · {left} left{flag}", plain=True))
        if question.id in self._exam.responses:
            self._quiet(f"Your answer: {said(question, self._exam.responses[question.id])}")
        line = self._read()
        if line.startswith("/"):
            self._command(line, question)
        elif line:
            self._answer(question, line)
        else:
            self._at += 1

    def _answer(self, question: Question, line: str) -> None:
        response = read_response(question, line)
        if response is None:
            self._quiet(f"Type {how_to_answer(question)}, or a command. {HELP}")
            return
        try:
            self._exam = self._practice.save_response(self._exam.id, question.id, response)
        except TimeIsUpError as error:
            self._console.print(f"That answer came too late. {error}", markup=False)
            raise _Over from error
        self._at += 1

    def _overview(self) -> None:
        """Everything was asked: what is still open, and whether to hand in."""
        self._console.print(exam_map(self._exam))
        left = time_left(self._exam.remaining(self._clock()))
        self._quiet(f"{left} left. /finish hands in; a number goes to that question.")
        line = self._read()
        if line.isascii() and line.isdigit():
            self._go(line)
        elif line:
            self._command(line, None)

    def _command(self, line: str, question: Question | None) -> None:
        name, _, rest = line.partition(" ")
        if name == "/finish":
            raise _Over
        if name == "/quit":
            raise _Left
        if name == "/back":
            self._at = max(self._at - 1, 0)
        elif name == "/go":
            self._go(rest.strip())
        elif name == "/map":
            self._console.print(exam_map(self._exam))
        elif name == "/flag" and question is not None:
            flagged = question.id not in self._exam.flagged
            self._exam = self._changed(
                lambda: self._practice.flag(self._exam.id, question.id, flagged)
            )
            self._quiet("Flagged." if flagged else "No longer flagged.")
        elif name == "/clear" and question is not None:
            self._exam = self._changed(
                lambda: self._practice.save_response(self._exam.id, question.id, None)
            )
        else:
            self._quiet(HELP)

    def _changed(self, change: Callable[[], Exam]) -> Exam:
        try:
            return change()
        except TimeIsUpError as error:
            raise _Over from error

    def _go(self, number: str) -> None:
        if number.isascii() and number.isdigit() and 1 <= int(number) <= len(self._exam.questions):
            self._at = int(number) - 1
        else:
            self._quiet(f"There are questions 1 to {len(self._exam.questions)}.")

    def _first_unanswered(self) -> int:
        for at, question in enumerate(self._exam.questions):
            if question.id not in self._exam.responses:
                return at
        return len(self._exam.questions)

    def _require_time(self) -> None:
        if self._exam.remaining(self._clock()) <= 0:
            self._console.print("\nThe time is up.")
            raise _Over

    def _read(self) -> str:
        try:
            return self._console.input("> ", markup=False).strip()
        except EOFError:
            self._console.print()
            raise _Left from None

    def _quiet(self, words: str) -> None:
        self._console.print(words, style=QUIET, markup=False)
