"""A copied forum page becomes notes: their places in the thread, and nothing of the page."""

import re
from pathlib import Path

import pytest

from tutor.documents.corpus import CorpusItem, read
from tutor.documents.document import Document
from tutor.documents.readers import forum_paste
from tutor.documents.readers.forum_paste import looks_like_forum_paste
from tutor.documents.readers.page_authors import find_author_names
from tutor.documents.readers.thread import BY_INSTRUCTOR, LIKED

PAGE = """\
question @88 stop following 41 views

What is the vanishing gradient?

Hi all,

I don't see why the gradient shrinks. Ada's slides from @70 say it does.

Thanks!

Grace Hopper

hw2 lectures

Edit good question | 3

Updated 3 days ago by Grace Hopper

**i** the instructors' answer, where instructors collectively construct a single answer

## Chain rule

Each layer multiplies by a derivative below 1. See [the notes](http://a.b/c).

- Sigmoid:** at most `0.25`
- **Tanh:** at most 1

thanks! | 4

Updated 2 days ago by Ada Lovelace

### followup discussions for lingering questions and comments

\u2612 Resolved \u2610 Unresolved @88\\_f1 \U0001f517**Alan Turing** \u2713 a day ago

Does ReLU help? Grace asked alan.t@uni.edu too.

[helpful!](#) | 0

Ada Lovelace 20 hours ago
Yes, its derivative is 1 for positive inp

good comment | 1\u2610 Resolved \u2612 Unresolved @88_f2 \U0001f517**Anonymous Calc** 1 hour ago

We saw LSTMs 2 days ago in class.

Reply to this followup discussion

Start a new followup discussion

Compose a new followup discussion"""


def parse(text: str) -> Document:
    return forum_paste.parse(text, "thread.txt", Path("thread.txt"))


@pytest.fixture(scope="module")
def thread() -> Document:
    return parse(PAGE)


def posts(document: Document) -> dict[str, str]:
    return {
        section.locator.label: "\n".join(
            document.text[block.span.start : block.span.end] for block in section.blocks
        )
        for section in document.sections
    }


def test_each_post_is_a_section_that_says_where_it_stands(thread: Document) -> None:
    assert thread.title == "What is the vanishing gradient?"
    assert thread.metadata.kind == "thread"
    assert {section.locator.kind for section in thread.sections} == {"post"}
    assert posts(thread) == {
        "@88 question": "I don't see why the gradient shrinks. "
        "A student's slides from @70 say it does.",
        "@88 instructor answer": "Each layer multiplies by a derivative below 1. See the notes.\n"
        "- **Sigmoid:** at most `0.25`\n- **Tanh:** at most 1",
        "@88 follow-up 1": "Does ReLU help? A student asked an e-mail address too.",
        "@88 follow-up 1 reply 1": "Yes, its derivative is 1 for positive inp",
        "@88 follow-up 2": "We saw LSTMs 2 days ago in class.",
    }
    assert thread.sections[1].heading_path == ("Chain rule",)
    assert {section.locator.number for section in thread.sections} == {88}
    assert (thread.format, thread.units) == ("forum thread", 5)


def test_nothing_of_the_page_or_its_people_is_left(thread: Document) -> None:
    assert not re.search(
        r"Hopper|Grace|Ada|Lovelace|Turing|Alan|Calc|Edit|good (question|comment)|helpful|thanks"
        r"|followup|Resolved|views|Updated|uni\.edu|hw2|[\u2610\u2612]|\|",
        thread.text,
    )


def test_what_the_page_says_for_a_post_is_its_standing(thread: Document) -> None:
    standing = {section.locator.label: section.standing for section in thread.sections}
    assert standing == {
        "@88 question": 0.0,
        "@88 instructor answer": BY_INSTRUCTOR,
        "@88 follow-up 1": 0.0,
        "@88 follow-up 1 reply 1": LIKED,
        "@88 follow-up 2": 0.0,
    }
    assert BY_INSTRUCTOR > LIKED > 0


@pytest.mark.parametrize(
    ("below", "standing"),
    [
        ("~ An instructor (Ada Lovelace) thinks this is a good answer ~", BY_INSTRUCTOR),
        ("~ An instructor (ada lovelace) endorsed this answer ~", BY_INSTRUCTOR),
        ("thanks! | 4", LIKED),
        ("[thanks!](#) | 0", 0.0),
        ("Edit", 0.0),
    ],
)
def test_a_students_answer_stands_as_high_as_it_was_endorsed(below: str, standing: float) -> None:
    page = PAGE.replace("the instructors' answer, where instr", "the students' answer, where stud")
    document = parse(page.replace("thanks! | 4", below))
    answer = next(s for s in document.sections if s.locator.label == "@88 student answer")
    assert answer.standing == standing
    assert "instructor" not in document.text.lower()


