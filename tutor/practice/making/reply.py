"""The model's reply as a checked value: JSON that is taken as soon as it is whole, and repaired.

A small model wraps its JSON in a fence, goes on talking behind it, or writes TeX with single
backslashes. None of that is an error; a reply that can't be read is asked for once more.
"""

import json
import re
from collections.abc import Sequence
from contextlib import closing
from threading import Event
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from tutor.generation.base import Generator, Message

_Reply = TypeVar("_Reply", bound=BaseModel)
AGAIN = "Reply with one JSON object and nothing else."
# An escape that JSON has, or a backslash that is TeX's; "\theta" isn't a tab and "heta".
_ESCAPE = re.compile(r"\\(?P<known>[\\\"/]|u[0-9a-fA-F]{4}|[nt](?![a-z]))?")
_TRAILING_COMMA = re.compile(r",\s*(?=[}\]])")


def ask(
    messages: Sequence[Message],
    shape: type[_Reply],
    generator: Generator,
    *,
    max_tokens: int,
    stop: Event | None = None,
) -> _Reply | None:
    """The model's reply in a shape; None where it gave none twice.

    Args:
        messages: The prompt, which names the JSON's keys.
        shape: What the reply is validated against.
        generator: The model.
        max_tokens: The most that a reply may have.
        stop: Set from another thread to end the work.

    Raises:
        TutorError: The engine failed, for a reason that the user can mend.
    """
    for attempt in range(2):
        prompt = list(messages)
        if attempt:
            # Decoding is greedy: the same prompt would give the same reply.
            prompt[-1] = Message(prompt[-1].role, f"{prompt[-1].content}\n{AGAIN}")
        reply = read(written(prompt, generator, max_tokens=max_tokens, stop=stop), shape)
        if reply is not None or (stop is not None and stop.is_set()):
            return reply
    return None


def written(
    messages: Sequence[Message],
    generator: Generator,
    *,
    max_tokens: int,
    stop: Event | None = None,
) -> str:
    """What the model writes up to the end of its first JSON object; the rest is never decoded."""
    text = ""
    with closing(generator.stream(messages, max_tokens=max_tokens, stop=stop)) as pieces:
        for piece in pieces:
            text += piece
            if object_in(text):
                break
    return text


def read(text: str, shape: type[_Reply]) -> _Reply | None:
    """The first JSON object of a text in a shape, repaired where that is safe; else None."""
    found = object_in(text) or _closed(text)
    if not found:
        return None
    escaped = _ESCAPE.sub(lambda m: m[0] if m["known"] else r"\\", found)
    return _valid(escaped, shape) or _valid(_TRAILING_COMMA.sub("", escaped), shape)


def _valid(text: str, shape: type[_Reply]) -> _Reply | None:
    try:
        return shape.model_validate(json.loads(text, strict=False))
    except (ValidationError, ValueError):
        return None


def object_in(text: str) -> str:
    """The first complete JSON object of a text; empty where there is none yet."""
    start = text.find("{")
    depth, quoted, escaped = 0, False, False
    for i in range(start, len(text) if start >= 0 else start):
        character = text[i]
        if quoted:
            quoted = escaped or character != '"'
            escaped = character == "\\" and not escaped
        elif character == '"':
            quoted = True
        elif character in "{}":
            depth += 1 if character == "{" else -1
            if not depth:
                return text[start : i + 1]
    return ""


def _closed(text: str) -> str:
    """An object that lacks its closing brace only; a value that was cut off is not made up."""
    start = text.find("{")
    body = text[start:].rstrip().rstrip("`").rstrip()
    return body + "}" if start >= 0 and body.endswith('"') else ""
