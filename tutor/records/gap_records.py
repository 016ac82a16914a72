"""What all students together could not find out, as rows of the file of what they did."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, func, select
from sqlalchemy.dialects.sqlite import insert

from tutor.records.conversation_records import FEEDBACK_COLUMNS
from tutor.records.database import reading, writing
from tutor.records.tables import CONVERSATIONS, FEEDBACK, SETTLED, TURNS
from tutor.records.values import FeedbackRecord


@dataclass(frozen=True, slots=True)
class Ended:
    """What a question came to, without its student and its conversation."""

    question: str
    query: str
    asked: datetime
    nearest: str | None  # JSON, of the headings that were near


class GapRecords:
    """Questions and ratings without their students; made by `Records.gaps`.

    Every method is one transaction, on the disk when it returns.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def ended(self, outcome: str) -> list[Ended]:
        """All students' turns with this outcome, oldest first."""
        nearest = func.json_extract(TURNS.c.payload, "$.turn.searched.nearest").label("nearest")
        query = (
            select(TURNS.c.question, TURNS.c.query, TURNS.c.asked, nearest)
            .where(TURNS.c.outcome == outcome)
            .order_by(TURNS.c.asked, TURNS.c.conversation_id)
        )
        with reading(self._engine) as connection:
            return [Ended(**row) for row in connection.execute(query).mappings()]

    def unhelpful(self) -> list[FeedbackRecord]:
        """All students' ratings of answers that didn't help, oldest first."""
        query = select(*FEEDBACK_COLUMNS).where(~FEEDBACK.c.helpful).order_by(FEEDBACK.c.rated)
        with reading(self._engine) as connection:
            return [FeedbackRecord(**row) for row in connection.execute(query).mappings()]

    def students(self) -> list[str]:
        """All who have a conversation."""
        with reading(self._engine) as connection:
            return list(connection.scalars(select(CONVERSATIONS.c.student).distinct()))

    def settle(self, keys: Iterable[str], now: datetime) -> None:
        """Note that what these keys stand for is settled, as far as it had come up by now."""
        with writing(self._engine) as connection:
            for key in sorted(set(keys)):
                statement = insert(SETTLED).values(key=key, settled=now)
                connection.execute(
                    statement.on_conflict_do_update(index_elements=["key"], set_={"settled": now})
                )

    def settled(self) -> dict[str, datetime]:
        """When each key was settled last."""
        with reading(self._engine) as connection:
            rows = connection.execute(select(SETTLED)).all()
        return {row.key: row.settled for row in rows}
