"""Messages in the form that chat templates and servers take them."""

from collections.abc import Sequence

from tutor.generation.base import Message


def as_rows(messages: Sequence[Message]) -> list[dict[str, str]]:
    """Each message as `{role, content}`, its text as long as before.

    A question that was pasted badly may hold half of a surrogate pair, which neither a tokenizer
    nor a request can encode: a question mark takes its place.
    """
    return [{"role": each.role, "content": _encodable(each.content)} for each in messages]


def _encodable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()
