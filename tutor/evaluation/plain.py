"""The usual recipe, to compare with: one vector a passage, the four nearest, and a prompt.

Whole passages go into the prompt, which asks the model to cite them like [1] and to say when it
doesn't know. Its citations are the marks that it wrote, and it counts as not answering when its
first sentence says so.
"""

import re
import time
from collections.abc import Sequence
from contextlib import closing
from typing import TYPE_CHECKING

import numpy as np

from tutor.answering.prompt import strip_marks
from tutor.answering.untrusted.material import clean
from tutor.documents.sentences import split_sentences
from tutor.evaluation.datasets import Passage
from tutor.evaluation.rows import Row
from tutor.generation.base import Generator, Message
from tutor.progress import Progress, silent

if TYPE_CHECKING:
    from tutor.retrieval.embedding import Encoder

PASSAGES = 4
SYSTEM = (
    "You are a helpful assistant. Answer the question using only the passages below. Cite the "
    "passages that you use with their numbers, like [1]. If the passages don't contain the "
    "answer, say that you don't know."
)

_MARK = re.compile(r"\[(\d+(?:\s*[,;]\s*\d+)*)\]")
_SOURCES = r"(?:passages?|texts?|contexts?|documents?|notes?|sources?|excerpts?|information)"
_SAYS = (
    r"(?:mention|state|contain|provide|specif(?:y|ies)|say|give|include|indicate|answer|address|"
    r"discuss|explain|describe|offer|have|reveal|list)"
)
_NOT = r"(?:do|does|did) ?(?:n't|not)(?: \w+)?"
_REFUSALS = re.compile(
    rf"\bi (?:{_NOT}|can ?not|can't|could ?n't|could not|am not able to|am unable to) "
    r"(?:know|have|find|see|determine|answer|say|tell)\b"
    r"|\bi'?(?: a)?m (?:not sure|unable|sorry|not aware)\b"
    rf"|\b{_SOURCES}(?: \w+){{0,4}}? {_NOT} {_SAYS}\b"
    r"|\b(?:is|are|was|were)(?: not|n't) (?:\w+ )?(?:mentioned|stated|provided|given|specified|"
    rf"found|contained|included|available|discussed|listed|described|answered)\b[^.]*\b{_SOURCES}\b"
    r"|\b(?:is|are|was|were)(?: not|n't) (?:explicitly |directly )?(?:mentioned|specified|"
    r"stated)\b"
    r"|\b(?:there is|there's|there are|contains?|provides?|has|have|gives?) no "
    r"(?:\w+ ){0,2}?(?:information|mention|answer|details?|data)\b"
    r"|\bnot enough (?:information|context)\b"
    r"|\b(?:can ?not|can't|could not) be (?:determined|answered|found|inferred)\b"
    r"|\b(?:it is|it's) (?:not known|unknown|not clear|unclear|not possible to)\b"
    r"|\bunable to (?:answer|find|determine|provide)\b"
    r"|\bno (?:information|mention|answer)\b[^.]*\b(?:is|was|are)? ?"
    r"(?:given|provided|available|found|made)\b"
    r"|^(?:unknown|don't know|not (?:mentioned|stated|specified|given|provided))\b"
)


class PlainRecipe:
    """Answers and rankings of the usual recipe, with the same encoder and language model."""

    def __init__(
        self,
        passages: Sequence[Passage],
        encoder: "Encoder",
        generator: Generator | None,
        *,
        max_tokens: int,
        progress: Progress = silent,
    ) -> None:
        self._passages = passages
        self._encoder = encoder
        self._generator = generator
        self._max_tokens = max_tokens
        self._vectors = encoder.encode([passage.text for passage in passages], progress)

    def rank(self, query: str, n: int, excluded: frozenset[str] = frozenset()) -> list[Passage]:
        """The n nearest passages by cosine, best first."""
        cosines = self._vectors @ self._encoder.encode_query(query)
        order = (self._passages[int(row)] for row in np.argsort(-cosines, kind="stable"))
        return [passage for passage in order if passage.id not in excluded][:n]

    def answer(self, question: str, excluded: frozenset[str]) -> Row:
        """One answer, in the shape of the tutor's own.

        Raises:
            TutorError: The engine failed, for a reason that the user can mend.
        """
        if self._generator is None:
            raise ValueError("this recipe was given no model")
        started = time.perf_counter()
        found = self.rank(question, PASSAGES, excluded)
        retrieval = time.perf_counter() - started
        messages = build_messages(question, found)
        text, first_token = "", None
        with closing(self._generator.stream(messages, max_tokens=self._max_tokens)) as pieces:
            for piece in pieces:
                first_token = first_token or time.perf_counter() - started
                text += piece
        total = time.perf_counter() - started
        return {
            "question": question,
            "status": "not_in_notes" if refuses(text) else "answered",
            "text": text.strip(),
            "sentences": [
                {"text": sentence, "citations": cited} for sentence, cited in cited_sentences(text)
            ],
            "sources": [
                {"n": n, "document": passage.id, "text": passage.text}
                for n, passage in enumerate(found, start=1)
            ],
            "seconds": {"retrieval": retrieval, "first_token": first_token, "total": total},
            "model": self._generator.name,
            "prompts": [messages[-1].content],
        }


def build_messages(question: str, passages: Sequence[Passage]) -> list[Message]:
    """The prompt: whole passages with their numbers, then the question."""
    numbered = "\n\n".join(
        clean(f"[{n}] {passage.title}\n{passage.text}".strip())
        for n, passage in enumerate(passages, start=1)
    )
    return [
        Message("system", SYSTEM),
        Message("user", f"Passages:\n\n{numbered}\n\nQuestion: {clean(question)}"),
    ]


def cited_sentences(text: str) -> list[tuple[str, list[int]]]:
    """The sentences of an answer, each with the numbers of its marks, in order and each once.

    Marks that stand alone, after the sentence's full stop, are those of the sentence before.
    """
    found: list[tuple[str, list[int]]] = []
    for span in split_sentences(text):
        sentence = text[span.start : span.end]
        cited = [int(n) for mark in _MARK.findall(sentence) for n in re.findall(r"\d+", mark)]
        said = strip_marks(sentence).strip()
        before = re.match(rf"(?:\s*{_MARK.pattern})+", sentence)
        if found and before:  # "It is blue. [1] It is also round." is cut before the mark
            leading = [int(n) for n in re.findall(r"\d+", before.group())]
            found[-1] = (found[-1][0], list(dict.fromkeys([*found[-1][1], *leading])))
            cited = cited[len(leading) :]
        if re.search(r"\w", said):
            found.append((said, list(dict.fromkeys(cited))))
    return found


def refuses(text: str) -> bool:
    """Whether the first sentence of an answer says that the answer isn't known."""
    plain = strip_marks(text).replace("\u2019", "'").strip()
    spans = split_sentences(plain)
    if not spans:
        return True  # nothing was said
    first = plain[spans[0].start : spans[0].end].lower()
    return bool(_REFUSALS.search(first))
