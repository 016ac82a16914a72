"""The engine for any CPU: CTranslate2 with int8 weights."""

from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from tutor.generation.base import Message
from tutor.generation.batched import BatchedGenerator
from tutor.generation.grouping import Rectangular
from tutor.generation.writing import Step
from tutor.tracing import amount

if TYPE_CHECKING:
    from tokenizers import Encoding

# The state after a system prompt is kept for the next question, and never let go by CTranslate2:
# a few kilobytes a token, so only for the few prompts that a program really has.
_STATIC_PROMPTS = 4
_WORTH_KEEPING = 16  # tokens


class CTranslate2Generator(BatchedGenerator):
    """A language model that CTranslate2 runs.

    The arithmetic in a batch is the same as for one alone but for the order in which it adds, and
    what that changes in the last digit can tip the rounding to int8: where two tokens are almost
    equally likely, the other one may be written.
    """

    def __init__(self, path: Path, name: str, threads: int | None = None) -> None:
        """Load the weights and the tokenizer.

        Args:
            path: The prepared folder.
            name: What is shown beside an answer.
            threads: How many cores to use; CTranslate2's own choice unless given.

        Raises:
            TutorError: The folder can't be loaded.
        """
        self._threads = threads
        self._lock = Lock()  # for the set of kept prompts
        self._statics: set[tuple[str, ...]] = set()
        super().__init__(path, name, Rectangular())

    def _load(self, path: Path) -> Any:
        import ctranslate2

        # int8 weights with float32 between them: on the CPU `auto` comes to the same, and
        # the other int8 kinds are either refused or slower.
        return ctranslate2.Generator(
            str(path),
            device="cpu",
            compute_type="int8",
            inter_threads=1,
            intra_threads=self._threads or 0,
        )

    def _write(
        self,
        prompts: Sequence[Sequence[str]],
        static: Sequence[str],
        most: int,
        made: Callable[[Step], bool],
    ) -> None:
        self._loaded().generate_batch(
            prompts,
            static_prompt=list(static) or None,
            max_length=most,
            sampling_topk=1,
            end_token=self._ends,
            include_prompt_in_result=False,
            callback=made,
        )

    def _logits(self, prompt: Sequence[str], static: Sequence[str]) -> npt.NDArray[np.float64]:
        (result,) = self._loaded().generate_batch(
            [prompt],
            static_prompt=list(static) or None,
            max_length=1,
            sampling_topk=1,
            end_token=self._ends,
            include_prompt_in_result=False,
            return_logits_vocab=True,
        )
        return np.asarray(result.logits[0][0], dtype=np.float64)

    def _prompt(
        self, encoding: "Encoding", messages: Sequence[Message], /
    ) -> tuple[list[str], list[str]]:
        """The prompt's tokens, and apart the system prompt's where their state is kept."""
        from tutor.generation.tokens import static_length

        tokens = encoding.tokens
        length = static_length(encoding, self._tokenizer.render(messages), messages)
        static = tuple(tokens[:length])
        amount(prompt_tokens=len(tokens), kept_tokens=length if static in self._statics else 0)
        if length < _WORTH_KEEPING:
            return tokens, []
        with self._lock:
            if static not in self._statics:
                if len(self._statics) >= _STATIC_PROMPTS:
                    return tokens, []
                self._statics.add(static)
        return tokens[length:], list(static)
