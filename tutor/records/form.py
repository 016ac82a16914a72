"""The open form in which a student's records are exported: one JSON object, described in docs.

What comes from a file is checked here before anything of it is used.
"""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    JsonValue,
    ValidationError,
    model_validator,
)

from tutor.records.errors import RecordsError
from tutor.records.values import Setting

FORMAT = "study-tutor-records"
VERSION = 2  # version 1 had no conversations


def _sensible(moment: datetime) -> datetime:
    if not 1970 <= moment.year < 3000:  # intervals are added, and datetimes end in 9999
        raise ValueError("the year should be from 1970 to 2999")
    return moment


def _whole(text: str) -> str:
    text.encode()  # UnicodeEncodeError is a ValueError: halves of characters can't be stored
    return text


def _wholly(value: dict[str, JsonValue]) -> dict[str, JsonValue]:
    _whole(json.dumps(value, ensure_ascii=False))
    return value


_Text = Annotated[str, AfterValidator(_whole)]
_Id = Annotated[_Text, Field(min_length=1, max_length=200)]
_Moment = Annotated[AwareDatetime, AfterValidator(_sensible)]
_Object = dict[str, JsonValue]
_WholeObject = Annotated[_Object, AfterValidator(_wholly)]  # every text in it is whole


class _Row(BaseModel):
    model_config = ConfigDict(
        frozen=True, extra="forbid", allow_inf_nan=False, hide_input_in_errors=True
    )


class Item(_Row):
    """A question that was answered."""

    id: _Id
    payload: _Object  # the question as `tutor quiz --json` prints it
    topic: _Text
    chapter: _Text


class Answer(_Row):
    """One answer."""

    id: _Id
    item_id: _Id
    answered: _Moment
    response: int | bool | str | None
    score: float = Field(ge=0, le=1)
    rating: int = Field(ge=1, le=4)
    setting: Setting
    seconds: float | None = Field(default=None, ge=0)
    hints: int = Field(default=0, ge=0, le=1000)
    detail: _Object = Field(default_factory=dict)


class Card(_Row):
    """When an item is due; follows from the answers."""

    item_id: _Id
    state: _Object
    due: _Moment


class Dispute(_Row):
    """An objection to a grade."""

    id: _Id
    answer_id: _Id
    reason: _Text
    disputed: _Moment


class Exam(_Row):
    """A mock exam."""

    id: _Id
    started: _Moment
    minutes: float = Field(gt=0, le=100_000)
    payload: _Object
    finished: _Moment | None = None


class Turn(_Row):
    """A question of a conversation with what it was answered."""

    number: int = Field(ge=1)
    asked: _Moment
    question: _Text
    query: _Text = ""
    answer: _Text
    outcome: _Text
    chunk_ids: tuple[_Text, ...] = ()
    payload: _WholeObject


class Feedback(_Row):
    """What was thought of an answer, with the answer as it was."""

    number: int | None = Field(default=None, ge=1)  # None where the question was asked again since
    helpful: bool
    reason: _Text = ""
    question: _Text
    query: _Text = ""
    answer: _Text
    chunk_ids: tuple[_Text, ...] = ()
    rated: _Moment


class Conversation(_Row):
    """Questions with their answers, in the order in which they were asked."""

    id: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
    title: Annotated[_Text, Field(min_length=1, max_length=120)]
    started: _Moment
    changed: _Moment
    turns: tuple[Turn, ...]
    feedback: tuple[Feedback, ...] = ()

    @model_validator(mode="after")
    def _is_whole(self) -> "Conversation":
        if [turn.number for turn in self.turns] != list(range(1, len(self.turns) + 1)):
            raise ValueError("the turns should be numbered from 1 on")
        rated = [each.number for each in self.feedback if each.number is not None]
        if len(set(rated)) < len(rated):
            raise ValueError("an answer is rated twice")
        _require({str(turn.number) for turn in self.turns}, [str(n) for n in rated], "turn")
        return self


class RecordsForm(_Row):
    """Everything of one student."""

    format: Literal["study-tutor-records"] = "study-tutor-records"
    version: Literal[1, 2] = 2
    student: _Text
    exam_date: date | None = None
    items: tuple[Item, ...] = ()
    answers: tuple[Answer, ...] = ()
    cards: tuple[Card, ...] = ()
    disputes: tuple[Dispute, ...] = ()
    exams: tuple[Exam, ...] = ()
    conversations: tuple[Conversation, ...] = ()

    @model_validator(mode="after")
    def _is_whole(self) -> "RecordsForm":
        _require({item.id for item in self.items}, [a.item_id for a in self.answers], "item")
        _require({item.id for item in self.items}, [c.item_id for c in self.cards], "item")
        _require({a.id for a in self.answers}, [d.answer_id for d in self.disputes], "answer")
        for name, ids in (
            ("items", [each.id for each in self.items]),
            ("answers", [each.id for each in self.answers]),
            ("cards", [each.item_id for each in self.cards]),
            ("disputes", [each.id for each in self.disputes]),
            ("exams", [each.id for each in self.exams]),
            ("conversations", [each.id for each in self.conversations]),
        ):
            if len(set(ids)) < len(ids):
                raise ValueError(f"two {name} have the same id")
        return self


def parse(data: Mapping[str, Any]) -> RecordsForm:
    """What an export holds.

    Raises:
        RecordsError: It is no export, or none that this version reads.
    """
    if data.get("format") != FORMAT:
        raise RecordsError(
            "That file holds no records; name one that `tutor records export` wrote."
        )
    version = data.get("version")
    if isinstance(version, int) and version > VERSION:
        raise RecordsError(
            "That file was written by a newer version of Study Tutor; update Study Tutor."
        )
    try:
        return RecordsForm.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        place = ".".join(map(str, first["loc"])) or "its parts"
        reason = first["msg"].removeprefix("Value error, ")
        raise RecordsError(
            f"That file can't be imported, and nothing of it was: in {place}, {reason}."
        ) from error


def _require(known: set[str], named: list[str], what: str) -> None:
    missing = next((each for each in named if each not in known), None)
    if missing is not None:
        raise ValueError(f"the {what} {missing} is missing")
