"""Whoever keeps the notes sees what they lack, and nobody's name."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from conversations_fakes import ANSWERED, ANSWERED_AGAIN, Clock, nearest
from records_fakes import DAY, NOON

from tutor.answering.events import Nearest, Searched
from tutor.conversations.conversations import Conversations
from tutor.conversations.gaps import Gap, Gaps, GapTopic
from tutor.conversations.people import without_people
from tutor.conversations.same_question import SameQuestions
from tutor.conversations.turn import Phase, Turn
from tutor.documents.document import Chunk, Locator, Metadata, Span
from tutor.records.records import Records


def chunk(chunk_id: str, chapter: str, title: str, heading: str) -> Chunk:
    return Chunk(
        id=chunk_id,
        document_id=f"{chapter}.md",
        title=title,
        heading_path=(heading,),
        locator=Locator("heading", heading),
        text="Some text.",
        span=Span(0, 10),
        sentences=(Span(0, 10),),
        metadata=Metadata(chapter=chapter),
    )


class FakePassages:
    """Two chapters, and vectors that are alike where the words of more than three letters are."""

    chunks = (
        chunk("c1", "4", "Deep neural networks", "Activation functions"),
        chunk("c7", "14", "Clinical models", "Evaluation"),
    )

    def chunk(self, chunk_id: str) -> Chunk:
        return {each.id: each for each in self.chunks}[chunk_id]

    def encode(self, text: str) -> npt.NDArray[np.float32]:
        vector = np.zeros(512, dtype=np.float32)
        for word in re.findall(r"\w{4,}", text):
            vector[sum(word.encode()) % 512] = 1
        return vector / (float(np.linalg.norm(vector)) or 1)  # type: ignore[no-any-return]


class Class:
    """Students who ask, each in a conversation of their own."""

    def __init__(self, records: Records) -> None:
        self.clock = Clock()
        self.records = records
        self.conversations = Conversations(records, clock=self.clock)
        self.passages = FakePassages()
        self.gaps = Gaps(
            records,
            lambda: self.passages,
            clock=self.clock,
            names=lambda: ["Maria Kowalczyk"],
        )
        self._ids = iter(range(1, 1000))

    def asks(self, question: str, *near: Nearest, student: str = "ann") -> str:
        """Ask what is not in the notes, and give the conversation's id."""
        turn = Turn(question, Phase.NOT_IN_NOTES, question, searched=Searched(2, 2, near))
        return self._kept(student, turn)

    def marks_down(self, turn: Turn, reason: str = "", *, student: str = "ann") -> str:
        """Get an answer and find it unhelpful."""
        conversation_id = self._kept(student, turn)
        self.conversations.rate(student, conversation_id, 1, helpful=False, reason=reason)
        return conversation_id

    def rows(self) -> list[Gap]:
        return [gap for topic in self.gaps.topics() for gap in topic.gaps]

    def _kept(self, student: str, turn: Turn) -> str:
        conversation_id = f"{next(self._ids):032x}"
        self.conversations.keep(student, conversation_id, 1, turn)
        return conversation_id


@pytest.fixture
def course(tmp_path: Path) -> Iterator[Class]:
    records = Records.open(tmp_path / "records.sqlite3")
    yield Class(records)
    records.close()


def test_nothing_is_missing_at_first(course: Class) -> None:
    course._kept("ann", ANSWERED)
    assert course.gaps.topics() == ()


def test_questions_stand_under_the_chapter_that_was_nearest(course: Class) -> None:
    course.asks("Who won the world cup?")
    course.asks("What is AUC?", nearest())
    course.asks("what is AUC", nearest(), student="bob")
    course.asks("What is GELU?", nearest("c1", "Activation functions"))
    course.asks("What was here?", replace(nearest("gone"), title="An old title"))
    topics = course.gaps.topics()
    assert [(each.topic, each.count) for each in topics] == [
        ("14. Clinical models", 2),
        ("4. Deep neural networks", 1),
        ("An old title", 1),
        ("", 1),
    ]
    assert topics[0].to_dict() == {
        "topic": "14. Clinical models",
        "count": 2,
        "rows": [
            {
                "question": "What is AUC?",
                "wordings": [],
                "count": 2,
                "kind": "not_in_notes",
                "nearest": [
                    {
                        "document": "14.md",
                        "title": "Clinical models",
                        "locator": "Evaluation",
                        "heading": "Evaluation",
                        "chunk_id": "c7",
                    }
                ],
                "reasons": [],
                "last": "2026-03-01",
            }
        ],
    }


def test_answers_that_were_marked_down_are_listed_with_their_reasons(course: Class) -> None:
    course.marks_down(ANSWERED, "too short")
    course.marks_down(ANSWERED_AGAIN, "wrong", student="bob")
    course.marks_down(ANSWERED, "wrong", student="cat")
    helped = course._kept("dan", ANSWERED)
    course.conversations.rate("dan", helped, 1, helpful=True, reason="clear")
    (topic,) = course.gaps.topics()
    (gap,) = topic.gaps
    assert topic.topic == "4. Deep neural networks"
    assert (gap.kind, gap.count, gap.reasons) == ("marked_down", 3, ("wrong", "too short"))
    assert [each.heading for each in gap.nearest] == ["Activation functions"]


