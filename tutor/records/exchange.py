"""A student's records out of the file and into it."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import Connection, Table, select
from sqlalchemy.dialects.sqlite import insert

from tutor.records.conversation_records import (
    conversations_of,
    feedback_of,
    put_feedback,
    put_turn,
    turns_of,
)
from tutor.records.errors import RecordsError
from tutor.records.form import (
    Answer,
    Card,
    Conversation,
    Dispute,
    Exam,
    Feedback,
    Item,
    RecordsForm,
    Turn,
)
from tutor.records.rows import items_of, put, row_of, rows_with
from tutor.records.tables import (
    ANSWERS,
    CARDS,
    CONVERSATIONS,
    DISPUTES,
    EXAMS,
    ITEMS,
    STUDENTS,
)
from tutor.records.values import CardRecord, ConversationRecord, FeedbackRecord, TurnRecord

# Works out the card of a student and an item from its ratings, oldest first.
Reviewed: TypeAlias = Callable[[str, str, Sequence[tuple[int, datetime]]], CardRecord]

_Row: TypeAlias = dict[str, Any]


def taken_out(connection: Connection, student: str) -> RecordsForm:
    """Everything of a student, oldest first."""

    def own(table: Table, *order: str) -> list[_Row]:
        query = select(table).where(table.c.student == student)
        rows = connection.execute(query.order_by(*(table.c[name] for name in order))).mappings()
        return [{name: value for name, value in row.items() if name != "student"} for row in rows]

    answers, cards = own(ANSWERS, "answered", "id"), own(CARDS, "item_id")
    disputes = rows_with(connection, select(DISPUTES), "answer_id", (row["id"] for row in answers))
    ids = {row["item_id"] for row in (*answers, *cards)}
    return RecordsForm(
        student=student,
        exam_date=connection.scalar(select(STUDENTS.c.exam_date).where(STUDENTS.c.name == student)),
        items=tuple(Item(**row_of(each)) for each in items_of(connection, ids).values()),
        answers=tuple(Answer(**row) for row in answers),
        cards=tuple(Card(**row) for row in cards),
        disputes=tuple(Dispute(**row) for row in disputes),
        exams=tuple(Exam(**row) for row in own(EXAMS, "started", "id")),
        conversations=tuple(
            _conversation(connection, each) for each in conversations_of(connection, student)
        ),
    )


def brought_in(
    connection: Connection, form: RecordsForm, student: str, reviewed: Reviewed | None
) -> dict[str, int]:
    """Add to a student's records what is not among them.

    What is there already, by its id, stays as it is.

    Args:
        connection: In a transaction that writes.
        form: What to add.
        student: Whose it becomes.
        reviewed: Works out the card of each item that has new answers, from all answers to it;
            without it a card is taken from `form` where there is none.

    Returns:
        How many of each were added.

    Raises:
        RecordsError: Some of it is another student's.
    """
    named = {"student": student}
    answers = _missing(connection, ANSWERS, form.answers, student)
    exams = _missing(connection, EXAMS, form.exams, student)
    own_cards = select(CARDS.c.item_id).where(CARDS.c.student == student)
    known_cards = set(connection.scalars(own_cards))
    added = {
        "items": _insert(connection, ITEMS, _missing(connection, ITEMS, form.items)),
        "answers": _insert(connection, ANSWERS, [{**row, **named} for row in answers]),
        "cards": _insert(
            connection,
            CARDS,
            [{**dict(c), **named} for c in form.cards if c.item_id not in known_cards],
        ),
        "disputes": _insert(connection, DISPUTES, _missing(connection, DISPUTES, form.disputes)),
        "exams": _insert(connection, EXAMS, [{**row, **named} for row in exams]),
        "conversations": _insert_conversations(connection, form.conversations, student),
    }
    if form.exam_date is not None:
        day = insert(STUDENTS).values(name=student, exam_date=form.exam_date)
        here = STUDENTS.c.exam_date.is_(None)
        new = {"exam_date": form.exam_date}
        connection.execute(day.on_conflict_do_update(index_elements=["name"], set_=new, where=here))
    if reviewed is not None:
        for item_id in sorted({row["item_id"] for row in answers}):
            put(
                connection,
                CARDS,
                reviewed(student, item_id, _ratings(connection, student, item_id)),
            )
    return added


def _conversation(connection: Connection, conversation: ConversationRecord) -> Conversation:
    row = row_of(conversation)
    del row["student"]
    turns, feedback = (of(connection, conversation.id) for of in (turns_of, feedback_of))
    return Conversation(
        **row,
        turns=tuple(Turn(**row_of(turn)) for turn in turns),
        feedback=tuple(Feedback(**row_of(each)) for each in feedback),
    )


def _insert_conversations(
    connection: Connection, given: Sequence[Conversation], student: str
) -> int:
    missing = _missing(connection, CONVERSATIONS, given, student)
    ids = {row["id"] for row in missing}
    for each in given:
        if each.id not in ids:
            continue
        record = ConversationRecord(each.id, student, each.title, each.started, each.changed)
        connection.execute(insert(CONVERSATIONS).values(row_of(record)))
        for turn in each.turns:
            put_turn(connection, each.id, TurnRecord(**dict(turn)))
        put_feedback(connection, each.id, (FeedbackRecord(**dict(f)) for f in each.feedback))
    return len(ids)


def _missing(
    connection: Connection,
    table: Table,
    given: Sequence[Item | Answer | Dispute | Exam | Conversation],
    student: str | None = None,
) -> list[_Row]:
    """Those that the table lacks; whoever's they are, where they are a student's, is checked."""
    known = {}
    for row in rows_with(connection, select(table), "id", (each.id for each in given)):
        if student is not None and row["student"] != student:
            raise RecordsError(
                f"Nothing was imported: the {table.name} {row['id']} is recorded for another "
                "student already; import it for that one."
            )
        known[row["id"]] = row
    return [dict(each) for each in given if each.id not in known]


def _insert(connection: Connection, table: Table, rows: list[_Row]) -> int:
    if rows:
        connection.execute(insert(table), rows)
    return len(rows)


def _ratings(connection: Connection, student: str, item_id: str) -> list[tuple[int, datetime]]:
    query = (
        select(ANSWERS.c.rating, ANSWERS.c.answered)
        .where(ANSWERS.c.student == student, ANSWERS.c.item_id == item_id)
        .order_by(ANSWERS.c.answered, ANSWERS.c.id)
    )
    return [(row.rating, row.answered) for row in connection.execute(query)]
