"""Keys and values of what a model has read, kept for prompts that begin alike."""

from collections.abc import Sequence
from math import prod
from mmap import mmap

import torch
from torch import Tensor

_GROWTH = 256  # tokens
_KEPT_TOKENS = 8192  # in all; with the default model 57 kB each
# Tokens of a prompt that look back together. What is kept of a prompt ends where a block does.
BLOCK = 32


class State:
    """One text as the model has read it: its tokens, and each layer's keys and values."""

    def __init__(self, layers: int, groups: int, width: int) -> None:
        """Begin with nothing read.

        Args:
            layers: Of the model.
            groups: Heads that have keys and values of their own.
            width: Numbers in a key.
        """
        self.tokens: list[int] = []
        self.prompt = 0  # how many of the tokens are, or will be, a prompt; the rest is written
        self._values = _memory(layers, 2, groups, 0, width)

    def __len__(self) -> int:
        return len(self.tokens)

    def reserve(self, more: int) -> None:
        """Make room for so many tokens more."""
        layers, two, groups, room, width = self._values.shape
        needed = len(self.tokens) + more
        if needed > room:
            grown = _memory(layers, two, groups, needed + _GROWTH, width)
            grown[:, :, :, : len(self)] = self._values[:, :, :, : len(self)]
            self._values = grown

    def put(self, layer: int, keys: Tensor, values: Tensor) -> tuple[Tensor, Tensor]:
        """Write one layer's keys and values of the next tokens; `reserve` comes first.

        Args:
            layer: Its number.
            keys: (groups, tokens, width).
            values: The same.

        Returns:
            Those of the whole text, in the same order of dimensions.
        """
        start = len(self.tokens)
        end = start + keys.shape[1]
        self._values[layer, 0, :, start:end] = keys
        self._values[layer, 1, :, start:end] = values
        return self._values[layer, 0, :, :end], self._values[layer, 1, :, :end]

    def cut(self, length: int) -> None:
        """Forget what comes after the first `length` tokens."""
        del self.tokens[length:]

    def copy(self, length: int) -> "State":
        """The state after the first `length` tokens."""
        layers, _, groups, _, width = self._values.shape
        other = State(layers, groups, width)
        other.reserve(length)
        other._values[:, :, :, :length] = self._values[:, :, :, :length]
        other.tokens = self.tokens[:length]
        other.prompt = self.prompt
        return other


def _memory(*shape: int) -> Tensor:
    """Room for numbers that goes back to the system as a whole when nobody needs it any more.

    In the heap, states of so many sizes would leave gaps that nothing fits into.
    """
    size = prod(shape) * torch.float32.itemsize
    return torch.frombuffer(mmap(-1, max(size, torch.float32.itemsize)), dtype=torch.float32)[
        : prod(shape)
    ].view(shape)


class KeptStates:
    """The texts that were read last. `shared` may be called from any thread."""

    def __init__(self, empty: State, most: int = _KEPT_TOKENS) -> None:
        """Take a state with nothing read, and how many tokens are kept in all."""
        self._empty = empty
        self._most = most
        self._kept: tuple[State, ...] = ()  # the latest last

    def begin(self, tokens: Sequence[int]) -> State:
        """A state that has read as much of a prompt as can be taken from a kept one; never all.

        It is what reading the whole prompt would give, to the last bit. An answer that was broken
        off goes on from where it was: then the prompt is that answer's, and what was written.
        """
        length, state = self._best(tokens)
        begun = state.copy(length)
        if not _goes_on(state, tokens, length):
            begun.prompt = len(tokens)
        return begun

    def shared(self, tokens: Sequence[int]) -> int:
        """How much of a prompt can be taken from a kept state, in tokens."""
        return self._best(tokens)[0]

    def keep(self, state: State) -> None:
        """Keep a text; those kept longest are let go, and those that it begins with."""
        others = [each for each in self._kept if _alike(each.tokens, state.tokens) < len(each)]
        total = len(state) + sum(map(len, others))
        while others and total > self._most:
            total -= len(others.pop(0))
        self._kept = (*others, state)

    def _best(self, tokens: Sequence[int]) -> tuple[int, State]:
        found = [(_usable(state, tokens), state) for state in self._kept]
        return max(found, key=lambda each: each[0], default=(0, self._empty))


def _usable(state: State, tokens: Sequence[int]) -> int:
    """How many of a prompt's tokens a state has read just as they would be read for it."""
    alike = _alike(state.tokens, tokens)
    if _goes_on(state, tokens, alike):
        return alike
    return min(alike, state.prompt, len(tokens) - 1) // BLOCK * BLOCK


def _goes_on(state: State, tokens: Sequence[int], alike: int) -> bool:
    """Whether a prompt is the text of an answer that was broken off, and its last token."""
    return alike == len(state) == len(tokens) - 1


def _alike(one: Sequence[int], other: Sequence[int]) -> int:
    """How many tokens two texts have in common from their beginning."""
    both = zip(one, other, strict=False)
    return next((at for at, (a, b) in enumerate(both) if a != b), min(len(one), len(other)))
