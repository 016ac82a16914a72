"""A forum's JSON becomes threads: every post in its place, none that is private, nobody's name."""

import json
from pathlib import Path
from typing import Any

import pytest

from tutor.documents.document import Document
from tutor.documents.failures import UnreadableNoteError
from tutor.documents.note_file import NoteFile
from tutor.documents.readers import forum_posts
from tutor.documents.readers.thread import BY_INSTRUCTOR, LIKED

PROFESSOR = {"role": "professor", "name": "Ada Lovelace", "id": "uada00000001", "admin": True}
STUDENT = {"role": "student", "name": "Zo\u00eb Brightwater", "id": "uzoe00000002", "admin": False}


def node(kind: str, text: str, **more: Any) -> dict[str, Any]:
    if kind in ("followup", "feedback"):
        return {"type": kind, "subject": text, "uid": "ubob00000003", "children": []} | more
    return {"type": kind, "history": [{"content": text, "subject": ""}], "children": []} | more


def post(number: int | None = 101, **more: Any) -> dict[str, Any]:
    return {
        "nr": number,
        "type": "question",
        "status": "active",
        "tags": ["hw2", "student"],
        "history": [
            {"subject": "Why ReLU &amp; not tanh?", "content": "<p>It &lt; saturates.</p>"},
            {"subject": "Old", "content": "<p>Old words.</p>"},
        ],
        "children": [
            node("s_answer", "<p>It is fast.</p>", tag_endorse=[STUDENT]),
            node("i_answer", "<p>Its gradient is 1.</p>"),
            node("followup", "<p>And at 0?</p>", children=[
                node("feedback", "<p>Take 0.</p>", tag_good=[PROFESSOR], children=[
                    node("feedback", "<p>Or 1.</p>"),
                ]),
                node("feedback", "<p>Fine.</p>"),
            ]),
            node("followup", "Plain text"),
        ],
    } | more  # fmt: skip


def read(value: Any, name: str = "post.json", **more: Any) -> Document:
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return forum_posts.read(NoteFile(name, Path(name), raw, **more))


def posts(document: Document) -> dict[str, str]:
    return {
        section.locator.label: "\n".join(
            document.text[block.span.start : block.span.end] for block in section.blocks
        )
        for section in document.sections
    }


def test_each_post_is_a_section_that_says_where_it_stands() -> None:
    document = read(post())
    assert document.title == "Why ReLU & not tanh?"
    assert posts(document) == {
        "@101 question": "It < saturates.",
        "@101 student answer": "It is fast.",
        "@101 instructor answer": "Its gradient is 1.",
        "@101 follow-up 1": "And at 0?",
        "@101 follow-up 1 reply 1": "Take 0.",
        "@101 follow-up 1 reply 2": "Or 1.",
        "@101 follow-up 1 reply 3": "Fine.",
        "@101 follow-up 2": "Plain text",
    }
    assert {section.heading_path for section in document.sections} == {()}
    assert {section.locator.number for section in document.sections} == {101}
    assert (document.metadata.kind, document.format, document.units) == (
        "thread",
        "forum thread",
        8,
    )
    assert "\n\n## @101 student answer\n\nIt is fast." in document.text


def test_posts_of_an_archive_stand_below_their_subjects() -> None:
    note = post(7, type="note", children=[], tag_good=[STUDENT])
    document = read([post(), note], "class_content.json")
    assert document.title == "Class forum"
    assert posts(document)["@7 note"] == "It < saturates."
    assert {section.heading_path for section in document.sections} == {("Why ReLU & not tanh?",)}


def test_what_instructors_wrote_or_endorsed_goes_first() -> None:
    endorsed = post(102, children=[node("s_answer", "Yes", tag_endorse=[STUDENT, PROFESSOR])])
    liked = post(103, type="note", tag_good=[STUDENT], children=[])
    document = read([post(tag_good=[STUDENT]), endorsed, liked])
    standing = {s.locator.label: s.standing for s in document.sections if s.standing}
    assert standing == {
        "@101 student answer": LIKED,
        "@101 instructor answer": BY_INSTRUCTOR,
        "@101 follow-up 1 reply 1": LIKED,
        "@102 student answer": BY_INSTRUCTOR,
        "@103 note": LIKED,
    }


def test_posts_that_are_not_for_everybody_are_counted_and_never_quoted() -> None:
    secret = [{"subject": "Secret", "content": "Secret"}]
    hidden = [
        post(4, status="private", history=secret),
        post(9, tags=["private"], history=secret),
        post(12, status="inactive", history=secret),
        post(1, type="note", history=[{"subject": "Welcome to Piazza!", "content": "Secret"}]),
        post(None, status="private", history=secret),
    ]
    document = read([*hidden, post()])
    assert document.gaps == (
        "3 private posts were left out (@4, @9)",
        "1 deleted post was left out (@12)",
        "1 welcome post was left out (@1)",
    )
    assert "Secret" not in repr(document)
    with pytest.raises(UnreadableNoteError, match="left out") as caught:
        read(hidden)
    assert "Secret" not in str(caught.value)


