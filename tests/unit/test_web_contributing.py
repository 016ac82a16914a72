"""What visitors do with notes ends in a sentence, and nobody gets at another one's files."""

import threading

import pytest
from fakes_notes import FakeAddition, FakeLibrary, filled

from tutor.errors import TutorError
from tutor.library.note import Preview, Upload
from tutor.web.contributing import Desk, Said, outcome, told
from tutor.web.text import notes as text

NOTE = Upload("lecture5.md", b"# Lecture 5\n\nGates.\n")
SCAN = Upload("scan.pdf", b"")


def last(desk_work: object) -> Said:
    return list(told(desk_work))[-1]  # type: ignore[arg-type]


def test_reading_tells_how_far_it_is_and_keeps_what_can_be_read() -> None:
    desk = Desk(FakeLibrary())
    said = list(desk.read("one", [SCAN, NOTE]))
    assert [(each.words, each.done) for each in said[:2]] == [
        ("Reading 1 of 2: scan.pdf", 0),
        ("Reading 2 of 2: lecture5.md", 1),
    ]
    draft = desk.draft("one")
    assert draft.uploads == (NOTE,)
    assert draft.unreadable == 1
    assert [preview.name for preview in draft.previews] == ["scan.pdf", "lecture5.md"]


def test_a_draft_belongs_to_its_session() -> None:
    desk = Desk(FakeLibrary())
    last(desk.read("one", [NOTE]))
    assert desk.draft("two").previews == ()
    assert last(desk.add("two")) == Said(text.NOTHING_TO_ADD, problem=True)
    assert desk.draft("one").uploads == (NOTE,)


def test_adding_ends_with_what_is_in() -> None:
    library = FakeLibrary()
    desk = Desk(library)
    last(desk.read("one", [NOTE]))
    said = list(told(desk.add("one")))
    assert said[0].working
    asked = "What do the notes say about Lecture 5?"
    assert said[-1] == Said("Lecture 5 is in: 1 passage;", answerable=True, question=asked)
    assert [note.id for note in library.notes()] == ["contributed/lecture5.md"]
    assert desk.draft("one").uploads == ()


def test_the_same_draft_is_added_once() -> None:
    library = FakeLibrary()
    desk = Desk(library)
    last(desk.read("one", [NOTE]))
    last(desk.add("one"))
    assert last(desk.add("one")).words == text.NOTHING_TO_ADD


def test_what_is_reviewed_waits() -> None:
    library = FakeLibrary(reviewing=True)
    desk = Desk(library)
    last(desk.read("one", [NOTE]))
    assert "lecture5.md waits for approval" in last(desk.add("one")).words
    assert library.notes() == ()
    assert last(desk.approve("w0")).words == "Lecture 5 is in: 1 passage;"
    assert last(desk.reject("w0")) == Said("That note does not wait any more.", problem=True)


@pytest.mark.parametrize(
    ("document_id", "end"),
    [
        ("contributed/kurs über CNN.md", "is removed and its file deleted."),
        ("notes/mlp.md", "is left out; its file is still there."),
    ],
)
def test_removing_says_what_became_of_the_file(document_id: str, end: str) -> None:
    library = filled()
    assert last(Desk(library).remove(document_id)).words.endswith(end)
    assert document_id not in [note.id for note in library.notes()]


def test_removing_what_is_not_there_is_a_sentence() -> None:
    assert last(Desk(FakeLibrary()).remove("gone.md")) == Said(text.UNKNOWN_NOTE, problem=True)


def test_what_can_be_mended_is_said_as_it_is() -> None:
    def fail(work: str) -> None:
        raise TutorError("The disk is full.")

    desk = Desk(FakeLibrary(pause=fail))
    assert last(desk.read("one", [NOTE])) == Said("The disk is full.", problem=True)


def test_a_bug_is_logged_and_said_calmly(caplog: pytest.LogCaptureFixture) -> None:
    library = FakeLibrary()
    desk = Desk(library)
    last(desk.read("one", [NOTE]))

    def fail(work: str) -> None:
        raise KeyError("chunk")

    library.pause = fail
    assert last(desk.add("one")) == Said(text.UNEXPECTED_NOTES, problem=True)
    assert "KeyError: 'chunk'" in caplog.text


def test_what_was_not_added_is_said_and_a_long_list_is_cut() -> None:
    refused = tuple(Preview(f"{n}.pdf", None, "it has no text") for n in range(5))
    said = outcome(FakeAddition(refused=refused))
    assert said.problem
    assert said.words.startswith("0.pdf was not added: it has no text. 1.pdf was not added")
    assert said.words.endswith(
        "2.pdf was not added: it has no text. 2 more files could not be added."
    )


def test_progress_is_told_while_the_work_goes_on() -> None:
    library = FakeLibrary()
    desk = Desk(library)
    last(desk.read("one", [NOTE]))
    go_on = threading.Event()
    library.pause = lambda work: go_on.wait(10) or None
    work = desk.add("one")
    assert next(work).words == text.adding(1)
    assert next(work).words == "Reading: 0 of 1"
    go_on.set()
    assert next(work).answerable
