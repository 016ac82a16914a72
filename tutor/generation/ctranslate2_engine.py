"""The engine for the CPU: CTranslate2 with int8 weights."""

import json
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from pathlib import Path
from threading import Event, Lock
from typing import TYPE_CHECKING, Any

from tutor.errors import TutorError
from tutor.generation.base import Message
from tutor.generation.batching import Batcher, Step, Writing
from tutor.generation.limits import require_fit
from tutor.tracing import amount

if TYPE_CHECKING:
    from tokenizers import Encoding

# The state after a system prompt is kept for the next question, and never let go by CTranslate2:
# a few kilobytes a token, so only for the few prompts that a program really has.
_STATIC_PROMPTS = 4
_WORTH_KEEPING = 16  # tokens


class CTranslate2Generator:
    """A language model that `tutor.models.convert.prepare_ctranslate2` made ready.

    Calls from several threads are answered in one batch. The arithmetic there is the same as for
    one alone but for the order in which it adds, and what that changes in the last digit can tip
    the rounding to int8: where two tokens are almost equally likely, the other one may be written.
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
        import ctranslate2

        from tutor.generation.tokens import ChatTokenizer, end_ids

        self._name = name
        self._closed_words = f"{name} was closed"
        self._batches = Batcher(self._write, self._closed_words)
        self._lock = Lock()  # for the set of kept prompts
        self._statics: set[tuple[str, ...]] = set()
        try:
            self._tokenizer = ChatTokenizer.from_folder(path)
            self._ends = self._tokenizer.end_tokens(end_ids(path))
            note = json.loads((path / "conversion.json").read_text("utf-8"))
            self._context_length = int(note["context_length"])
            # int8 weights with float32 between them: on the CPU `auto` comes to the same, and
            # the other int8 kinds are either refused or slower.
            self._model: Any = ctranslate2.Generator(
                str(path),
                device="cpu",
                compute_type="int8",
                inter_threads=1,
                intra_threads=threads or 0,
            )
        except (OSError, ValueError, KeyError, RuntimeError) as error:
            raise TutorError(
                f"The language model in {path} can't be loaded ({error}): "
                "delete that folder and start again to prepare it afresh."
            ) from error

    @property
    def name(self) -> str:
        """The name that is shown beside an answer."""
        return self._name

    @property
    def context_length(self) -> int:
        """The most tokens that prompt and answer may have together."""
        return self._context_length

    def count_tokens(self, messages: Sequence[Message]) -> int:
        """Tokens of the prompt, chat template included."""
        return len(self._tokenizer.encode(messages).ids)

    def stream(
        self, messages: Sequence[Message], *, max_tokens: int, stop: Event | None = None
    ) -> Generator[str, None, None]:
        """Yield the answer as it is decoded; see `Generator.stream`."""
        encoding = self._tokenizer.encode(messages)
        require_fit(len(encoding.ids), max_tokens, self.context_length, self.name)
        prompt, static = self._prompt(encoding, messages)
        decoder = self._tokenizer.decoder()
        with closing(self._batches.write(Writing(prompt, static, max_tokens, stop))) as steps:
            for token in steps:
                amount(tokens=1)
                if text := decoder.add(token):
                    yield text

    def choose(self, messages: Sequence[Message], choices: Sequence[str]) -> list[float]:
        """Log-probability of each choice's first token; see `Generator.choose`."""
        import numpy as np

        encoding = self._tokenizer.encode(messages)
        require_fit(len(encoding.ids), 1, self.context_length, self.name)
        prompt, static = self._prompt(encoding, messages)

        # One at a time: a prompt is read no faster in a batch, and only one token is made.
        def read() -> Any:
            (result,) = self._loaded().generate_batch(
                [prompt],
                static_prompt=static or None,
                max_length=1,
                sampling_topk=1,
                end_token=self._ends,
                include_prompt_in_result=False,
                return_logits_vocab=True,
            )
            return result

        result = self._batches.between(read)
        logits = np.asarray(result.logits[0][0], dtype=np.float64)
        highest = logits.max()
        normaliser = highest + np.log(np.exp(logits - highest).sum())
        return [float(logits[self._tokenizer.first_token(c)] - normaliser) for c in choices]

    def close(self) -> None:
        """Break off what is being written, and free the weights."""
        self._batches.close()
        self._model = None

    def _loaded(self) -> Any:
        if self._model is None:
            raise RuntimeError(self._closed_words)
        return self._model

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

    def _prompt(
        self, encoding: "Encoding", messages: Sequence[Message]
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
