"""Guesses at how an answer goes on: answers from notes repeat what the notes say.

Prompt lookup decoding: where the last tokens stood before, what followed them there is tried. The
model checks all of it in one step, and only what it would have written itself is taken.
Source: Saxena, "Prompt Lookup Decoding", 2023.
"""

from collections.abc import Sequence

_LENGTHS = (3, 2)  # of the last tokens that are looked for, the longer ones first


class Drafts:
    """The guesses for one answer."""

    def __init__(self, tokens: Sequence[int]) -> None:
        """Take what the model has read."""
        self._tokens: list[int] = []
        self._ends: dict[tuple[int, ...], int] = {}  # where a run of tokens ended the last time
        for token in tokens:
            self.add(token)

    def add(self, token: int) -> None:
        """Take the token that was written."""
        # The run that ends here is entered with the next token, so that it never finds itself.
        for length in _LENGTHS:
            if len(self._tokens) >= length:
                self._ends[tuple(self._tokens[-length:])] = len(self._tokens)
        self._tokens.append(token)

    def guess(self, most: int) -> list[int]:
        """What may come next, up to `most` tokens; nothing where nothing is known."""
        for length in _LENGTHS:
            end = self._ends.get(tuple(self._tokens[-length:]))
            if end is not None and most > 0:
                return self._tokens[end : end + most]
        return []