def test_an_early_note_of_the_class_stays() -> None:
    assert "@2 note" in posts(read(post(2, type="note")))


def test_texts_are_found_where_other_exports_keep_them() -> None:
    bare = {"children": [node("i_answer", "", history=[], content="In content")], "subject": "S"}
    assert posts(read(bare)) == {"note": "S", "instructor answer": "In content"}
    assert posts(read({"result": post(), "error": None}))["@101 follow-up 2"] == "Plain text"


def test_polls_keep_what_one_can_choose() -> None:
    poll = post(5, type="poll", children=[], data={"options": [{"text": "Adam"}, "SGD"]})
    assert posts(read(poll)) == {"@5 poll": "It < saturates.\n- Adam\n- SGD"}


def test_nobody_is_named() -> None:
    given = post(
        children=[
            node("i_answer", "<p>As <b>Zoe</b> said. Ask ada@uni.edu or @bob.</p>", tag_endorse=[
                PROFESSOR, STUDENT]),
            node("s_answer", '<p>See <img src="/redirect/s3?prefix=ubob00000003%2Fx.png"/> '
                 "https://files.org/ubob00000003/x, ubob00000003.</p>"),
            node("followup", "<p>Thanks, ada!</p><p>Cheers,<br>Wilhelmina Quill</p>"),
            node("feedback", "<p>Wilhelmina is right, Li.</p>"),
        ],
        history=[{"subject": "Lovelace's slides", "content": "x", "uid_a": "a_0"}],
    )  # fmt: skip
    document = read(given, people=frozenset({"Robert Bob", "Li Na"}))
    text = f"{document.title}\n{document.text}".lower()
    for private in (
        "ada",
        "lovelace",
        "zo",
        "brightwater",
        "bob",
        "quill",
        "wilhelmina",
        "uni.edu",
    ):
        assert private not in text
    assert document.title == "A student's slides"


def test_names_stay_where_they_are_wanted_and_ids_and_addresses_go() -> None:
    answer = node("i_answer", "Thanks, Ada! ubob00000003 at b@c.org", tag_endorse=[PROFESSOR])
    feedback = node("followup", "x", uid="ubob00000003")
    text = read(post(children=[answer, feedback]), keep_names=True).text
    assert "Thanks, Ada! a student at an e-mail address" in text


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (b"{", "not valid JSON"),
        (b"\xff\xfe", "not valid JSON"),
        (b"[" * 100_000, "not valid JSON"),
        ({"feed": [{"nr": 1}]}, "list of posts without their texts"),
        ([{"nr": 1, "content_snipet": "x"}], "list of posts without their texts"),
        ([{"id": "a", "content": "x", "thread_id": "b"}], "class_content.json holds the same"),
        ([{"name": "Ada", "email": "a@b.org"}], "it lists people"),
        ({"course_number": "1", "name": "DL"}, "holds no forum post"),
        ([], "holds no forum post"),
        ("text", "holds no forum post"),
        ({"history": [], "children": []}, "no post with text"),
    ],
)
def test_what_is_no_post_is_refused_with_a_reason(value: Any, reason: str) -> None:
    with pytest.raises(UnreadableNoteError, match=reason):
        read(value)


@pytest.mark.parametrize(
    "broken",
    [
        {"history": None},
        {"history": [None, 3]},
        {"history": "text"},
        {"children": {"a": 1}},
        {"children": [None, 3, {"type": None, "subject": ["x"]}]},
        {"tags": "private?", "status": "active"},
        {"nr": True},
        {"nr": "12"},
        {"nr": {}},
        {"type": []},
        {"history": [{"subject": "a\ud800b", "content": "x\0y \ud800"}]},
    ],
)
def test_damaged_posts_are_read_as_far_as_they_go(broken: dict[str, Any]) -> None:
    document = read([post(), post(**broken)])
    assert "@101 question" in posts(document)
    document.text.encode()


def test_the_forums_own_shapes_are_read(shared: Path) -> None:
    folder = shared / "fixtures" / "piazza"
    for name in ("example_get_post.json", "example_class_content.json"):
        document = read((folder / name).read_bytes(), name)
        assert list(posts(document))[-5:] == [
            "@101 question",
            "@101 student answer",
            "@101 instructor answer",
            "@101 follow-up 1",
            "@101 follow-up 1 reply 1",
        ]
        assert "NEWEST revision" in document.text
        assert "first revision" not in document.text
        assert "uuuuuuuuuuuu" not in repr(document)
    for name in ("example_feed.json", "example_users.json"):
        with pytest.raises(UnreadableNoteError):
            read((folder / name).read_bytes(), name)