def test_a_follow_up_whose_author_stands_below_its_number_is_no_reply() -> None:
    page = PAGE.replace(" \U0001f517**Alan Turing** \u2713 a day ago", "\n\nalan turing 1 day ago")
    assert "@88 follow-up 1 reply 2" not in posts(parse(page))
    assert posts(parse(page))["@88 follow-up 1"].startswith("Does ReLU help? A student asked")


def test_names_stay_where_they_are_wanted_and_addresses_go() -> None:
    kept = forum_paste.parse(PAGE, "t.txt", Path("t.txt"), keep_names=True)
    assert "Ada's slides" in kept.text
    assert "Grace Hopper" in posts(kept)["@88 question"]
    assert not re.search(r"uni\.edu|Updated|days ago by", kept.text)


def test_people_of_a_list_are_taken_out_too() -> None:
    page = PAGE.replace("Does ReLU help?", "Does ReLU help? Thanks, Zo\u00eb!")
    people = frozenset({"Zo\u00eb Brightwater"})
    document = forum_paste.parse(page, "t.txt", Path("t.txt"), people=people)
    assert "Thanks, a student!" in document.text


def test_authors_in_small_letters_are_people_too() -> None:
    page = PAGE.replace("Ada Lovelace", "ada lovelace")
    assert not re.search("ada|lovelace", parse(page).text, re.IGNORECASE)


def test_a_thread_without_numbers_still_says_which_post(thread: Document) -> None:
    page = re.sub(r"question @88.*\n", "", PAGE).replace("@88\\_f1", "").replace("@88_f2", "")
    assert list(posts(parse(page))) == [
        "question",
        "instructor answer",
        "follow-up 1",
        "follow-up 1 reply 1",
        "follow-up 2",
    ]


def test_front_matter_above_a_paste_is_used() -> None:
    document = parse(f"---\ntitle: Gradients\ncourse: DL\n---\n{PAGE}")
    assert (document.title, document.metadata.course) == ("Gradients", "DL")
    assert document.metadata.kind == "thread"


def test_a_page_is_recognised_by_several_of_its_marks(tmp_path: Path) -> None:
    assert looks_like_forum_paste(PAGE)
    halves = PAGE.partition("### followup")
    assert looks_like_forum_paste(halves[0])
    assert looks_like_forum_paste(halves[2])
    for suffix in (".txt", ".md"):
        path = tmp_path / f"thread{suffix}"
        path.write_text(PAGE, encoding="utf-8")
        assert read(CorpusItem(path.name, path, "")).metadata.kind == "thread"


@pytest.mark.parametrize(
    "text",
    [
        "# Notes\n\nUpdated 2 days ago by me. Dropout is a good question to study. [Edit](#)",
        "The thread @473_f1 has helpful! notes. It was Resolved.",
        "Loss functions measure error.\n\n- Edit\n- thanks!\n\nBest regards,\nAda",
    ],
)
def test_notes_that_only_mention_a_forum_are_not_taken_for_a_page(text: str) -> None:
    assert not looks_like_forum_paste(text)


@pytest.mark.parametrize(
    "line",
    [
        "Hello world is the first program",
        "Edit distance is a metric",
        "Thanks to batch norm, training is stable",
        "Hey, dropout is off at test time",
        "private keys stay secret",
        "@88_f1 explains it better",
        "In 2 days ago means the past",
        "dropout and weight decay",
        "Updated weights are computed by gradient descent",
        "weights are updated by SGD",
    ],
)
def test_lines_of_notes_that_look_like_the_page_stay(line: str) -> None:
    page = PAGE.replace("Does ReLU help?", f"{line}\n\nDoes ReLU help?")
    assert line in posts(parse(page))["@88 follow-up 1"]


def test_the_seed_thread_reads_as_notes_without_people(shared: Path) -> None:
    path = shared / "seed" / "midterm-prep-thread.txt"
    names = find_author_names(path.read_text("utf-8"))
    assert names
    document = read(CorpusItem(path.name, path, ""))
    assert document.title == "Midterm Prep: 1. Basics of Deep Learning"
    assert list(posts(document)) == [
        "@473 question",
        "@473 student answer",
        "@473 follow-up 1",
        "@473 follow-up 2",
    ]
    for name in names | {part for each in names for part in each.split()}:
        assert name.lower() not in f"{document!r}".lower()
    assert "- **Neural Networks:** At the core" in document.text
    assert "the mc Common activation functions" in document.text  # cut off by the page
    assert not re.search(
        r"Edit|thanks!|helpful!|Resolved|Updated|followup|good question|exam\n|Howdy|regards",
        document.text,
    )
    assert document.text.count("**") % 2 == 0
