"""What somebody wants to be asked."""

from dataclasses import dataclass

from tutor.errors import TutorError
from tutor.practice.question import DIFFICULTIES, KINDS, Difficulty, Kind

MOST = 100  # questions of one quiz


class QuizError(TutorError):
    """A quiz was asked for that can't be."""


@dataclass(frozen=True, slots=True)
class QuizWish:
    """How many questions, and of what.

    Raises:
        QuizError: It is no number of questions.
    """

    n: int = 5
    kind: Kind | None = None  # mixed where there is none
    topic: str | None = None  # in the student's words
    chapter: str | None = None  # by number, title or folder
    difficulty: Difficulty | None = None

    def __post_init__(self) -> None:
        """Check the number."""
        if not 1 <= self.n <= MOST:
            raise QuizError(f"A quiz can't have {self.n} questions; ask for 1 to {MOST}.")

    @classmethod
    def checked(
        cls,
        *,
        n: int = 5,
        kind: str | None = None,
        topic: str | None = None,
        chapter: str | None = None,
        difficulty: str | None = None,
    ) -> "QuizWish":
        """A wish from words that may be anything.

        Raises:
            QuizError: There is no such kind or difficulty, or it is no number of questions.
        """
        if kind is not None and kind not in KINDS:
            raise QuizError(
                f"There is no kind of question {kind!r}; the kinds are {', '.join(KINDS)}."
            )
        if difficulty is not None and difficulty not in DIFFICULTIES:
            raise QuizError(
                f"There is no difficulty {difficulty!r}; choose {', '.join(DIFFICULTIES)}."
            )
        return cls(n, kind, topic, chapter, difficulty)
