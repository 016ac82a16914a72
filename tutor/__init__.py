"""Study Tutor: answers from your own notes, every sentence with the passage that supports it.

from tutor import Tutor
print(Tutor.open("index").ask("What does an activation function do?").text)
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tutor.answering.events import Answer, Source
    from tutor.api import Tutor
    from tutor.retrieval.retriever import SearchHit

__all__ = ["Answer", "SearchHit", "Source", "Tutor"]

_HOMES = {
    "Answer": "tutor.answering.events",
    "SearchHit": "tutor.retrieval.retriever",
    "Source": "tutor.answering.events",
    "Tutor": "tutor.api",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that `tutor --help` doesn't wait for NumPy."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
