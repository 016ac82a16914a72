"""The sentence encoder: texts become vectors whose inner product says how alike they are."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from tutor.documents.document import Span
from tutor.progress import Progress, silent
from tutor.retrieval import fingerprint
from tutor.retrieval.errors import EncoderError
from tutor.retrieval.late_chunking import part_means
from tutor.retrieval.sentence_model import load_sentence_model
from tutor.retrieval.token_vectors import TokenVectors, own_tokens

if TYPE_CHECKING:
    from torch import Tensor

Vectors = npt.NDArray[np.float32]

# Tokens, padding included, that go through the model at once. Fewer leave the matrix units idle,
# more spill the activations out of the processor's cache.
_BATCH_TOKENS = 8192
_DEFAULT_MAX_TOKENS = 512  # of models that name no limit


class Encoder:
    """A sentence-transformers model in a folder.

    The weights are read when the first text is encoded or counted, so that an encoder that is
    only compared with an index costs no import of torch. Linear algebra runs in bfloat16 where the
    processor multiplies it natively, about twice as fast, and otherwise in float32; pooling
    and normalising are always in float32. One encoder may be used from several threads.
    """

    def __init__(self, folder: Path, name: str, threads: int | None = None) -> None:
        self.folder = folder
        self.name = name
        self._threads = threads
        self._lock = RLock()
        fingerprint.module_folders(folder)  # raises for a folder without an encoder

    @classmethod
    def load(cls, path: Path, name: str, *, threads: int | None = None) -> "Encoder":
        """Use the encoder in a folder.

        Args:
            path: Folder in the layout of sentence-transformers, or of a plain transformers model.
            name: What the user calls it; kept in the index.
            threads: Processor threads of torch, for this whole process.

        Raises:
            EncoderError: The folder holds no encoder.
        """
        return cls(Path(path), name, threads)

    @cached_property
    def fingerprint(self) -> str:
        """Identifies weights, tokenizer and pooling; 64 hex digits."""
        return fingerprint.fingerprint(self.folder)

    @cached_property
    def late_pooling(self) -> bool:
        """Whether parts of a text can be pooled out of the whole text's tokens."""
        return fingerprint.pools_by_mean(self.folder)

    @property
    def dim(self) -> int:
        """Numbers in a vector."""
        return int(self._model.get_embedding_dimension())

    @cached_property
    def max_tokens(self) -> int:
        """What the model reads of a text at most, in tokens, its special tokens included."""
        prompt = self._prompt("document", "passage")
        return self._limit - (self.count_tokens(prompt) if prompt else 0)

    def count_tokens(self, text: str) -> int:
        """Tokens of a text, without those that the model adds to every text."""
        return len(self._counter.encode(_encodable(text), add_special_tokens=False).ids)

    def warm_up(self) -> None:
        """Load the weights now and run them once, so that the first query doesn't wait."""
        self.encode_query("warm up")

    def encode(self, texts: Sequence[str], progress: Progress = silent) -> Vectors:
        """Encode passages or sentences.

        Returns:
            float32 [n, dim], unit length.

        Raises:
            EncoderError: The model can't be loaded.
        """
        return self._encode(texts, self._prompt("document", "passage"), progress)

    def encode_query(self, text: str) -> Vectors:
        """Encode what is searched for, cut to what the model can read; float32 [dim], unit length.

        Raises:
            EncoderError: The model can't be loaded.
        """
        vector: Vectors = self._encode([text], self._prompt("query"), silent)[0]
        return vector

    def encode_with_sentences(
        self,
        texts: Sequence[str],
        spans: Sequence[Sequence[Span]],
        progress: Progress = silent,
    ) -> tuple[Vectors, list[Vectors]]:
        """Encode texts and parts of them in one pass of the model.

        The text's vector is the model's own; a part's is pooled from its tokens in the whole text
        (see `late_chunking`). A part that lies beyond the model's limit is encoded alone.

        Args:
            texts: n texts.
            spans: For each text its parts, as character offsets.
            progress: Counts texts.

        Returns:
            float32 [n, dim] and n times float32 [parts of the text, dim], all of unit length.

        Raises:
            EncoderError: The model can't be loaded, or doesn't pool by the mean of its tokens.
        """
        if not self.late_pooling:
            raise EncoderError(
                f"The encoder {self.name} doesn't pool by the mean of its tokens, so sentences "
                "have to be encoded separately."
            )
        prompt = self._prompt("document", "passage")
        whole: Vectors = np.empty((len(texts), self.dim), dtype=np.float32)
        parts: list[Vectors] = [np.empty((len(s), self.dim), dtype=np.float32) for s in spans]
        for batch, features in self._batches(texts, prompt, progress):
            whole[batch] = _unit(features["sentence_embedding"])
            encodings = self._tokenized([texts[i] for i in batch], prompt)
            for row, (i, encoding) in enumerate(zip(batch, encodings, strict=True)):
                present = features["attention_mask"][row].bool()  # leaves the padding out
                tokens = features["token_embeddings"][row][present].cpu().numpy()
                shifted = [span.shifted(len(prompt)) for span in spans[i]]
                means, kept = part_means(tokens, encoding.offsets, shifted)
                parts[i][kept] = self._after_pooling(means)
                beyond = sorted(set(range(len(spans[i]))) - set(kept))
                if beyond:
                    alone = [texts[i][spans[i][j].start : spans[i][j].end] for j in beyond]
                    parts[i][beyond] = self.encode(alone)
        return whole, parts

    def encode_tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        """Encode every token of some texts, each in the light of its whole text.

        Raises:
            EncoderError: The model can't be loaded.
        """
        prompt = self._prompt("document", "passage")
        found: dict[int, TokenVectors] = {}
        for batch, features in self._batches(texts, prompt, silent):
            encodings = self._tokenized([texts[i] for i in batch], prompt)
            for row, (i, encoding) in enumerate(zip(batch, encodings, strict=True)):
                present = features["attention_mask"][row].bool()
                vectors = _unit(features["token_embeddings"][row][present])
                found[i] = own_tokens(vectors, encoding.offsets, len(prompt), len(texts[i]))
        return [found[i] for i in range(len(texts))]

    def _after_pooling(self, means: Vectors) -> Vectors:
        """Send means of token vectors through what the model does after its pooling."""
        import torch

        modules = list(self._model)
        names = [type(module).__name__ for module in modules]
        features = {"sentence_embedding": torch.from_numpy(means).to(self._model.device)}
        for module in modules[names.index("Pooling") + 1 :]:
            features = module(features)
        return _unit(features["sentence_embedding"])

    def _encode(self, texts: Sequence[str], prompt: str, progress: Progress) -> Vectors:
        vectors: Vectors = np.empty((len(texts), self.dim), dtype=np.float32)
        for batch, features in self._batches(texts, prompt, progress):
            vectors[batch] = _unit(features["sentence_embedding"])
        return vectors

    def _batches(
        self, texts: Sequence[str], prompt: str, progress: Progress
    ) -> Iterator[tuple[list[int], dict[str, Any]]]:
        """Run the model over texts of like length together, the longest first.

        Yields:
            The texts' indices and the model's features for them, in the same order.
        """
        lengths = [len(encoding.ids) for encoding in self._tokenized(texts, prompt)]
        order = sorted(range(len(texts)), key=lambda i: -lengths[i])
        done = 0
        while done < len(order):
            size = max(1, _BATCH_TOKENS // max(1, lengths[order[done]]))
            batch = order[done : done + size]
            yield batch, self._forward([texts[i] for i in batch], prompt)
            done += len(batch)
            progress("Encoding", done, len(order))

    def _forward(self, texts: list[str], prompt: str) -> dict[str, Any]:
        import torch

        model = self._model
        with self._lock:  # preprocessing sets padding and cutting on a tokenizer that all share
            features: dict[str, Any] = model.preprocess(
                [_encodable(text) for text in texts], prompt=prompt or None
            )
        device = model.device
        features = {k: v.to(device) if hasattr(v, "to") else v for k, v in features.items()}
        with torch.inference_mode():
            for module in model:
                features = module(features)
                # bfloat16 is exact enough inside the model, not for the mean of what comes out.
                for key in ("token_embeddings", "sentence_embedding"):
                    if key in features:
                        features[key] = features[key].float()
        return features

    def _tokenized(self, texts: Sequence[str], prompt: str) -> list[Any]:
        """The texts' tokens as the model reads them, as tokenizers.Encoding."""
        return list(self._tokenizer.encode_batch([prompt + _encodable(text) for text in texts]))

    def _prompt(self, *names: str) -> str:
        """What the model wants before texts of this kind; most want nothing."""
        return next((p for name in names if (p := self._model.prompts.get(name))), "")

    @cached_property
    def _tokenizer(self) -> Any:
        """A tokenizers.Tokenizer that cuts where the model does and never pads."""
        tokenizer = self._own_tokenizer()
        tokenizer.enable_truncation(self._limit)
        return tokenizer

    @cached_property
    def _counter(self) -> Any:
        """A tokenizers.Tokenizer that neither cuts nor pads."""
        return self._own_tokenizer()

    def _own_tokenizer(self) -> Any:
        from tokenizers import Tokenizer

        shared = self._model.tokenizer
        tokenizer = Tokenizer.from_str(getattr(shared, "backend_tokenizer", shared).to_str())
        tokenizer.no_padding()
        tokenizer.no_truncation()
        return tokenizer

    @property
    def _limit(self) -> int:
        return int(self._model.max_seq_length or _DEFAULT_MAX_TOKENS)

    @property
    def _model(self) -> Any:
        with self._lock:
            return self._loaded_model

    @cached_property
    def _loaded_model(self) -> Any:
        return load_sentence_model(self.folder, self.name, self._threads)


def _encodable(text: str) -> str:
    """The text, as long as before, without halves of surrogate pairs, which nothing can encode."""
    return text.encode("utf-8", "replace").decode()


def _unit(vectors: "Tensor") -> Vectors:
    """The vectors as float32 [n, dim] of unit length."""
    import torch

    normal = torch.nn.functional.normalize(vectors.float(), dim=-1)
    return np.asarray(normal.cpu().numpy(), dtype=np.float32)
