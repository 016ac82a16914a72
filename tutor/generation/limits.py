"""What every engine checks before it starts."""

import os

from tutor.errors import TutorError


def require_fit(prompt: int, answer: int, context: int, name: str) -> None:
    """Raise TutorError where prompt and answer, in tokens, are longer than the model can take."""
    if prompt + answer > context:
        raise TutorError(
            f"The question and its notes are too long for {name} ({prompt} tokens and {answer} for "
            f"the answer, of {context}): ask a shorter question or begin a new conversation."
        )


def usable_cores() -> int:
    """Physical cores that this process may run on; a second thread on a core is no help."""
    import psutil

    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return max(1, min(psutil.cpu_count(logical=False) or 1, allowed or 1))
