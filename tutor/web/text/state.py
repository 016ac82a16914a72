"""The words about the server: whether it is there and how far its model is."""

from typing import Final

_MEGABYTE = 1_000_000

# For the script that shows them.
WORDS: Final = {
    "lost": "The connection to the tutor is lost; I'll go on when it is back.",
    "retry": "Try now",
    "ready": "The language model is ready.",
    "loading": "Loading the language model",
}


def loading(step: str, done: int, total: int) -> str:
    """How far the model is, and what can be done meanwhile."""
    in_bytes = total >= _MEGABYTE
    of = f", {done // _MEGABYTE:,} of {total // _MEGABYTE:,} MB" if in_bytes else ""
    now = f"{step[:1].upper()}{step[1:]}" if step else WORDS["loading"]
    return f"{now}{of}. Searching works already; a question is answered when the model is there."


def no_model(problem: str) -> str:
    """Why questions can't be answered, and what can be done without."""
    return f"{problem} Until the tutor is started again, you can search and read the notes."
