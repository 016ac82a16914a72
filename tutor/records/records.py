"""What students did, in a file of their own: answers, cards, exams and conversations."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Select, delete, select, update
from sqlalchemy.dialects.sqlite import insert

from tutor.records.conversation_records import ConversationRecords
from tutor.records.database import open_engine, reading, shrink, writing
from tutor.records.errors import RecordsError
from tutor.records.exchange import Reviewed, brought_in, taken_out
from tutor.records.form import parse
from tutor.records.gap_records import GapRecords
from tutor.records.rows import items_of, put, row_of
from tutor.records.tables import (
    ANSWERS,
    CARDS,
    CONVERSATIONS,
    DISPUTES,
    EXAMS,
    ITEMS,
    METADATA,
    STUDENTS,
    VERSION,
)
from tutor.records.values import (
    AnswerRecord,
    CardRecord,
    DisputeRecord,
    ExamRecord,
    ItemRecord,
)


class Records:
    """The file; may be used from several threads and programs at once.

    Every method is one transaction, on the disk when it returns, and raises `RecordsError` where
    the file can't be read or written.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @classmethod
    def open(cls, path: Path) -> "Records":
        """Open the file, which is made where it is missing.

        Raises:
            RecordsError: It can't be made or written, is no database of this program, or was
                written by a newer version.
        """
        # Version 2 added tables and left the others as they were.
        upgrades = {1: METADATA.create_all}
        return cls(open_engine(path, METADATA, version=VERSION, upgrades=upgrades))

    @property
    def conversations(self) -> ConversationRecords:
        """What was asked and answered, in the same file."""
        return ConversationRecords(self._engine)

    @property
    def gaps(self) -> GapRecords:
        """What all students together could not find out, in the same file."""
        return GapRecords(self._engine)

    def close(self) -> None:
        """Close the file."""
        self._engine.dispose()

    def record_answer(self, answer: AnswerRecord, item: ItemRecord, card: CardRecord) -> None:
        """Keep an answer, its item as it is now, and when that is due next."""
        with writing(self._engine) as connection:
            put(connection, ITEMS, item)
            connection.execute(insert(ANSWERS).values(row_of(answer)))
            put(connection, CARDS, card)

    def correct_rating(self, answer_id: str, rating: int, card: CardRecord) -> None:
        """Rate an answer anew; `card` is what follows from that.

        Raises:
            RecordsError: There is no such answer.
        """
        with writing(self._engine) as connection:
            _answer(connection, answer_id)
            connection.execute(
                update(ANSWERS).where(ANSWERS.c.id == answer_id).values(rating=rating)
            )
            put(connection, CARDS, card)

    def dispute(self, dispute: DisputeRecord) -> None:
        """Keep an objection to a grade.

        Raises:
            RecordsError: There is no such answer.
        """
        with writing(self._engine) as connection:
            _answer(connection, dispute.answer_id)
            connection.execute(insert(DISPUTES).values(row_of(dispute)))

    def disputes(self, student: str) -> list[DisputeRecord]:
        """The objections of a student, oldest first."""
        query = (
            select(DISPUTES)
            .join(ANSWERS)
            .where(ANSWERS.c.student == student)
            .order_by(DISPUTES.c.disputed, DISPUTES.c.id)
        )
        return [DisputeRecord(**row) for row in self._rows(query)]

    def answer(self, answer_id: str) -> AnswerRecord:
        """One answer.

        Raises:
            RecordsError: There is no such answer.
        """
        with reading(self._engine) as connection:
            return _answer(connection, answer_id)

    def answers(
        self, student: str, *, item_id: str | None = None, since: datetime | None = None
    ) -> list[AnswerRecord]:
        """A student's answers, oldest first: to one item, or from a moment on, or all."""
        query = select(ANSWERS).where(ANSWERS.c.student == student)
        if item_id is not None:
            query = query.where(ANSWERS.c.item_id == item_id)
        if since is not None:
            query = query.where(ANSWERS.c.answered >= since)
        query = query.order_by(ANSWERS.c.answered, ANSWERS.c.id)
        return [AnswerRecord(**row) for row in self._rows(query)]

    def items(self, ids: Collection[str]) -> dict[str, ItemRecord]:
        """Those of these items that somebody has answered, by id."""
        with reading(self._engine) as connection:
            return items_of(connection, ids)

    def card(self, student: str, item_id: str) -> CardRecord | None:
        """A student's card of one item; None where the student has not answered it."""
        query = select(CARDS).where(CARDS.c.student == student, CARDS.c.item_id == item_id)
        return next((CardRecord(**row) for row in self._rows(query)), None)

    def cards(self, student: str) -> list[CardRecord]:
        """A student's cards, those that are due soonest first."""
        query = select(CARDS).where(CARDS.c.student == student)
        query = query.order_by(CARDS.c.due, CARDS.c.item_id)
        return [CardRecord(**row) for row in self._rows(query)]

    def due(self, student: str, by: datetime) -> list[CardRecord]:
        """The cards that are due by a moment, soonest first."""
        query = select(CARDS).where(CARDS.c.student == student, CARDS.c.due <= by)
        query = query.order_by(CARDS.c.due, CARDS.c.item_id)
        return [CardRecord(**row) for row in self._rows(query)]

    def save_exam(self, exam: ExamRecord) -> None:
        """Keep an exam as it is now."""
        with writing(self._engine) as connection:
            put(connection, EXAMS, exam)

    def exam(self, exam_id: str) -> ExamRecord | None:
        """One exam; None where there is no such one."""
        query = select(EXAMS).where(EXAMS.c.id == exam_id)
        return next((ExamRecord(**row) for row in self._rows(query)), None)

    def exams(self, student: str) -> list[ExamRecord]:
        """A student's exams, newest first."""
        query = select(EXAMS).where(EXAMS.c.student == student)
        query = query.order_by(EXAMS.c.started.desc(), EXAMS.c.id)
        return [ExamRecord(**row) for row in self._rows(query)]

    def exam_date(self, student: str) -> date | None:
        """The day of the exam that a student prepares for, where one was set."""
        query = select(STUDENTS.c.exam_date).where(STUDENTS.c.name == student)
        return next((row["exam_date"] for row in self._rows(query)), None)

    def set_exam_date(self, student: str, day: date | None) -> None:
        """Set or forget the day of the exam."""
        statement = insert(STUDENTS).values(name=student, exam_date=day)
        with writing(self._engine) as connection:
            connection.execute(
                statement.on_conflict_do_update(index_elements=["name"], set_={"exam_date": day})
            )

    def export(self, student: str) -> dict[str, Any]:
        """Everything of a student as JSON values, in the form that `form.py` describes."""
        with reading(self._engine) as connection:
            return taken_out(connection, student).model_dump(mode="json")

    def import_records(
        self, data: Mapping[str, Any], student: str, *, reviewed: Reviewed | None = None
    ) -> dict[str, int]:
        """Add what was exported, of whomever, to a student's records: all of it or nothing.

        What is there already, by its id, stays as it is.

        Args:
            data: What `export` gave.
            student: Whose it becomes.
            reviewed: Works out the card of each item that has new answers, from all answers to it;
                without it a card is taken from `data` where there is none.

        Returns:
            How many items, answers, cards, disputes, exams and conversations were added.

        Raises:
            RecordsError: It is no export, or some of it is another student's.
        """
        form = parse(data)
        with writing(self._engine) as connection:
            return brought_in(connection, form, student, reviewed)

    def delete(self, student: str) -> dict[str, int]:
        """Remove everything of a student, and the text of it from the file.

        Returns:
            How many answers, cards, disputes, exams and conversations there were, and the items
            that nobody else has answered.

        Raises:
            RecordsError: It is removed, but another program keeps the file from being written anew.
        """
        own = select(ANSWERS.c.id).where(ANSWERS.c.student == student)
        unused = ITEMS.c.id.not_in(select(ANSWERS.c.item_id)) & ITEMS.c.id.not_in(
            select(CARDS.c.item_id)
        )
        steps = {
            "disputes": delete(DISPUTES).where(DISPUTES.c.answer_id.in_(own)),
            "answers": delete(ANSWERS).where(ANSWERS.c.student == student),
            "cards": delete(CARDS).where(CARDS.c.student == student),
            "exams": delete(EXAMS).where(EXAMS.c.student == student),
            # Turns and ratings go with their conversation.
            "conversations": delete(CONVERSATIONS).where(CONVERSATIONS.c.student == student),
            "items": delete(ITEMS).where(unused),
        }
        with writing(self._engine) as connection:
            removed = {name: connection.execute(step).rowcount for name, step in steps.items()}
            connection.execute(delete(STUDENTS).where(STUDENTS.c.name == student))
        shrink(self._engine)
        return removed

    def _rows(self, query: Select[Any]) -> list[dict[str, Any]]:
        with reading(self._engine) as connection:
            return [dict(row) for row in connection.execute(query).mappings()]


def _answer(connection: Connection, answer_id: str) -> AnswerRecord:
    row = connection.execute(select(ANSWERS).where(ANSWERS.c.id == answer_id)).mappings().first()
    if row is None:
        raise RecordsError("That answer is not recorded any more; it was deleted.")
    return AnswerRecord(**row)
