"""Asked its own question, does the model choose the key, in whatever order the options stand?"""

from collections.abc import Sequence
from dataclasses import dataclass

from tutor.generation.base import Generator, Message
from tutor.practice.question import LETTERS

CHECK_SYSTEM = "You check whether a text says that an answer is right."
SYSTEM = "You answer multiple-choice questions with one letter."


@dataclass(frozen=True, slots=True)
class Choice:
    """What the model chose."""

    index: int  # of the option
    margin: float  # log-odds against the next best option, at least 0


def choose(
    question: str, options: Sequence[str], generator: Generator, *, passage: str = ""
) -> Choice:
    """Ask the model a multiple-choice question, with the passage in front of it or without.

    Raises:
        TutorError: The engine failed, for a reason that the user can mend.
    """
    letters = LETTERS[: len(options)]
    lines = [f"{letter}. {option}" for letter, option in zip(letters, options, strict=True)]
    text = f"{passage}\n\n" if passage else ""
    messages = [
        Message("system", SYSTEM),
        Message("user", f"{text}Question: {question}\n" + "\n".join(lines) + "\nAnswer:"),
    ]
    chances = generator.choose(messages, list(letters))
    order = sorted(range(len(options)), key=lambda i: -chances[i])
    return Choice(order[0], chances[order[0]] - chances[order[1]])


def states(question: str, answer: str, text: str, generator: Generator) -> float:
    """The model's verdict on whether a text says that an answer is right, as log-odds.

    Raises:
        TutorError: The engine failed, for a reason that the user can mend.
    """
    task = (
        f"{text}\n\nQuestion: {question}\nAnswer: {answer}\n"
        "Does the text say that this is the right answer to this question? Yes or No"
    )
    yes, no = generator.choose(
        [Message("system", CHECK_SYSTEM), Message("user", task)], ("Yes", "No")
    )
    return yes - no


def rotated(options: Sequence[str], by: int) -> list[str]:
    """The options in another order, in which none stands where it stood."""
    return [*options[by:], *options[:by]]
