"""Writing several answers at once, each as far as its own text goes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from torch import Tensor

from tutor.generation.int8.decoder import Decoder, Part
from tutor.generation.int8.drafts import Drafts
from tutor.generation.int8.states import KeptStates, State

# Tokens of a prompt that are read at once: with more, what is between the weights outgrows the
# processor's cache.
_READ = 192
# Rows in one step of a packed model: up to about eight cost little more than one.
_ROWS = 8
_GUESSED = 4  # tokens at most, of one answer: later ones seldom agree


@dataclass(frozen=True, slots=True)
class Token:
    """One token of one answer."""

    answer: int  # its number in the batch
    place: int  # in its answer, from 0
    id: int
    ends: bool  # the answer


@dataclass(slots=True)
class _Answer:
    number: int
    state: State
    drafts: Drafts
    written: list[int] = field(default_factory=list)


class Writer:
    """A decoder that writes answers greedily. For one thread at a time."""

    def __init__(self, decoder: Decoder, ends: Sequence[int]) -> None:
        """Take the decoder and the tokens that end an answer."""
        self._decoder = decoder
        self._ends = frozenset(ends)
        self._kept = KeptStates(decoder.state())
        self._packed = False

    def known(self, prompt: Sequence[int]) -> int:
        """How many of a prompt's tokens need not be read again. From any thread."""
        return self._kept.shared(prompt)

    def pack(self) -> bool:
        """Arrange the weights of one more layer for speed; whether there are others."""
        self._packed = not self._decoder.pack()
        return not self._packed

    def write(
        self, prompts: Sequence[Sequence[int]], most: int, made: Callable[[Token], bool]
    ) -> None:
        """Write an answer to each prompt.

        Args:
            prompts: Their tokens.
            most: Tokens that an answer may have.
            made: Told of each token; where it says True, that answer is over.
        """
        running = []
        for number, prompt in enumerate(prompts):
            answer = _Answer(number, self._kept.begin(prompt), Drafts(prompt))
            first = int(self._read(answer.state, prompt).argmax())
            if self._take(answer, [first], most, made):
                running.append(answer)
        while running:
            running = self._step(running, most, made)

    def logits(self, prompt: Sequence[int]) -> Tensor:
        """How likely each token comes after a prompt, before normalising: (vocabulary,)."""
        state = self._kept.begin(prompt)
        logits = self._read(state, prompt)
        self._kept.keep(state)
        return logits

    def _read(self, state: State, prompt: Sequence[int]) -> Tensor:
        for start in range(len(state), len(prompt), _READ):
            hidden = self._decoder.read([Part(state, prompt[start : start + _READ])])
        return self._decoder.logits(hidden[-1:])[0]

    def _step(
        self, running: Sequence[_Answer], most: int, made: Callable[[Token], bool]
    ) -> list[_Answer]:
        """One pass through the weights; the answers that go on."""
        guesses = min(_GUESSED, _ROWS // len(running) - 1) if self._packed else 0
        parts = [
            Part(answer.state, [answer.written[-1], *answer.drafts.guess(guesses)])
            for answer in running
        ]
        starts = [len(part.state) for part in parts]
        logits = self._decoder.logits(self._decoder.read(parts))
        likely = iter(logits.argmax(dim=1).tolist())
        going_on = []
        for answer, part, start in zip(running, parts, starts, strict=True):
            own = [next(likely) for _ in part.tokens]
            agreed = _agreed(part.tokens[1:], own)
            part.state.cut(start + 1 + agreed)
            if self._take(answer, own[: agreed + 1], most, made):
                going_on.append(answer)
        return going_on

    def _take(
        self, answer: _Answer, tokens: Sequence[int], most: int, made: Callable[[Token], bool]
    ) -> bool:
        """Pass tokens on; whether the answer goes on after them."""
        for token in tokens:
            place = len(answer.written)
            answer.written.append(token)
            answer.drafts.add(token)
            ends = token in self._ends
            if made(Token(answer.number, place, token, ends)) or ends or place + 1 >= most:
                self._kept.keep(answer.state)
                return False
        return True


def _agreed(guessed: Sequence[int], own: Sequence[int]) -> int:
    """How many of the guessed tokens are what the model would have written itself."""
    for count, (guess, token) in enumerate(zip(guessed, own, strict=False)):
        if guess != token:
            return count
    return len(guessed)
