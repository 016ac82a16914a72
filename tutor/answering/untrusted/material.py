"""The notes are other people's text: what in them is material, and what is meant for the machine.

Three things are kept from the model. Characters that no reader sees and the marks that chat
templates put between turns never reach a prompt. Sentences that tell whoever answers what to say
are no evidence: nothing is chosen from them and nothing is supported by them, so that an answer
which obeys one has no passage behind it. And what stands in another script than both its passage
and the question is no evidence either.
"""

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from tutor.answering.untrusted.characters import script_of, visible
from tutor.answering.untrusted.likeness import Encode
from tutor.answering.untrusted.orders import is_order, is_role, is_said
from tutor.documents.document import Chunk
from tutor.retrieval.retriever import SearchHit

# <|im_start|>, [INST], <start_of_turn>: marks that chat templates put between turns.
_TURN_MARK = re.compile(
    r"<\|[^<>|\n]{0,40}\|?>|<[^<>|\n]{0,40}\|>|<\uff5c[^<>\uff5c\n]{0,40}\uff5c>"
    r"|\[/?(?:INST|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_(?:CALLS|RESULTS))\]|<</?SYS>>"
    r"|</?(?:start|end)_of_(?:turn|image|text)>|</?tool_(?:call|response)>",
    re.IGNORECASE,
)
_END_MARK = re.compile(r"</?s>", re.IGNORECASE)  # in notes on language also an ordinary token
_ALONE = ("- ", "* ", "| ")  # how an item of a list or a row of a table begins
_OFTEN = 3  # times that a sentence stands in one passage only to be heard


def clean(text: str) -> str:
    """The text without characters that nobody sees and without chat templates' marks."""
    text = visible(text)
    while _TURN_MARK.search(text) or _END_MARK.search(text):  # taking one out may join another
        text = _END_MARK.sub(" ", _TURN_MARK.sub(" ", text))
    return text


def usable(hits: Sequence[SearchHit], question: str, k: int, encode: Encode) -> list[SearchHit]:
    """The first k passages that have any evidence at all.

    A note may repeat an order until its passages are all that a search finds.
    """
    script = script_of(question)
    kept: list[SearchHit] = []
    for hit in hits:
        if len(kept) < k and evidence_of(hit.chunk, script, encode):
            kept.append(hit)
    return kept


@lru_cache(maxsize=1024)
def evidence_of(chunk: Chunk, script: str, encode: Encode | None = None) -> frozenset[int]:
    """Which of a passage's sentences are material, by their places in `chunk.sentences`.

    An order spoils the rest of its paragraph, or its row or item, and so does a line of dialogue
    in a passage that gives orders. From a chat template's mark to the passage's end everything
    belongs to a forged turn.

    Args:
        chunk: The passage.
        script: That the question is written in, as `script_of` names it.
        encode: The encoder's vector of a text, for the sentences in doubt.
    """
    if chunk.heading_path and is_role(chunk.heading_path[-1]):
        return frozenset()
    texts = [chunk.text[span.start : span.end] for span in chunk.sentences]
    orders = [is_order(text, encode) for text in texts]
    scripts = {script, script_of(chunk.text)}
    times = Counter(texts)
    kept = set()
    spoiled = False
    end = 0
    for i, (text, span) in enumerate(zip(texts, chunk.sentences, strict=True)):
        lead, end = chunk.text[end : span.start], span.end
        if _TURN_MARK.search(visible(text)):
            break
        if "\n\n" in lead or (lead + text).lstrip("\n").startswith(_ALONE):
            spoiled = False
        spoiled = spoiled or orders[i] or (any(orders) and is_said(text))
        if not spoiled and times[text] < _OFTEN and script_of(text) in scripts:
            kept.add(i)
    return frozenset(kept)


def context_of(chunk: Chunk) -> str:
    """The headings over a passage, without those that give orders."""
    return " > ".join(part for part in chunk.context.split(" > ") if not is_order(part))


def subject_of(chunk: Chunk) -> str:
    """The innermost heading that gives no order; without one the title, or nothing."""
    names = (*reversed(chunk.heading_path), chunk.title)
    return next((name for name in names if not is_order(name)), "")
