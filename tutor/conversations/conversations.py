"""Students' conversations: kept turn by turn, listed, searched, renamed, rated and deleted."""

import re
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from tutor.conversations.markdown import file_name, markdown
from tutor.conversations.payload import from_payload, to_payload
from tutor.conversations.turn import Phase, Turn, fail
from tutor.records.errors import RecordsError, UnknownConversationError
from tutor.records.records import Records
from tutor.records.values import ConversationRecord, TurnRecord

__all__ = ["LONGEST_TITLE", "Conversations", "Rating", "Summary", "UnknownConversationError"]

LONGEST_TITLE = 120  # characters
_LONGEST_REASON = 500
_REMEMBERED = 1000  # deleted conversations
_TITLE = 60  # characters of a title that is made from a question
_ID = re.compile(r"[0-9a-f]{32}")
# How the page's own questions begin; in a list of titles it would only hide what they differ in.
_ABOUT = re.compile(r"what do (?:the|my|your) notes say about (?P<it>.+?)[ ?]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Summary:
    """A conversation as it stands in a list."""

    id: str
    title: str
    started: datetime
    changed: datetime
    turns: int


@dataclass(frozen=True, slots=True)
class Rating:
    """Whether an answer helped, and why."""

    helpful: bool
    reason: str = ""


class Conversations:
    """All students' conversations; a student sees only their own.

    May be used from several threads and programs at once. Every method is one transaction, on the
    disk when it returns, and raises `RecordsError` where the file can't be read or written.
    Another student's conversation is as unknown as one that nobody has.
    """

    def __init__(self, records: Records, *, clock: Callable[[], datetime]) -> None:
        """Take the file that they are in and what tells the time, with its zone."""
        self._records = records.conversations
        self._clock = clock
        # By student and id, in the order of their deletion. A turn that was under way when its
        # conversation was deleted doesn't bring it back.
        self._deleted: OrderedDict[tuple[str, str], None] = OrderedDict()
        self._deleting = Lock()

    def turns(self, student: str, conversation_id: str) -> tuple[Turn, ...]:
        """A conversation's turns, oldest first; none for an id that nobody has.

        A turn that can't be read stands there as failed, with the sentence that says why.

        Raises:
            UnknownConversationError: It is another student's, or no id.
        """
        records = self._records.turns(student, _checked(conversation_id))
        return tuple(map(_turn, records))

    def keep(self, student: str, conversation_id: str, number: int, turn: Turn) -> None:
        """Keep a turn as it is now; the first one begins the conversation and gives its title.

        Args:
            student: Whose conversation it is.
            conversation_id: 32 hexadecimal digits.
            number: Of the turn, from 1. Those after it are dropped: its question was asked again.
            turn: Running or finished.

        Raises:
            UnknownConversationError: It is another student's, was deleted, or that is no id.
            RecordsError: Turns before this one have been dropped meanwhile.
        """
        now = self._clock()
        title = title_of(turn.question)
        record = ConversationRecord(_checked(conversation_id), student, title, now, now)
        begins = (student, conversation_id) not in self._deleted
        self._records.keep(record, _record(turn, number, now), begins=begins)

    def listed(self, student: str, words: str = "") -> tuple[Summary, ...]:
        """A student's conversations, the last changed one first.

        Args:
            student: Whose.
            words: Title, questions and answers together hold all of these, in any case.
        """
        return tuple(
            Summary(each.id, each.title, each.started, each.changed, turns)
            for each, turns in self._records.listed(student, _clean(words).split())
        )

    def rename(self, student: str, conversation_id: str, title: str) -> None:
        """Give a conversation another title.

        Raises:
            UnknownConversationError: There is no such one.
            RecordsError: It is no title, or too long.
        """
        title = " ".join(_clean(title).split())
        if not title:
            raise RecordsError("A conversation needs a title; write a few words.")
        if len(title) > LONGEST_TITLE:
            raise RecordsError(
                f"That title has {len(title)} characters; use at most {LONGEST_TITLE}."
            )
        self._records.rename(student, _checked(conversation_id), title)

    def delete(self, student: str, conversation_id: str) -> None:
        """Remove a conversation with what was said of its answers.

        Raises:
            UnknownConversationError: There is no such one.
        """
        key = (student, _checked(conversation_id))
        with self._deleting:
            self._deleted[key] = None  # before it is gone, so that no turn slips in between
            while len(self._deleted) > _REMEMBERED:
                self._deleted.popitem(last=False)
        self._records.delete(student, conversation_id)

    def rate(
        self,
        student: str,
        conversation_id: str,
        number: int,
        helpful: bool | None,
        reason: str = "",
    ) -> None:
        """Keep whether an answer helped, with the answer as it is.

        Args:
            student: Whose conversation it is.
            conversation_id: Which one.
            number: Of the turn, from 1.
            helpful: None takes a rating back.
            reason: In the student's words; what is beyond 500 characters is cut off.

        Raises:
            UnknownConversationError: There is no such turn.
        """
        said = " ".join(_clean(reason).split())[:_LONGEST_REASON]
        rating = None if helpful is None else (helpful, said)
        self._records.rate(student, _checked(conversation_id), number, rating, self._clock())

    def ratings(self, student: str, conversation_id: str) -> Mapping[int, Rating]:
        """What was said of the answers, by the number of their turn.

        Raises:
            UnknownConversationError: It is another student's, or no id.
        """
        return {
            each.number: Rating(each.helpful, each.reason)
            for each in self._records.feedback(student, _checked(conversation_id))
            if each.number is not None
        }

    def markdown(self, student: str, conversation_id: str) -> tuple[str, str]:
        """A file name, and the conversation in Markdown with its numbered sources.

        Raises:
            UnknownConversationError: There is no such one.
        """
        conversation, records = self._records.whole(student, _checked(conversation_id))
        turns = tuple(map(_turn, records))
        return file_name(conversation.title), markdown(conversation.title, turns)


def title_of(question: str) -> str:
    """A question as a title: what it is about, shortened at a word to about 60 characters."""
    words = " ".join(_clean(question).split())
    about = _ABOUT.fullmatch(words)
    if about:
        words = about["it"][0].upper() + about["it"][1:]
    if len(words) <= _TITLE:
        return words or "…"
    head = words[:_TITLE].rsplit(" ", 1)[0].rstrip(" ,;:.-")
    return f"{head}…"


def _checked(conversation_id: str) -> str:
    if not _ID.fullmatch(conversation_id):
        raise UnknownConversationError
    return conversation_id


def _record(turn: Turn, number: int, now: datetime) -> TurnRecord:
    if turn.searched is not None and turn.phase is Phase.NOT_IN_NOTES:
        chunk_ids = [each.chunk_id for each in turn.searched.nearest]
    else:
        chunk_ids = [source.chunk_id for source in turn.sources if source.cited]
    return TurnRecord(
        number=number,
        asked=now,
        question=_clean(turn.question),
        query=_clean(turn.query),
        answer=_clean(turn.cited_text),
        outcome=turn.phase.value,
        chunk_ids=chunk_ids,
        payload=to_payload(turn),
    )


def _turn(record: TurnRecord) -> Turn:
    try:
        return from_payload(record.payload)
    except RecordsError as error:
        return fail(Turn(record.question), str(error))


def _clean(text: str) -> str:
    """The text without what no file can hold: NUL and halves of surrogate pairs."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()
