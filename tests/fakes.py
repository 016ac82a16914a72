"""Stand-ins for what takes a model."""

from collections import deque
from collections.abc import Generator, Iterable, Sequence
from threading import Event

from tutor.generation.base import Message


class FakeGenerator:
    """A language model that gives the replies it was told, in order, and keeps what it was asked.

    Asking it once more than it has replies is an error, so that a test sees every call.
    """

    def __init__(
        self,
        *replies: str | Exception,
        verdicts: Iterable[Sequence[float]] = (),
        context_length: int = 4096,
        name: str = "fake",
    ) -> None:
        """Take what will be answered.

        Args:
            replies: For `stream`; an exception is raised instead of a reply.
            verdicts: For `choose`, log-probabilities in the order of its choices.
            context_length: In words, which are this model's tokens.
            name: The model's name.
        """
        self.name = name
        self.context_length = context_length
        self.replies = deque(replies)
        self.verdicts = deque(verdicts)
        self.prompts: list[list[Message]] = []  # of `stream`
        self.choices: list[tuple[list[Message], list[str]]] = []  # of `choose`
        self.stopped = 0  # answers that were not read to their end
        self.closed = False

    def count_tokens(self, messages: Sequence[Message]) -> int:
        return sum(len(message.content.split()) for message in messages)

    def stream(
        self, messages: Sequence[Message], *, max_tokens: int, stop: Event | None = None
    ) -> Generator[str, None, None]:
        self.prompts.append(list(messages))
        if not self.replies:
            raise AssertionError(f"no reply is left for {messages[-1].content!r}")
        reply = self.replies.popleft()
        if isinstance(reply, Exception):
            raise reply
        finished = False
        try:
            for piece in pieces(reply)[:max_tokens]:
                if stop is not None and stop.is_set():
                    return
                yield piece
            finished = True
        finally:
            self.stopped += not finished

    def choose(self, messages: Sequence[Message], choices: Sequence[str]) -> list[float]:
        self.choices.append((list(messages), list(choices)))
        if not self.verdicts:
            raise AssertionError(f"no verdict is left for {messages[-1].content!r}")
        return list(self.verdicts.popleft())

    def close(self) -> None:
        self.closed = True


def pieces(text: str) -> list[str]:
    """Words with the space before them, as a model's tokens come."""
    words = text.split(" ")
    return [words[0], *(f" {word}" for word in words[1:])]
