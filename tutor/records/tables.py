"""The tables. A column has the name of the field whose value it keeps."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)

from tutor.records.database import Moment

VERSION = 2  # of this layout, in the file's `user_version`

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

CONVERSATIONS = Table(
    "conversation",
    METADATA,
    Column("id", String, primary_key=True),
    Column("student", String, nullable=False),
    Column("title", String, nullable=False),
    Column("started", Moment, nullable=False),
    Column("changed", Moment, nullable=False),
    Index("conversation_by_change", "student", "changed"),
)

TURNS = Table(
    "turn",
    METADATA,
    Column("conversation_id", ForeignKey(CONVERSATIONS.c.id, ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("asked", Moment, nullable=False),
    Column("question", String, nullable=False),
    Column("query", String, nullable=False),
    Column("answer", String, nullable=False),
    Column("outcome", String, nullable=False),
    Column("chunk_ids", JSON, nullable=False),
    Column("payload", JSON, nullable=False),
    Column("folded", String, nullable=False),  # question and answer without case, to search in
)

# A rating outlives the answer that it is of: what was asked again keeps what was said of it before.
FEEDBACK = Table(
    "feedback",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column(
        "conversation_id",
        ForeignKey(CONVERSATIONS.c.id, ondelete="CASCADE"),
        nullable=False,
    ),
    Column("number", Integer),  # None where the question was asked again
    Column("helpful", Boolean, nullable=False),
    Column("reason", String, nullable=False),
    Column("question", String, nullable=False),
    Column("query", String, nullable=False),
    Column("answer", String, nullable=False),
    Column("chunk_ids", JSON, nullable=False),
    Column("rated", Moment, nullable=False),
    UniqueConstraint("conversation_id", "number"),
)

# Names no question: what is deleted elsewhere leaves nothing to read here.
SETTLED = Table(
    "settled",
    METADATA,
    Column("key", String, primary_key=True),  # a hash of the question
    Column("settled", Moment, nullable=False),
)
