"""The loop of `tutor chat`."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import TYPE_CHECKING

from tutor.answering.events import Answer
from tutor.cli.answer_text import QUIET
from tutor.cli.render import sources_view, stdout_console
from tutor.cli.streaming import show_answer
from tutor.errors import TutorError
from tutor.practice.wish import refers_back, wish_of

if TYPE_CHECKING:
    from tutor.api import Tutor
    from tutor.practice.practice import Practice
    from tutor.practice.quiz_wish import QuizWish

HELP = "/sources shows all passages of the last answer, /new starts over, /quit leaves (or Ctrl-D)."


class Conversation:
    """Questions and answers in one terminal; nothing of it is kept."""

    def __init__(
        self, tutor: "Tutor", practice: "Callable[[], AbstractContextManager[Practice]]"
    ) -> None:
        """Take who answers, and what opens the practice where somebody wants to be asked."""
        self._tutor = tutor
        self._practice = practice
        self._console = stdout_console()
        self._history: list[tuple[str, str]] = []
        self._last: Answer | None = None

    def run(self) -> None:
        """Read and answer until the reader leaves."""
        self._allow_editing()
        self._console.print(
            f"{self._tutor.title}. Ctrl-C stops an answer. {HELP}", style=QUIET, markup=False
        )
        while (line := self._read()) is not None:
            if line.startswith("/"):
                if line == "/quit":
                    break
                self._command(line)
            elif line:
                self._answer(line)

    def _read(self) -> str | None:
        """The next line without surrounding space; None at the end of input."""
        try:
            return self._console.input("\n[bold]>[/bold] ").strip()
        except EOFError:
            self._console.print()
            return None
        except KeyboardInterrupt:
            self._console.print("\nCtrl-D leaves.", style=QUIET)
            return ""

    def _command(self, line: str) -> None:
        if line == "/new":
            self._history.clear()
            self._last = None
            self._console.print("A new conversation.", style=QUIET)
        elif line == "/sources" and self._last is not None and self._last.sources:
            view = sources_view(self._last.sources, styled=self._console.is_terminal)
            self._console.print(view)
        elif line == "/sources":
            self._console.print("There are no sources to show.", style=QUIET)
        else:
            self._console.print(HELP, style=QUIET, markup=False)

    def _answer(self, question: str) -> None:
        try:
            wish = wish_of(question)
            if wish is not None:
                self._quiz(wish)
                return
            events = self._tutor.stream(question, history=tuple(self._history))
            answer = show_answer(events, self._console)
        except TutorError as error:
            self._console.print(f"Error: {error}", markup=False)
            return
        except KeyboardInterrupt:
            return
        if answer is not None:
            self._last = answer
            self._history.append((question, answer.text))

    def _quiz(self, wish: "QuizWish") -> None:
        """Ask instead of being asked; "this" is what the last answer rests on."""
        from tutor.cli.quizzing import play

        if refers_back(wish):
            sources = [s for s in self._last.sources if s.cited] if self._last else []
            if not sources:
                self._console.print("Say what you want to be asked about.", style=QUIET)
                return
            wish = replace(wish, topic=sources[0].heading.rpartition(" > ")[2])
        with self._practice() as practice:
            play(practice, wish, self._console, setting="chat")

    @staticmethod
    def _allow_editing() -> None:
        """Give the prompt line editing and a history, on systems that have it."""
        try:
            import readline  # noqa: F401 - its import changes what input() does
        except ImportError:  # Windows' console edits lines by itself
            return
