"""What every engine checks before it starts."""

from tutor.errors import TutorError


def require_fit(prompt: int, answer: int, context: int, name: str) -> None:
    """Raise TutorError where prompt and answer, in tokens, are longer than the model can take."""
    if prompt + answer > context:
        raise TutorError(
            f"The question and its notes are too long for {name} ({prompt} tokens and {answer} for "
            f"the answer, of {context}): ask a shorter question or begin a new conversation."
        )
