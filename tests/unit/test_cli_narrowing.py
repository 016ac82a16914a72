"""What the flags of `tutor search` mean in the notes that there are."""

from types import SimpleNamespace
from typing import Any

import pytest
from retrieval_fakes import chunk

from tutor.cli.narrowing import UnknownFilterError, filters_from
from tutor.practice.outline import UnknownChapterError
from tutor.retrieval.filters import Filters

TITLES = {"a/one.md": "Attention", "a/two.md": "Twins", "b/three.md": "Twins"}
TUTOR: Any = SimpleNamespace(
    chunks=tuple(chunk(name, "A text.", "A text.", document=name) for name in TITLES),
    documents=tuple(SimpleNamespace(id=name, title=title) for name, title in TITLES.items()),
)


def test_nothing_said_is_no_filter() -> None:
    assert filters_from(TUTOR, [], [], []) == Filters()


def test_chapters_kinds_and_documents_are_meant_as_people_say_them() -> None:
    found = filters_from(TUTOR, ["a", "B"], ["Thread", " notes "], ["attention", "b/three.md"])
    assert found == Filters(
        frozenset({"a", "b"}),
        frozenset({"thread", "notes"}),
        frozenset({"a/one.md", "b/three.md"}),
    )


def test_what_the_notes_do_not_have_is_told_with_what_they_have() -> None:
    with pytest.raises(UnknownChapterError, match="chapter 'c'"):
        filters_from(TUTOR, ["c"], [], [])
    with pytest.raises(UnknownFilterError, match="notes, summary, thread, questions"):
        filters_from(TUTOR, [], ["essay"], [])
    with pytest.raises(UnknownFilterError, match="tutor notes list"):
        filters_from(TUTOR, [], [], ["four.md"])
    with pytest.raises(UnknownFilterError, match=r"a/two\.md, b/three\.md"):
        filters_from(TUTOR, [], [], ["Twins"])
