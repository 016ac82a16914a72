"""Guides that were made, kept beside the index until their notes change."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sqlalchemy import Column, MetaData, String, Table, delete, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.engine import Engine

from tutor.guide.guide import Guide, Scope
from tutor.records.database import Moment, open_engine, reading, writing

FILE = "guides.sqlite3"  # in the index's folder
MOST = 300  # guides that are kept; those that nobody looked at for the longest go

_METADATA = MetaData()
_GUIDES = Table(
    "guides",
    _METADATA,
    Column("scope", String, primary_key=True),
    Column("key", String, primary_key=True),
    Column("fingerprint", String, nullable=False),
    Column("payload", String, nullable=False),  # Guide.to_dict() as JSON
    Column("used", Moment, nullable=False, index=True),
)


class GuideStore:
    """The guides in one file, one a subject. May be used by several threads and programs."""

    def __init__(self, engine: Engine, *, clock: Callable[[], datetime], most: int = MOST) -> None:
        self._engine = engine
        self._clock = clock
        self._most = most

    @classmethod
    def open(cls, path: Path, *, clock: Callable[[], datetime], most: int = MOST) -> "GuideStore":
        """Open a file of guides, or begin an empty one.

        Args:
            path: The file.
            clock: Gives the time, aware.
            most: How many guides are kept.

        Raises:
            TutorError: The file is no database or can't be written to.
        """
        return cls(open_engine(path, _METADATA, private=False), clock=clock, most=most)

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()

    def find(self, scope: Scope, key: str) -> Guide | None:
        """The last guide on a subject, whatever it was made from; None where there is none."""
        own = (_GUIDES.c.scope == scope) & (_GUIDES.c.key == key)
        with writing(self._engine) as connection:
            payload = connection.execute(select(_GUIDES.c.payload).where(own)).scalar()
            if payload is None:
                return None
            connection.execute(_GUIDES.update().where(own).values(used=self._clock()))
        return Guide.from_dict(json.loads(payload))

    def keep(self, guide: Guide) -> None:
        """Keep a guide in the place of an earlier one on its subject."""
        values = {
            "scope": guide.scope,
            "key": guide.key,
            "fingerprint": guide.fingerprint,
            "payload": json.dumps(guide.to_dict(), ensure_ascii=False),
            "used": self._clock(),
        }
        row = insert(_GUIDES).values(values)
        newest = (
            select(_GUIDES.c.used).order_by(_GUIDES.c.used.desc()).offset(self._most - 1).limit(1)
        )
        with writing(self._engine) as connection:
            connection.execute(
                row.on_conflict_do_update(
                    index_elements=["scope", "key"],
                    set_={name: row.excluded[name] for name in ("fingerprint", "payload", "used")},
                )
            )
            oldest = connection.execute(newest).scalar()
            if oldest is not None:
                connection.execute(delete(_GUIDES).where(_GUIDES.c.used < oldest))

    def count(self) -> int:
        """How many guides there are."""
        with reading(self._engine) as connection:
            return len(connection.execute(select(_GUIDES.c.key)).all())