def test_a_refusal_that_was_marked_down_counts_once(course: Class) -> None:
    asked = course.asks("What is AUC?", nearest())
    course.conversations.rate("ann", asked, 1, helpful=False, reason="it is in chapter 14")
    (gap,) = course.rows()
    assert (gap.count, gap.kind) == (1, "not_in_notes")
    assert gap.reasons == ("it is in chapter 14",)
    assert [each.chunk_id for each in gap.nearest] == ["c7"]


def test_a_follow_up_is_listed_as_what_it_means(course: Class) -> None:
    understood = "What is AUC? And why is it used?"
    turn = Turn("And why?", Phase.NOT_IN_NOTES, understood, searched=Searched(2, 2, ()))
    course._kept("ann", turn)
    assert [gap.question for gap in course.rows()] == [understood]


def test_what_is_done_comes_back_when_it_is_asked_again(course: Class) -> None:
    course.asks("How to install pytorch here?")
    course.asks("how do I install pytorch here")
    course.asks("What is AUC?")
    (row,) = (gap for gap in course.rows() if "pytorch" in gap.question)
    assert (row.count, len(row.wordings)) == (2, 1)
    course.gaps.settle(row.keys[-1])
    assert [gap.question for gap in course.rows()] == ["What is AUC?"]
    course.asks("How to install pytorch here?")
    assert sorted((gap.question, gap.count) for gap in course.rows()) == [
        ("How to install pytorch here?", 1),
        ("What is AUC?", 1),
    ]
    course.gaps.settle("no key")
    assert len(course.rows()) == 2


def test_days_are_told_and_no_times(course: Class) -> None:
    course.asks("What is AUC?")
    course.clock.now = NOON + 3 * DAY + timedelta(hours=11)
    course.asks("What is AUC?")
    assert course.rows()[0].last == (NOON + 3 * DAY).date()


def test_a_deleted_conversation_leaves_no_gap(course: Class) -> None:
    course.conversations.delete("ann", course.asks("What is AUC?"))
    course.conversations.delete("ann", course.marks_down(ANSWERED))
    assert course.rows() == []


def test_nobody_is_named(course: Class) -> None:
    course.asks("Does Maria Kowalczyk hold office hours?", student="user-ann.lee")
    course.asks("Is ann.lee@illinois.edu the TA's address?", student="user-ann.lee")
    course.asks("When does user zoe.b meet us?", student="user-zoe.b")
    course.marks_down(replace(ANSWERED, query=""), "ask Prof. Miller or call 217-555-0199")
    told = repr(course.gaps.topics())
    for name in ("Maria", "Kowalczyk", "ann.lee", "illinois", "zoe.b", "Miller", "0199", "user-"):
        assert name not in told, told
    assert all(isinstance(each, GapTopic) for each in course.gaps.topics())


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("What did Professor Jane Doe say about ReLU?", "What did somebody say about ReLU?"),
        ("My name is Ann Lee, what is ReLU?", "My name is somebody, what is ReLU?"),
        ("Call +1 (217) 555-0100 for ReLU", "Call a telephone number for ReLU"),
        ("Does a dr model differ from Dr.?", "Does a dr model differ from Dr.?"),
        ("Is 0.001 - 1000000 a range? W@x.T", "Is 0.001 - 1000000 a range? W@x.T"),
        ("What is the Adam optimizer?", "What is the Adam optimizer?"),
    ],
)
def test_people_with_a_title_or_an_introduction_are_taken_out(text: str, masked: str) -> None:
    assert without_people(())(text) == masked


def test_the_same_question_in_other_words_is_found_and_another_number_is_not() -> None:
    same = SameQuestions(FakePassages().encode)
    questions = [
        "Which dataset does homework 1 use?",
        "which dataset does homework 1 use",
        "Which dataset does homework 2 use?",
        "Homework 1: which dataset does one use?",
        "???",
        "",
    ]
    assert same.grouped(questions) == [[0, 1, 3], [4, 5], [2]]
    assert same.grouped([]) == []


@pytest.mark.parametrize("stored", [7, "x", {"a": 1}, [1], [["a"]], None, True])
def test_headings_that_cant_be_read_are_left_out(course: Class, stored: object) -> None:
    course.asks("What is AUC?", nearest())
    data = course.records.export("ann")
    data["conversations"][0]["id"] = "f" * 32
    data["conversations"][0]["turns"][0]["payload"]["turn"]["searched"]["nearest"] = stored
    course.conversations.delete("ann", f"{1:032x}")
    course.records.import_records(data, "ann")
    assert [(gap.question, gap.nearest) for gap in course.rows()] == [("What is AUC?", ())]
