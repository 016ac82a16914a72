"""The tables. A column has the name of the field whose value it keeps."""

from sqlalchemy import (
    JSON,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
)

from tutor.records.database import Moment

VERSION = 1  # of this layout, in the file's `user_version`

METADATA = MetaData()

ITEMS = Table(
    "item",
    METADATA,
    Column("id", String, primary_key=True),
    Column("payload", JSON, nullable=False),
    Column("topic", String, nullable=False),
    Column("chapter", String, nullable=False),
)

ANSWERS = Table(
    "answer",
    METADATA,
    Column("id", String, primary_key=True),
    Column("student", String, nullable=False),
    Column("item_id", ForeignKey(ITEMS.c.id), nullable=False, index=True),
    Column("answered", Moment, nullable=False),
    Column("response", JSON, nullable=False),
    Column("score", Float, nullable=False),
    Column("rating", Integer, nullable=False),
    Column("setting", String, nullable=False),
    Column("seconds", Float),
    Column("hints", Integer, nullable=False),
    Column("detail", JSON, nullable=False),
    Index("answer_by_time", "student", "answered"),
)

CARDS = Table(
    "card",
    METADATA,
    Column("student", String, primary_key=True),
    Column("item_id", ForeignKey(ITEMS.c.id), primary_key=True, index=True),
    Column("state", JSON, nullable=False),
    Column("due", Moment, nullable=False),
    Index("card_by_due", "student", "due"),
)

DISPUTES = Table(
    "dispute",
    METADATA,
    Column("id", String, primary_key=True),
    Column("answer_id", ForeignKey(ANSWERS.c.id), nullable=False, index=True),
    Column("reason", String, nullable=False),
    Column("disputed", Moment, nullable=False),
)

EXAMS = Table(
    "exam",
    METADATA,
    Column("id", String, primary_key=True),
    Column("student", String, nullable=False, index=True),
    Column("started", Moment, nullable=False),
    Column("minutes", Float, nullable=False),
    Column("payload", JSON, nullable=False),
    Column("finished", Moment),
)

STUDENTS = Table(
    "student",
    METADATA,
    Column("name", String, primary_key=True),
    Column("exam_date", Date),
)
