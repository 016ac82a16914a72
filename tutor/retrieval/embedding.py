"""The sentence encoder: texts become vectors whose inner product says how alike they are."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from threading import RLock
from typing import Any

import numpy as np
import numpy.typing as npt

from tutor.documents.document import Span
from tutor.progress import Progress, silent
from tutor.retrieval import fingerprint
from tutor.retrieval.bert import PlainBert, plain_bert
from tutor.retrieval.bert_ctranslate2 import Ctranslate2Bert
from tutor.retrieval.bert_torch import TorchBert
from tutor.retrieval.errors import EncoderError
from tutor.retrieval.features import Description, Features, Model, unit
from tutor.retrieval.late_chunking import part_means
from tutor.retrieval.processor import has_graphics, native_bfloat16
from tutor.retrieval.sentence_model import SentenceModel
from tutor.retrieval.token_vectors import TokenVectors, own_tokens

Vectors = npt.NDArray[np.float32]

# From so many on, what torch saves is more than the second that importing it takes.
MANY_TOKENS = 20_000


class Encoder:
    """A sentence-transformers model in a folder.

    The weights are read when the first text is encoded, so that an encoder that is only compared
    with an index costs nothing. A plain BERT, which the default encoder is, runs in float32 by
    CTranslate2, which needs no import of torch; many texts at once run in bfloat16 by torch where
    the processor multiplies it natively, about twice as fast. Every other model, and many texts
    on a computer with a graphics processor, are run by sentence-transformers. Pooling and
    normalising are always in float32. One encoder may be used from several threads.
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
            threads: Of the processor; the library that runs it chooses unless given.

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
        return self._description.dim

    @cached_property
    def max_tokens(self) -> int:
        """What the model reads of a text at most, in tokens, its special tokens included."""
        prompt = self._prompt("document", "passage")
        limit = self._description.max_tokens
        return limit - (self.count_tokens(prompt) if prompt else 0)

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
        for batch, encodings, features, model in self._batches(texts, prompt, progress):
            whole[batch] = unit(features.sentences)
            for i, encoding, tokens in zip(batch, encodings, features.tokens, strict=True):
                shifted = [span.shifted(len(prompt)) for span in spans[i]]
                means, kept = part_means(tokens, encoding.offsets, shifted)
                parts[i][kept] = unit(model.after_pooling(means))
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
        for batch, encodings, features, _ in self._batches(texts, prompt, silent):
            for i, encoding, tokens in zip(batch, encodings, features.tokens, strict=True):
                vectors = unit(tokens)
                found[i] = own_tokens(vectors, encoding.offsets, len(prompt), len(texts[i]))
        return [found[i] for i in range(len(texts))]

    def _encode(self, texts: Sequence[str], prompt: str, progress: Progress) -> Vectors:
        vectors: Vectors = np.empty((len(texts), self.dim), dtype=np.float32)
        for batch, _, features, _ in self._batches(texts, prompt, progress):
            vectors[batch] = unit(features.sentences)
        return vectors

    def _batches(
        self, texts: Sequence[str], prompt: str, progress: Progress
    ) -> Iterator[tuple[list[int], list[Any], Features, Model]]:
        """Run the model over texts of like length together, the longest first.

        Yields:
            The texts' indices, their tokens as tokenizers.Encoding and the model's features for
            them, all in the same order, and the model.
        """
        encodable = [_encodable(text) for text in texts]
        encodings = self._tokenizer.encode_batch([prompt + text for text in encodable])
        lengths = [len(encoding.ids) for encoding in encodings]
        order = sorted(range(len(texts)), key=lambda i: -lengths[i])
        model = self._model_for(sum(lengths)) if order else None
        done = 0
        while model is not None and done < len(order):
            size = max(1, model.batch_tokens // max(1, lengths[order[done]]))
            batch = order[done : done + size]
            of_batch = [encodings[i] for i in batch]
            ids = [encoding.ids for encoding in of_batch]
            yield batch, of_batch, model.features([encodable[i] for i in batch], ids, prompt), model
            done += len(batch)
            progress("Encoding", done, len(order))

    def _model_for(self, tokens: int) -> Model:
        """What encodes so many tokens soonest, its loading included.

        It depends on nothing else, so that what was encoded before changes no vector.
        """
        bert = self._bert
        if bert is None:
            return self._sentence_model
        if tokens < MANY_TOKENS:
            return self._light_model
        if has_graphics():
            return self._sentence_model
        return self._fast_model if native_bfloat16() else self._light_model

    def _prompt(self, *names: str) -> str:
        """What the model wants before texts of this kind; most want nothing."""
        return next((p for name in names if (p := self._description.prompts.get(name))), "")

    @cached_property
    def _tokenizer(self) -> Any:
        """A tokenizers.Tokenizer that cuts where the model does and never pads."""
        tokenizer = self._own_tokenizer()
        tokenizer.enable_truncation(self._description.max_tokens)
        return tokenizer

    @cached_property
    def _counter(self) -> Any:
        """A tokenizers.Tokenizer that neither cuts nor pads."""
        return self._own_tokenizer()

    def _own_tokenizer(self) -> Any:
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_str(self._description.tokenizer())
        tokenizer.no_padding()
        tokenizer.no_truncation()
        return tokenizer

    @cached_property
    def _bert(self) -> PlainBert | None:
        return plain_bert(self.folder)

    @property
    def _description(self) -> Description:
        return self._bert or self._sentence_model

    @property
    def _sentence_model(self) -> SentenceModel:
        with self._lock:
            return self._loaded_sentence_model

    @property
    def _light_model(self) -> Model:
        with self._lock:
            return self._loaded_light_model

    @property
    def _fast_model(self) -> Model:
        with self._lock:
            return self._loaded_fast_model

    @cached_property
    def _loaded_sentence_model(self) -> SentenceModel:
        return SentenceModel(self.folder, self.name, self._threads)

    @cached_property
    def _loaded_light_model(self) -> Model:
        return Ctranslate2Bert(self._plain(), self._threads)

    @cached_property
    def _loaded_fast_model(self) -> Model:
        return TorchBert(self._plain(), self._threads)

    def _plain(self) -> PlainBert:
        if self._bert is None:
            raise TypeError(f"{self.name} is not a plain BERT")
        return self._bert


def _encodable(text: str) -> str:
    """The text, as long as before, without halves of surrogate pairs, which nothing can encode."""
    return text.encode("utf-8", "replace").decode()
