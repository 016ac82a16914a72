"""A turn as JSON values, in which it is stored, and back."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from enum import Enum
from typing import Any

from pydantic import TypeAdapter, ValidationError

from tutor.conversations.turn import Turn, stop
from tutor.errors import TutorError
from tutor.records.errors import RecordsError

VERSION = 1  # of the payload's shape; raised when an older program could misread it
_TURN = TypeAdapter(Turn)
_PASSING = {"place", "wait"}  # of a turn that waits in line


def to_payload(turn: Turn) -> dict[str, Any]:
    """The turn as JSON values; what can't be written to any file becomes a question mark."""
    values = {name: value for name, value in asdict(turn).items() if name not in _PASSING}
    text = json.dumps(values, ensure_ascii=False, allow_nan=False, default=_plain)
    # Half of a surrogate pair is no character.
    return {"version": VERSION, "turn": json.loads(text.encode("utf-8", "replace"))}


def from_payload(payload: Mapping[str, Any]) -> Turn:
    """The turn that was stored; one that was running then counts as stopped.

    Raises:
        RecordsError: It was stored by a newer version, or is damaged.
    """
    version = payload.get("version")
    if isinstance(version, int) and version > VERSION:
        raise RecordsError(
            "This answer was stored by a newer version of Study Tutor; update Study Tutor."
        )
    try:
        turn = _TURN.validate_python(payload.get("turn"))
    except (ValidationError, TutorError) as error:
        raise RecordsError(
            "This answer can't be shown; what was stored of it is damaged."
        ) from error
    return stop(turn) if turn.phase.running else turn


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    raise TypeError(f"{value!r} is no JSON value")
