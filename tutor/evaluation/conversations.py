"""Conversations: is the right document found for a question that leans on the ones before?

Each turn is understood and searched for as a turn of a chat is, with the conversation's own
answers as its history. No language model is needed.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeAlias

from tutor.answering.query import check_question, understand
from tutor.evaluation.datasets import DatasetError
from tutor.evaluation.expected import read_rows
from tutor.evaluation.suite import Measure, SuiteResult, median, rate
from tutor.retrieval.lexical import has_words
from tutor.retrieval.retriever import Retriever

K = 5
GOAL = 0.92
FOLLOW_UPS = f"follow-ups: right document in the top {K}"

Kind: TypeAlias = Literal["first", "leaning", "new subject"]


@dataclass(frozen=True, slots=True)
class AskedTurn:
    """One question of a conversation."""

    question: str
    documents: frozenset[str]  # ids of those that answer it; one of them should be found
    answer: str  # a true one, for the turns after it
    new_subject: bool = False  # it is about something else than the turns before


@dataclass(frozen=True, slots=True)
class Conversation:
    """Questions that one student asks in a row."""

    id: str
    part: str  # "tuning", or "held-out": not looked at while the search was tuned
    turns: tuple[AskedTurn, ...]


def load_conversations(path: Path) -> tuple[Conversation, ...]:
    """Read conversations: `{id, part, turns: [{question, documents, answer, new_subject?}]}`.

    Raises:
        DatasetError: The file can't be read or a row can't be used.
    """
    rows = read_rows(path, rows="conversations", fault="is no conversation")
    return tuple(_conversation(row, place) for place, row in rows)


def follow_ups(retriever: Retriever, conversations: Sequence[Conversation]) -> SuiteResult:
    """Ask every turn of the conversations and see whether the right document is found.

    Args:
        retriever: The open index, which must hold what the conversations are about.
        conversations: As `load_conversations` gives them.

    Raises:
        DatasetError: No document that answers a turn is in the index.
    """
    _require_documents(retriever, conversations)
    for turn in conversations[0].turns[:1]:  # the first search loads what the others find loaded
        understand(turn.question, (), retriever)
    rows = [row for conversation in conversations for row in _rows(conversation, retriever)]
    failures = [
        f"{row['id']}, turn {row['turn']} ({row['part']}): “{row['question']}” found "
        f"{', '.join(dict.fromkeys(row['found']))} and none of {', '.join(row['documents'])}."
        for row in rows
        if row["rank"] is None
    ]
    return SuiteResult("follow-ups", tuple(_measures(rows)), tuple(rows), tuple(failures))


def _rows(conversation: Conversation, retriever: Retriever) -> Iterator[dict[str, Any]]:
    history: list[tuple[str, str]] = []
    for number, turn in enumerate(conversation.turns, start=1):
        question = check_question(turn.question)
        started = time.perf_counter()
        query = understand(question, history, retriever)
        found = [hit.document for hit in retriever.search(query.searched, K)]
        seconds = time.perf_counter() - started
        ranks = (rank for rank, document in enumerate(found, 1) if document in turn.documents)
        kind: Kind = "first" if number == 1 else "new subject" if turn.new_subject else "leaning"
        yield {
            "id": conversation.id,
            "part": conversation.part,
            "turn": number,
            "kind": kind,
            "question": question,
            "query": query.text,
            "alone": not query.earlier,
            "documents": sorted(turn.documents),
            "found": found,
            "rank": next(ranks, None),
            "seconds": seconds,
        }
        history.append((question, turn.answer))


def _measures(rows: Sequence[dict[str, Any]]) -> Iterator[Measure]:
    """The figures, those of no case left out."""

    def found(name: str, picked: Sequence[dict[str, Any]], goal: float | None = None) -> list[Any]:
        ranks = [row["rank"] for row in picked]
        return [rate(name, [rank is not None for rank in ranks], goal)] if ranks else []

    later = [row for row in rows if row["turn"] > 1]
    yield from found(FOLLOW_UPS, later, GOAL)
    for part in dict.fromkeys(row["part"] for row in rows):
        yield from found(f"{FOLLOW_UPS}, {part}", [r for r in later if r["part"] == part], GOAL)
    if later:
        yield rate("follow-ups: right document first", [row["rank"] == 1 for row in later])
    yield from found("first questions", [row for row in rows if row["turn"] == 1])
    changed = [row for row in later if row["kind"] == "new subject"]
    yield from found("changes of subject", changed)
    if changed:
        yield rate("changes of subject: noticed", [row["alone"] for row in changed])
    if later:
        yield median(
            "follow-ups: seconds to understand and find one", [row["seconds"] for row in later]
        )


def _require_documents(retriever: Retriever, conversations: Sequence[Conversation]) -> None:
    known = {document.id for document in retriever.documents}
    for conversation in conversations:
        for turn in conversation.turns:
            if not turn.documents & known:
                raise DatasetError(
                    f"{conversation.id} asks about {min(turn.documents)}, which is not in this "
                    "index; index the notes that the conversations are about."
                )


def _conversation(row: dict[str, Any], place: str) -> Conversation:
    try:
        turns = tuple(
            AskedTurn(
                str(turn["question"]),
                frozenset(map(str, turn["documents"])),
                str(turn["answer"]),
                bool(turn.get("new_subject", False)),
            )
            for turn in row["turns"]
        )
        conversation = Conversation(str(row["id"]), str(row["part"]), turns)
    except (KeyError, TypeError, AttributeError) as error:
        raise DatasetError(
            f"{place} is no conversation ({error!r}); correct it, nothing was asked."
        ) from error
    if not turns or not all(turn.documents and has_words(turn.question) for turn in turns):
        raise DatasetError(f"{place} has a turn without a question or documents; correct it.")
    return conversation
