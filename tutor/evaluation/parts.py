"""The parts of a tutor over a set's passages: index, encoder, and a model that remembers."""

from collections.abc import Generator as Steps
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

from tutor.evaluation.datasets import Dataset, DatasetError
from tutor.evaluation.rows import code_digest, digest
from tutor.generation.base import Generator, Message
from tutor.loaders import load_encoder, load_generator
from tutor.progress import Progress, silent
from tutor.retrieval.builder import build
from tutor.retrieval.retriever import Retriever

if TYPE_CHECKING:
    from tutor.answering.answer import AnsweringSettings
    from tutor.config import Settings
    from tutor.retrieval.embedding import Encoder

_SEARCH_CODE = ("documents", "retrieval")
_ANSWER_CODE = (*_SEARCH_CODE, "answering", "generation")


class RecordingGenerator:
    """A language model that keeps what it was given to answer from."""

    def __init__(self, generator: Generator) -> None:
        self._generator = generator
        self.prompts: list[str] = []  # the last message of each prompt since this was emptied

    @property
    def name(self) -> str:
        """The model's name."""
        return self._generator.name

    @property
    def context_length(self) -> int:
        """The model's own."""
        return self._generator.context_length

    def count_tokens(self, messages: Sequence[Message]) -> int:
        """The model's own count."""
        return self._generator.count_tokens(messages)

    def stream(
        self, messages: Sequence[Message], *, max_tokens: int, stop: Event | None = None
    ) -> Steps[str, None, None]:
        """The model's own text; what it was asked is kept."""
        self.prompts.append(messages[-1].content)
        return self._generator.stream(messages, max_tokens=max_tokens, stop=stop)

    def choose(self, messages: Sequence[Message], choices: Sequence[str]) -> list[float]:
        """The model's own verdict."""
        return self._generator.choose(messages, choices)

    def close(self) -> None:
        """Free the weights."""
        self._generator.close()


@dataclass(frozen=True, slots=True)
class Parts:
    """What questions of one set are asked with."""

    dataset: Dataset
    encoder: "Encoder"
    retriever: Retriever
    generator: RecordingGenerator | None  # None for searching only

    def made_by(self, settings: "Settings", answering: "AnsweringSettings") -> dict[str, Any]:
        """Everything that an answer depends on but its question, as JSON values."""
        return {
            **self._set(),
            "code": code_digest(*_ANSWER_CODE),
            **_engine(settings),
            "answering": asdict(answering),
        }

    def searched_by(self, search: Mapping[str, Any]) -> dict[str, Any]:
        """Everything that a search depends on but its query, as JSON values."""
        return {**self._set(), "code": code_digest(*_SEARCH_CODE), "search": repr(dict(search))}

    def plainly_made_by(self, settings: "Settings") -> dict[str, Any]:
        """Everything that an answer of the plain recipe depends on but its question."""
        return {
            **self._set(),
            "code": code_digest("generation", "retrieval/embedding.py", "evaluation/plain.py"),
            **_engine(settings),
            "max_answer_tokens": settings.max_answer_tokens,
        }

    def _set(self) -> dict[str, Any]:
        return {
            "dataset": self.dataset.digest,
            "encoder": self.encoder.name,
            "encoder_fingerprint": self.encoder.fingerprint,
        }


def open_parts(
    dataset: Dataset,
    folder: Path,
    settings: "Settings",
    *,
    with_model: bool,
    progress: Progress = silent,
) -> Parts:
    """Build the set's index in a folder of its own, or take the one that is there, and open it.

    Raises:
        TutorError: A model can't be had, or the index can't be built.
    """
    encoder = load_encoder(settings, progress)
    made_by = {
        "dataset": dataset.digest,
        "encoder": encoder.fingerprint,
        "code": code_digest(*_SEARCH_CODE),
    }
    index = folder / f"index-{digest(made_by)[:10]}"
    file = dataset.passages_file
    limits = replace(settings.limits, bytes=max(settings.limits.bytes, file.stat().st_size))
    report = build([file], index, encoder, limits=limits, progress=progress)
    if report.failed:
        failure = report.failed[0]
        raise DatasetError(f"{failure.path} can't be indexed: {failure.reason}.")
    generator = RecordingGenerator(load_generator(settings, progress)) if with_model else None
    encoder.warm_up()
    return Parts(dataset, encoder, Retriever.open(index, encoder), generator)


def _engine(settings: "Settings") -> dict[str, Any]:
    return {"model": settings.model, "engine": settings.engine, "base_url": settings.base_url}
