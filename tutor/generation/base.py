"""What an engine for a language model must do; one module beside this one for each engine."""

import collections.abc
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Event
from typing import Literal, Protocol


@dataclass(frozen=True, slots=True)
class Message:
    """One entry of a chat prompt."""

    role: Literal["system", "user", "assistant"]
    content: str


class Generator(Protocol):
    """A loaded language model.

    Decoding is greedy, so that the same prompt gives the same answer. One generator may be
    called from several threads; calls that cannot run together wait for each other. Those that run
    together may round otherwise than one alone.
    """

    @property
    def name(self) -> str:
        """The name that is shown beside an answer."""

    @property
    def context_length(self) -> int:
        """The most tokens that prompt and answer may have together."""

    def count_tokens(self, messages: Sequence[Message]) -> int:
        """Tokens of the prompt that these messages become, chat template included.

        An engine without the model's tokenizer may give an estimate that is never too small.
        """

    def stream(
        self, messages: Sequence[Message], *, max_tokens: int, stop: Event | None = None
    ) -> collections.abc.Generator[str, None, None]:
        """Yield the answer in pieces of text as they are decoded.

        Setting `stop`, or closing the generator, ends the model's work within about one token.
        Raises TutorError when the prompt does not fit or the engine fails for a reason that
        the user can mend.
        """

    def choose(self, messages: Sequence[Message], choices: Sequence[str]) -> list[float]:
        """Log-probability of the first token of each choice as the answer's first token.

        Natural logarithm, in the order of `choices`. No text is generated.
        """

    def close(self) -> None:
        """Free the weights. The generator can't be used afterwards."""
