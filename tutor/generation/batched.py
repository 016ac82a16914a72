"""What the engines share that write the answers of several callers in one batch."""

import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from tutor.errors import TutorError
from tutor.generation.base import Message
from tutor.generation.batching import Batcher
from tutor.generation.grouping import Grouping
from tutor.generation.limits import require_fit
from tutor.generation.writing import Step, Writing
from tutor.tracing import amount

if TYPE_CHECKING:
    from tokenizers import Encoding


class BatchedGenerator(ABC):
    """A language model in a folder that `tutor.models.convert.prepare_ctranslate2` made ready.

    Calls from several threads are answered in one batch.
    """

    def __init__(self, path: Path, name: str, grouping: Grouping) -> None:
        """Load the tokenizer, and then the weights.

        Args:
            path: The prepared folder.
            name: What is shown beside an answer.
            grouping: Says whose answers are written together.

        Raises:
            TutorError: The folder can't be loaded.
        """
        from tutor.generation.tokens import ChatTokenizer, end_ids

        self._name = name
        self._closed_words = f"{name} was closed"
        self._batches = Batcher(self._write, self._closed_words, grouping)
        try:
            self._tokenizer = ChatTokenizer.from_folder(path)
            self._ends = self._tokenizer.end_tokens(end_ids(path))
            note = json.loads((path / "conversion.json").read_text("utf-8"))
            self._context_length = int(note["context_length"])
            self._model: Any = self._load(path)
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
        encoding = self._tokenizer.encode(messages)
        require_fit(len(encoding.ids), 1, self.context_length, self.name)
        prompt, static = self._prompt(encoding, messages)
        # One at a time: a prompt is read no faster in a batch, and only one token is made.
        logits = self._batches.between(lambda: self._logits(prompt, static))
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

    @abstractmethod
    def _load(self, path: Path) -> Any:
        """The model; raises OSError, ValueError, KeyError or RuntimeError where it can't be."""

    @abstractmethod
    def _prompt(
        self, encoding: "Encoding", messages: Sequence[Message], /
    ) -> tuple[list[str], list[str]]:
        """The prompt's tokens, and apart those at its head whose state is kept under their name."""

    @abstractmethod
    def _write(
        self,
        prompts: Sequence[Sequence[str]],
        static: Sequence[str],
        most: int,
        made: Callable[[Step], bool],
    ) -> None:
        """Write a batch to its end; see `batching.Write`."""

    @abstractmethod
    def _logits(self, prompt: Sequence[str], static: Sequence[str]) -> npt.NDArray[np.float64]:
        """How likely each token comes after a prompt, before normalising: (vocabulary,)."""
