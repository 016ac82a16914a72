"""A run over the rows of a questions file, which goes on when a question fails."""

from collections.abc import Callable, Sequence

import typer

from tutor.cli.controls import harmless
from tutor.cli.json_output import Emit
from tutor.cli.questions import QuestionRow
from tutor.errors import TutorError


class Batch:
    """Counts what was done, so that the command can say so when it is stopped."""

    def __init__(self) -> None:
        self._total = 0
        self._done = 0
        self._failed = 0

    def run(
        self,
        rows: Sequence[QuestionRow],
        work: Callable[[QuestionRow], None],
        *,
        emit: Emit | None,
    ) -> None:
        """Do the work for each row in order; a question's own error stands in its place.

        Args:
            rows: The rows, all of them valid.
            work: Prints the row's result.
            emit: Writes JSON; without it an error is printed as text.
        """
        self._total = len(rows)
        for row in rows:
            try:
                work(row)
            except TutorError as error:
                self._failed += 1
                if emit is None:
                    typer.echo(harmless(f"Error in row {row.id}: {error}"), err=True)
                else:
                    emit({"id": row.id, "error": str(error)})
            self._done += 1

    @property
    def exit_code(self) -> int:
        """1 where a row failed."""
        return 1 if self._failed else 0

    def interrupted(self) -> str:
        """What remains of a run that was stopped."""
        if not self._total:
            return "Stopped; nothing was lost."
        return (
            f"Stopped after {self._done} of {self._total} questions; "
            "what was printed for those is complete."
        )
