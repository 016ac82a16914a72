"""Conversations with their turns and ratings, as rows of the file of what students did."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, delete, func, select, update
from sqlalchemy.dialects.sqlite import insert

from tutor.records.database import reading, writing
from tutor.records.errors import RecordsError, UnknownConversationError
from tutor.records.rows import row_of
from tutor.records.tables import CONVERSATIONS, FEEDBACK, TURNS
from tutor.records.values import ConversationRecord, FeedbackRecord, TurnRecord

_TURN = [column for column in TURNS.c if column.name not in ("conversation_id", "folded")]
FEEDBACK_COLUMNS = [column for column in FEEDBACK.c if column.name not in ("id", "conversation_id")]


class ConversationRecords:
    """The conversations in one file; made by `Records.conversations`.

    Every method is one transaction, on the disk when it returns.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def turns(self, student: str, conversation_id: str) -> list[TurnRecord]:
        """A conversation's turns, oldest first; none where nobody has a conversation of this id.

        Raises:
            UnknownConversationError: It is another student's.
        """
        with reading(self._engine) as connection:
            _owned(connection, student, conversation_id)
            return turns_of(connection, conversation_id)

    def whole(
        self, student: str, conversation_id: str
    ) -> tuple[ConversationRecord, list[TurnRecord]]:
        """A conversation with its turns.

        Raises:
            UnknownConversationError: There is no such one, or it is another student's.
        """
        with reading(self._engine) as connection:
            conversation = _known(connection, student, conversation_id)
            return conversation, turns_of(connection, conversation_id)

    def keep(
        self, conversation: ConversationRecord, turn: TurnRecord, *, begins: bool = True
    ) -> None:
        """Keep a turn, in the place of the one with its number and of those after that.

        Args:
            conversation: Begun by this if the turn is its first one; otherwise only its `id`,
                `student` and `changed` count.
            turn: Its number is at most one more than there are turns.
            begins: Whether a first turn may begin a conversation.

        Raises:
            UnknownConversationError: It is another student's, or was deleted meanwhile.
            RecordsError: Turns before this one have been replaced meanwhile.
        """
        with writing(self._engine) as connection:
            found = _owned(connection, conversation.student, conversation.id)
            if found is None:
                if turn.number != 1 or not begins:
                    raise UnknownConversationError
                connection.execute(insert(CONVERSATIONS).values(row_of(conversation)))
            else:
                _set(connection, conversation.id, changed=conversation.changed)
            _make_room(connection, conversation.id, turn.number)
            put_turn(connection, conversation.id, turn)

    def listed(
        self, student: str, words: Sequence[str] = ()
    ) -> list[tuple[ConversationRecord, int]]:
        """A student's conversations with the number of their turns, the last changed one first.

        Args:
            student: Whose.
            words: Those in which title, questions and answers together hold all of these, without
                regard to case.
        """
        count = func.count(TURNS.c.number)
        query = (
            select(CONVERSATIONS, count.label("turns"))
            .outerjoin(TURNS)
            .where(CONVERSATIONS.c.student == student)
            .group_by(CONVERSATIONS.c.id)
            .order_by(CONVERSATIONS.c.changed.desc(), CONVERSATIONS.c.id)
        )
        with reading(self._engine) as connection:
            found = [_counted(row) for row in connection.execute(query).mappings()]
            for word in {word.casefold() for word in words}:
                holding = _holding(connection, student, word)
                found = [
                    (each, turns)
                    for each, turns in found
                    if each.id in holding or word in each.title.casefold()
                ]
        return found

    def rename(self, student: str, conversation_id: str, title: str) -> None:
        """Give a conversation another title.

        Raises:
            UnknownConversationError: There is no such one, or it is another student's.
        """
        with writing(self._engine) as connection:
            _known(connection, student, conversation_id)
            _set(connection, conversation_id, title=title)

    def delete(self, student: str, conversation_id: str) -> None:
        """Remove a conversation with its turns and ratings.

        Raises:
            UnknownConversationError: There is no such one, or it is another student's.
        """
        with writing(self._engine) as connection:
            _known(connection, student, conversation_id)
            connection.execute(delete(CONVERSATIONS).where(CONVERSATIONS.c.id == conversation_id))

    def rate(
        self,
        student: str,
        conversation_id: str,
        number: int,
        rating: tuple[bool, str] | None,
        now: datetime,
    ) -> None:
        """Keep whether an answer helped and why, in the place of what was said of it before.

        Args:
            student: Whose conversation it is.
            conversation_id: Which one.
            number: Of the turn, from 1.
            rating: Whether it helped, and a reason; None takes a rating back.
            now: When it was rated.

        Raises:
            UnknownConversationError: There is no such turn, or it is another student's.
        """
        with writing(self._engine) as connection:
            _known(connection, student, conversation_id)
            own = (TURNS.c.conversation_id == conversation_id) & (TURNS.c.number == number)
            turn = connection.execute(select(*_TURN).where(own)).mappings().first()
            if turn is None:
                raise UnknownConversationError
            connection.execute(
                delete(FEEDBACK).where(
                    FEEDBACK.c.conversation_id == conversation_id, FEEDBACK.c.number == number
                )
            )
            if rating is not None:
                helpful, reason = rating
                answer = {name: turn[name] for name in ("question", "query", "answer", "chunk_ids")}
                feedback = FeedbackRecord(number, helpful, reason, **answer, rated=now)
                put_feedback(connection, conversation_id, [feedback])

    def feedback(self, student: str, conversation_id: str) -> list[FeedbackRecord]:
        """The ratings of a conversation's answers as they are now.

        Raises:
            UnknownConversationError: It is another student's.
        """
        with reading(self._engine) as connection:
            _owned(connection, student, conversation_id)
            every = feedback_of(connection, conversation_id)
        return [each for each in every if each.number is not None]


