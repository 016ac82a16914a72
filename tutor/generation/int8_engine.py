"""The engine for CPUs with instructions for int8: our own decoder on PyTorch's kernels."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from tutor.generation.base import Message
from tutor.generation.batched import BatchedGenerator
from tutor.generation.grouping import Ragged
from tutor.generation.writing import Step
from tutor.tracing import amount

if TYPE_CHECKING:
    from tokenizers import Encoding

    from tutor.generation.int8.writer import Token


@dataclass(slots=True)
class _Step:
    step: int
    batch_id: int
    token_id: int
    token: str
    is_last: bool


class Int8Generator(BatchedGenerator):
    """A language model that `tutor.generation.int8` runs."""

    def __init__(
        self, path: Path, name: str, threads: int | None = None, *, lasting: bool = False
    ) -> None:
        """Map the weights and load the tokenizer.

        Args:
            path: The prepared folder.
            name: What is shown beside an answer.
            threads: How many cores to use; PyTorch's own choice unless given.
            lasting: Many questions will come: while there are none, a copy of the weights is
                arranged for speed. Answers are the same.

        Raises:
            UnsupportedError: The model is of a kind that this engine doesn't know.
            TutorError: The folder can't be loaded.
        """
        self._threads = threads
        super().__init__(path, name, Ragged())
        if lasting:
            self._batches.do_aside(lambda: self._loaded().pack())

    def _load(self, path: Path) -> Any:
        import torch

        from tutor.generation.int8.decoder import Decoder
        from tutor.generation.int8.writer import Writer

        if self._threads:
            torch.set_num_threads(self._threads)
        return Writer(Decoder(path), self._tokenizer.ids(self._ends))

    def _prompt(
        self, encoding: "Encoding", _messages: Sequence[Message], /
    ) -> tuple[list[str], list[str]]:
        amount(prompt_tokens=len(encoding.ids), kept_tokens=self._loaded().known(encoding.ids))
        return encoding.tokens, []  # whatever prompts have in common is kept

    def _write(
        self,
        prompts: Sequence[Sequence[str]],
        static: Sequence[str],
        most: int,
        made: Callable[[Step], bool],
    ) -> None:
        def told(token: "Token") -> bool:
            text = self._tokenizer.token(token.id)
            return made(_Step(token.place, token.answer, token.id, text, token.ends))

        texts = [self._tokenizer.ids([*static, *prompt]) for prompt in prompts]
        self._loaded().write(texts, most, told)

    def _logits(self, prompt: Sequence[str], static: Sequence[str]) -> npt.NDArray[np.float64]:
        logits = self._loaded().logits(self._tokenizer.ids([*static, *prompt]))
        return np.asarray(logits.numpy(), dtype=np.float64)
