"""The question bank: what was made from the notes or brought in, each item tied to its passages.

A SQLite file beside the index, so that a build of the index leaves it alone. An item is available
while all passages that it cites are in the index as it is now: where a passage changes, its chunk
has another id and the item is retired, and it comes back if the passage does. What somebody wrote
and brought in is theirs: it stays, whatever becomes of the passage that supports it.
"""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import (
    Column,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    delete,
    literal_column,
    select,
)
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.engine import Engine

from tutor.practice.question import Difficulty, Kind, Question
from tutor.records.database import open_engine, reading, writing

FILE = "questions.sqlite3"  # in the index's folder

_METADATA = MetaData()
_ITEMS = Table(
    "items",
    _METADATA,
    Column("id", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("topic", String, nullable=False),
    Column("difficulty", String, nullable=False),
    Column("payload", String, nullable=False),  # Question.to_dict() as JSON
)
_SOURCES = Table(
    "sources",
    _METADATA,
    Column("item_id", ForeignKey("items.id", ondelete="CASCADE"), primary_key=True),
    Column("chunk_id", String, primary_key=True, index=True),
)
_REJECTIONS = Table(
    "rejections",
    _METADATA,
    Column("chunk_id", String, primary_key=True),
    Column("kind", String, primary_key=True),
    Column("reason", String, primary_key=True),
    Column("times", Integer, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Counts:
    """How much a bank holds."""

    available: int
    retired: int  # their passages are not in the index now
    by_kind: Mapping[str, int]  # of those available


class Bank:
    """The items in one file. May be used by several threads and programs at once."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @classmethod
    def open(cls, path: Path) -> "Bank":
        """Open a bank, or begin an empty one.

        Raises:
            TutorError: The file is no database or can't be written to.
        """
        return cls(open_engine(path, _METADATA, private=False))

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()

    def add(self, questions: Iterable[Question]) -> int:
        """Keep questions, all of them or none; one with a known id takes the other's place.

        Returns:
            How many were not there before.
        """
        given = {question.id: question for question in questions}
        if not given:
            return 0
        with writing(self._engine) as connection:
            rows = [_row(question) for question in given.values()]
            known = 0
            for row in rows:
                new = insert(_ITEMS).values(row).on_conflict_do_nothing()
                if connection.execute(new).rowcount:
                    continue
                known += 1
                connection.execute(_ITEMS.update().where(_ITEMS.c.id == row["id"]).values(row))
                connection.execute(delete(_SOURCES).where(_SOURCES.c.item_id == row["id"]))
            sources = [
                {"item_id": question.id, "chunk_id": chunk_id}
                for question in given.values()
                if question.origin != "imported"
                for chunk_id in sorted({citation.chunk_id for citation in question.citations})
            ]
            if sources:
                connection.execute(insert(_SOURCES), sources)
        return len(given) - known

    def questions(
        self,
        chunk_ids: Collection[str],
        *,
        kind: Kind | None = None,
        topic: str | None = None,
        difficulty: Difficulty | None = None,
    ) -> list[Question]:
        """The items that are available, in the order in which they came.

        Args:
            chunk_ids: All passages of the index as it is now.
            kind: Only items of this kind.
            topic: Only items of this topic, as they name it.
            difficulty: Only items of this difficulty.
        """
        wanted = select(_ITEMS.c.id, _ITEMS.c.payload).order_by(literal_column("rowid"))
        for column, value in (
            (_ITEMS.c.kind, kind),
            (_ITEMS.c.topic, topic),
            (_ITEMS.c.difficulty, difficulty),
        ):
            if value is not None:
                wanted = wanted.where(column == value)
        with reading(self._engine) as connection:
            rows = connection.execute(wanted).all()
            retired = self._retired(chunk_ids)
        return [
            Question.from_dict(json.loads(row.payload)) for row in rows if row.id not in retired
        ]

    def covered(self, chunk_ids: Collection[str]) -> Counter[str]:
        """How many available items each of these passages has; those without any are left out.

        Args:
            chunk_ids: All passages of the index as it is now.
        """
        retired = self._retired(chunk_ids)
        return Counter(chunk for item, chunk in self._sources() if item not in retired)

    def reject(self, chunk_id: str, kind: Kind, reason: str) -> None:
        """Remember that an item of this kind from this passage did not pass a check."""
        values = {"chunk_id": chunk_id, "kind": kind, "reason": reason, "times": 1}
        row = insert(_REJECTIONS).values(values)
        with writing(self._engine) as connection:
            connection.execute(
                row.on_conflict_do_update(
                    index_elements=["chunk_id", "kind", "reason"],
                    set_={"times": _REJECTIONS.c.times + 1},
                )
            )

    def rejections(self) -> dict[tuple[str, Kind], Counter[str]]:
        """How often items from a passage were rejected, by passage and kind, then by reason."""
        found: dict[tuple[str, Kind], Counter[str]] = {}
        with reading(self._engine) as connection:
            for row in connection.execute(select(_REJECTIONS)):
                found.setdefault((row.chunk_id, row.kind), Counter())[row.reason] = row.times
        return found

    def counts(self, chunk_ids: Collection[str]) -> Counts:
        """How much there is, of the index whose passages these are."""
        with reading(self._engine) as connection:
            items = connection.execute(select(_ITEMS.c.id, _ITEMS.c.kind)).all()
        retired = self._retired(chunk_ids)
        kinds = Counter(item.kind for item in items if item.id not in retired)
        return Counts(kinds.total(), len(items) - kinds.total(), kinds)

    def remove(self, ids: Collection[str]) -> int:
        """Forget items; returns how many there were."""
        removed = 0
        with writing(self._engine) as connection:
            for each in ids:
                connection.execute(delete(_SOURCES).where(_SOURCES.c.item_id == each))
                removed += connection.execute(delete(_ITEMS).where(_ITEMS.c.id == each)).rowcount
        return removed

    def _sources(self) -> list[tuple[str, str]]:
        with reading(self._engine) as connection:
            rows = connection.execute(select(_SOURCES.c.item_id, _SOURCES.c.chunk_id))
            return [(row.item_id, row.chunk_id) for row in rows]

    def _retired(self, chunk_ids: Collection[str]) -> frozenset[str]:
        """Items that cite a passage which is not among these."""
        known = frozenset(chunk_ids)
        return frozenset(item for item, chunk in self._sources() if chunk not in known)


def _row(question: Question) -> dict[str, str]:
    return {
        "id": question.id,
        "kind": question.kind,
        "topic": question.topic,
        "difficulty": question.difficulty,
        "payload": json.dumps(question.to_dict(), ensure_ascii=False),
    }