def conversations_of(connection: Connection, student: str) -> list[ConversationRecord]:
    """A student's conversations, oldest first."""
    query = select(CONVERSATIONS).where(CONVERSATIONS.c.student == student)
    query = query.order_by(CONVERSATIONS.c.started, CONVERSATIONS.c.id)
    return [ConversationRecord(**row) for row in connection.execute(query).mappings()]


def turns_of(connection: Connection, conversation_id: str) -> list[TurnRecord]:
    """A conversation's turns, oldest first."""
    query = select(*_TURN).where(TURNS.c.conversation_id == conversation_id)
    rows = connection.execute(query.order_by(TURNS.c.number)).mappings()
    return [TurnRecord(**row) for row in rows]


def feedback_of(connection: Connection, conversation_id: str) -> list[FeedbackRecord]:
    """All ratings of a conversation's answers, in the order in which they were given."""
    query = select(*FEEDBACK_COLUMNS).where(FEEDBACK.c.conversation_id == conversation_id)
    rows = connection.execute(query.order_by(FEEDBACK.c.rated, FEEDBACK.c.id)).mappings()
    return [FeedbackRecord(**row) for row in rows]


def put_turn(connection: Connection, conversation_id: str, turn: TurnRecord) -> None:
    """Add a turn to a conversation."""
    row = {**row_of(turn), "chunk_ids": list(turn.chunk_ids), "conversation_id": conversation_id}
    row["folded"] = f"{turn.question}\n{turn.answer}".casefold()
    connection.execute(insert(TURNS).values(row))


def put_feedback(
    connection: Connection, conversation_id: str, feedback: Iterable[FeedbackRecord]
) -> None:
    """Add ratings to a conversation."""
    for each in feedback:
        row = {**row_of(each), "chunk_ids": list(each.chunk_ids)}
        connection.execute(insert(FEEDBACK).values(conversation_id=conversation_id, **row))


def _owned(connection: Connection, student: str, conversation_id: str) -> ConversationRecord | None:
    """The conversation, if there is one; another student's is refused."""
    query = select(CONVERSATIONS).where(CONVERSATIONS.c.id == conversation_id)
    row = connection.execute(query).mappings().first()
    if row is not None and row["student"] != student:
        raise UnknownConversationError
    return None if row is None else ConversationRecord(**row)


def _known(connection: Connection, student: str, conversation_id: str) -> ConversationRecord:
    found = _owned(connection, student, conversation_id)
    if found is None:
        raise UnknownConversationError
    return found


def _set(connection: Connection, conversation_id: str, **values: Any) -> None:
    statement = update(CONVERSATIONS).where(CONVERSATIONS.c.id == conversation_id)
    connection.execute(statement.values(**values))


def _make_room(connection: Connection, conversation_id: str, number: int) -> None:
    """Remove the turns from this number on; what was said of their answers stays without them."""
    turns = TURNS.c.conversation_id == conversation_id
    query = select(func.count()).select_from(TURNS).where(turns)
    if number > connection.scalar(query) + 1:  # type: ignore[operator]
        raise RecordsError("This conversation has changed meanwhile; reload the page.")
    connection.execute(delete(TURNS).where(turns, TURNS.c.number >= number))
    connection.execute(
        update(FEEDBACK)
        .where(FEEDBACK.c.conversation_id == conversation_id, FEEDBACK.c.number >= number)
        .values(number=None)
    )


def _holding(connection: Connection, student: str, word: str) -> set[str]:
    """The student's conversations of which a turn has this word, which is given without case."""
    query = (
        select(CONVERSATIONS.c.id)
        .join(TURNS)
        .where(CONVERSATIONS.c.student == student, func.instr(TURNS.c.folded, word) > 0)
        .distinct()
    )
    return set(connection.scalars(query))


def _counted(row: Mapping[Any, Any]) -> tuple[ConversationRecord, int]:
    fields = dict(row)
    turns = fields.pop("turns")
    return ConversationRecord(**fields), turns
