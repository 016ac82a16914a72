"""The list of conversations: whose, by day, searched, renamed, deleted; and answers rated."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from html import unescape
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from conversations_fakes import ANSWERED, FIRST, NOT_FOUND, SECOND, Clock
from records_fakes import NOON
from starlette.applications import Starlette
from starlette.testclient import TestClient

from tutor.conversations.conversations import Conversations, Rating
from tutor.records.records import Records
from tutor.records.values import LOCAL_STUDENT
from tutor.web.addresses import conversation_address
from tutor.web.conversation_routes import conversation_routes
from tutor.web.conversations import ConversationsPart
from tutor.web.conversations_view import marked, passage_around, period
from tutor.web.part import Deed, DeedError
from tutor.web.text import conversations as text

VISITOR = "a" * 32


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Conversations]:
    records = Records.open(tmp_path / "records.sqlite3")
    conversations = Conversations(records, clock=Clock())
    conversations.keep(LOCAL_STUDENT, FIRST, 1, ANSWERED)
    conversations.keep(LOCAL_STUDENT, SECOND, 1, NOT_FOUND)
    yield conversations
    records.close()


def deed(name: str = "show", student: str = LOCAL_STUDENT, **values: Any) -> Deed:
    return Deed(name, student, "0" * 32, values)


def part(kept: Conversations, clock: Any = Clock()) -> ConversationsPart:  # noqa: B008 - a value
    return ConversationsPart(kept, clock=clock)


def ids(html: str) -> list[str]:
    return re.findall(r'<li data-id="(\w+)"', html)


def test_a_student_sees_their_own_conversations_the_newest_first(kept: Conversations) -> None:
    kept.keep(f"visitor-{VISITOR}", "3" * 32, 1, replace(ANSWERED, question="<b>Mine</b>?"))
    assert ids(part(kept).view(deed()).html) == [SECOND, FIRST]
    html = part(kept).view(deed(student=f"visitor-{VISITOR}")).html
    assert ids(html) == ["3" * 32]
    assert "&lt;b&gt;Mine&lt;/b&gt;?" in html
    assert "<b>" not in html
    assert f"?student={VISITOR}" in html
    assert "?student" not in part(kept).view(deed()).html


def test_nothing_kept_is_said(kept: Conversations) -> None:
    assert text.EMPTY in part(kept).view(deed(student="user-new")).html


@pytest.mark.parametrize(
    ("ago", "heading"),
    [
        (timedelta(0), text.TODAY),
        (timedelta(hours=12), text.TODAY),
        (timedelta(hours=13), text.YESTERDAY),
        (timedelta(days=2), text.LAST_WEEK),
        (timedelta(days=7), text.LAST_WEEK),
        (timedelta(days=8), "February 2026"),
        (timedelta(days=365), "March 2025"),
        (-timedelta(days=2), text.TODAY),  # another computer's clock goes ahead
    ],
)
def test_conversations_are_grouped_by_the_day_of_their_last_change(
    ago: timedelta, heading: str
) -> None:
    assert period(NOON - ago, NOON) == heading


def test_a_search_shows_where_its_words_stand(kept: Conversations) -> None:
    view = part(kept).view(deed(words="NEGATIVE relu"))
    assert ids(view.html) == [FIRST]
    assert "<mark>ReLU</mark>" in view.html
    assert view.say == text.found(1)
    view = part(kept).view(deed(words="elephants"))
    assert text.NOT_FOUND in view.html
    assert view.say == text.NOT_FOUND


def test_words_are_shown_with_what_is_around_them() -> None:
    long = "word " * 30
    passage = passage_around(["nothing", f"{long}\n\nthe *needle* {long}"], "NEEDLE")
    assert passage.startswith("…")
    assert passage.endswith("…")
    assert "the *needle* word" in passage
    assert marked("a <b> a", "A <b>") == "<mark>a</mark> <mark>&lt;b&gt;</mark> <mark>a</mark>"
    assert marked("a|b", ".") == "a|b"
    assert passage_around(["x"], "") == ""


def test_a_conversation_is_renamed(kept: Conversations) -> None:
    done = deed("rename", value=FIRST, title=" Rectified  units ")
    part(kept).act(done)
    view = part(kept).view(done)
    assert "Rectified units" in view.html
    assert view.say == text.RENAMED


def test_what_was_not_done_is_not_said_to_be(kept: Conversations) -> None:
    assert part(kept).view(deed("rename", value=FIRST, title="Never")).say == ""
    assert part(kept).view(deed("delete", value=FIRST)).say == ""


def test_a_conversation_is_deleted(kept: Conversations) -> None:
    done = deed("delete", value=FIRST)
    part(kept).act(done)
    view = part(kept).view(done)
    assert ids(view.html) == [SECOND]
    assert view.say == text.DELETED
    view = part(kept).view(deed(told="delete"))
    assert text.DELETED in view.html
    assert view.say == ""  # it was read out before


def ratings(kept: Conversations, conversation: str, student: str = LOCAL_STUDENT) -> Any:
    html = part(kept).view(deed(student=student, conversation=conversation)).html
    found = re.search(r'data-ratings="([^"]*)"', html)
    assert found
    return json.loads(unescape(found[1]))


def test_ratings_are_kept_with_their_reason_and_can_be_taken_back(kept: Conversations) -> None:
    rated = {"conversation": FIRST, "number": "1"}
    part(kept).act(deed("rate", **rated, way="down", reason="Too short: more, please"))
    assert kept.ratings(LOCAL_STUDENT, FIRST) == {1: Rating(False, "Too short: more, please")}
    assert ratings(kept, FIRST) == {"1": "down"}
    part(kept).act(deed("rate", **rated, way="up"))
    assert ratings(kept, FIRST) == {"1": "up"}
    part(kept).act(deed("rate", **rated, way=""))
    assert ratings(kept, FIRST) == {}
    assert ratings(kept, "not an id") == {}


def test_somebody_elses_ratings_are_not_shown(kept: Conversations) -> None:
    part(kept).act(deed("rate", conversation=FIRST, number="1", way="up"))
    assert ratings(kept, FIRST, student="user-other") == {}


def test_a_rating_that_the_page_does_not_know_is_refused(kept: Conversations) -> None:
    with pytest.raises(DeedError):
        part(kept).act(deed("rate", conversation=FIRST, number="1", way="sideways"))


@pytest.fixture
def client(kept: Conversations) -> Iterator[TestClient]:
    app = Starlette(routes=list(conversation_routes(kept)))
    with TestClient(app, client=("127.0.0.1", 1)) as client:
        yield client


def test_a_conversation_is_a_file_with_its_sources(client: TestClient) -> None:
    answer = client.get(conversation_address(FIRST))
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/markdown")
    assert answer.headers["content-disposition"].startswith("attachment; filename*=UTF-8''")
    assert "ReLU zeroes negative values." in answer.text
    assert "Deep neural networks" in answer.text


def test_only_its_student_gets_the_file(client: TestClient, kept: Conversations) -> None:
    kept.keep(f"visitor-{VISITOR}", "3" * 32, 1, ANSWERED)
    address = conversation_address("3" * 32)
    elsewhere = {"X-Forwarded-For": "192.0.2.7"}
    assert client.get(address).status_code == 404
    assert client.get(f"{address}?student={'b' * 32}", headers=elsewhere).status_code == 404
    assert client.get(address, headers=elsewhere).status_code == 404
    assert client.get(f"{address}?student={VISITOR}", headers=elsewhere).status_code == 200
    assert client.get(conversation_address("../x")).status_code == 404


def test_a_bug_is_told_in_one_sentence(caplog: pytest.LogCaptureFixture) -> None:
    def markdown(student: str, conversation_id: str) -> tuple[str, str]:
        raise KeyError(conversation_id)

    broken: Any = SimpleNamespace(markdown=markdown)
    with TestClient(
        Starlette(routes=list(conversation_routes(broken))), client=("::1", 1)
    ) as client:
        answer = client.get(conversation_address(FIRST))
    assert answer.status_code == 500
    assert text.UNEXPECTED in unescape(answer.text)
    assert "KeyError" in caplog.text
