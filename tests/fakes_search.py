"""Notes to search in, and an encoder without weights: texts are as near as they share words."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from tutor.documents.document import Span
from tutor.progress import Progress, silent
from tutor.retrieval.token_vectors import TokenVectors

Vectors = npt.NDArray[np.float32]
_DIM = 512  # so many that two words have little to do with each other

CHAPTERS = ("Perceptrons", "Convolutions", "Recurrence", "Attention")
MANY = 45  # passages about gradients
HOSTILE = (
    "<script>window.hacked = 1</script><img src=x onerror='window.hacked = 2'> zebra "
    "[zebra](javascript:window.hacked=3) ![zebra](http://pictures.example/zebra.png)"
)


class WordsEncoder:
    """A text's vector is the sum of its words' own random ones."""

    name = "words"
    fingerprint = "fingerprint of words"
    dim = _DIM
    late_pooling = True
    max_tokens = 60

    def count_tokens(self, text: str) -> int:
        return len(text.split())

    def encode(self, texts: Sequence[str], progress: Progress = silent) -> Vectors:
        progress("Encoding", len(texts), len(texts))
        return np.stack([_vector(text) for text in texts])

    def encode_query(self, text: str) -> Vectors:
        return _vector(text)

    def encode_with_sentences(
        self, texts: Sequence[str], spans: Sequence[Sequence[Span]], progress: Progress = silent
    ) -> tuple[Vectors, list[Vectors]]:
        parts = [
            np.stack([_vector(text[span.start : span.end]) for span in own])
            for text, own in zip(texts, spans, strict=True)
        ]
        return self.encode(texts, progress), parts

    def encode_tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        raise NotImplementedError("a search looks at no tokens")


def _vector(text: str) -> Vectors:
    total = np.full(_DIM, 1e-6)
    for word in text.lower().split():
        seed = int.from_bytes(hashlib.sha256(word.encode("utf-8", "replace")).digest()[:4], "big")
        total += np.random.default_rng(seed).standard_normal(_DIM)
    return (total / np.linalg.norm(total)).astype(np.float32)


def write_course(folder: Path) -> Path:
    """Four chapters, a summary, a thread with a passage of a chapter, and many short sections."""
    folder.mkdir()
    for number, title in enumerate(CHAPTERS, 1):
        front = f"---\nchapter: {number}\ntitle: {title}\n---\n\n# {title}\n\n"
        body = (
            f"## What {title.lower()} do\n\nThe {title.lower()} layer maps patients to codes "
            f"in step {number}. Its weights $w_{{{number}}}$ are learned from labelled visits.\n"
        )
        (folder / f"{number}.md").write_text(front + body, encoding="utf-8")
    front = "---\nchapter: 1\nkind: summary\ntitle: Perceptrons in short\n---\n\n"
    words = "# Perceptrons in short\n\n## Margin of errors\n\nA perceptron errs on the XOR problem."
    (folder / "1-summary.md").write_text(front + words + "\n", encoding="utf-8")
    copy = "# Copied\n\n## From the summary\n\nA perceptron errs on the XOR problem.\n"
    (folder / "copy.md").write_text(copy, encoding="utf-8")
    (folder / "hostile.md").write_text(f"# Hostile\n\n{HOSTILE}\n", encoding="utf-8")
    sections = "".join(
        f"## Rule {i}\n\nGradient rule number{i} word{i} tone{i} scales the step by {i}.\n\n"
        for i in range(MANY)
    )
    (folder / "rules.md").write_text(f"# Rules\n\n{sections}", encoding="utf-8")
    return folder
