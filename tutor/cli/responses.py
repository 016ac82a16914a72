"""What somebody types as the answer to a question."""

from tutor.practice.grading import Response
from tutor.practice.question import LETTERS, Question

WRITTEN = ("short-answer", "flashcard")  # the kinds whose answer is judged by its meaning
_TRUTH = {"t": True, "true": True, "f": False, "false": False}


def read_response(question: Question, line: str) -> Response | None:
    """The answer that a line means; None where it can't be an answer to this question."""
    said = line.strip()
    if question.options is not None:
        return _option(question.options, said)
    if question.kind == "true-false":
        return _TRUTH.get(said.lower())
    return said or None


def how_to_answer(question: Question) -> str:
    """What may be typed, in a few words."""
    if question.options is not None:
        return f"{LETTERS[0]}-{LETTERS[len(question.options) - 1]}"
    return "t for true or f for false" if question.kind == "true-false" else "your words"


def said(question: Question, response: Response) -> str:
    """A response in words, an option with its letter."""
    if question.options is not None and isinstance(response, int):
        return f"{LETTERS[response]}. {question.options[response]}"
    if isinstance(response, bool):
        return "True" if response else "False"
    return str(response)


def _option(options: tuple[str, ...], said: str) -> int | None:
    """The index of an option that is named by its letter, its number from 1, or its words."""
    if len(said) == 1 and said.upper() in LETTERS[: len(options)]:
        return LETTERS.index(said.upper())
    if said.isascii() and said.isdigit() and 1 <= int(said) <= len(options):
        return int(said) - 1
    same = [i for i, option in enumerate(options) if option.lower() == said.lower()]
    return same[0] if len(same) == 1 else None
