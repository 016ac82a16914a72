"""The list of what the notes lack: for keepers only, and safe whatever was asked."""

from dataclasses import dataclass, field
from datetime import date, datetime, timezone
from typing import Any

import pytest

from tutor.answering.events import Nearest
from tutor.conversations.gaps import Gap, GapTopic
from tutor.web.gaps import GapsPart, NotKeeperError
from tutor.web.gaps_view import gaps_html, gaps_list, link_html
from tutor.web.part import Deed
from tutor.web.text import gaps as text

TODAY = date(2026, 3, 12)
EVIL = "<img src=x onerror=alert(1)>\"'&"
PLACE = Nearest("notes/4 a.md", "Neural networks", "Layers", "Layers > Depth", "c/1")


def gap(question: str = "What is GELU?", **values: Any) -> Gap:
    given: dict[str, Any] = {
        "keys": ("a" * 32, "b" * 32),
        "wordings": (),
        "count": 1,
        "kind": "not_in_notes",
        "nearest": (PLACE,),
        "reasons": (),
        "last": TODAY,
    }
    return Gap(question=question, **{**given, **values})


@dataclass
class FakeGaps:
    found: tuple[GapTopic, ...]
    settled: list[str] = field(default_factory=list)

    def topics(self) -> tuple[GapTopic, ...]:
        return self.found

    def settle(self, key: str) -> None:
        self.settled.append(key)
        self.found = ()


@pytest.fixture
def gaps() -> FakeGaps:
    return FakeGaps((GapTopic("4. Neural networks", (gap(), gap("Why?", count=2))),))


def part(gaps: Any) -> GapsPart:
    clock = lambda: datetime(2026, 3, 12, 12, tzinfo=timezone.utc)  # noqa: E731
    return GapsPart(gaps, clock=clock, due=lambda _: 7)


def deed(name: str = "show", *, keeper: bool = True, **values: str) -> Deed:
    return Deed(name, "me", "0" * 32, values, keeper)


def test_a_keeper_sees_the_list_and_marks_rows_as_done(gaps: FakeGaps) -> None:
    shown = part(gaps)
    before = shown.view(deed())
    assert "What is GELU?" in before.html
    shown.act(deed("done", value="a" * 32))
    after = shown.view(deed("done", value="a" * 32))
    assert gaps.settled == ["a" * 32]
    assert text.NONE in after.html
    assert after.say == "Done. Nothing is left."
    assert after.key != before.key  # so that the focus goes somewhere that is still there
    assert shown.due("me") == 7


def test_others_see_a_sentence_and_change_nothing(gaps: FakeGaps) -> None:
    shown = part(gaps)
    view = shown.view(deed(keeper=False))
    assert "GELU" not in view.html
    assert text.ONLY_KEEPER in view.html
    with pytest.raises(NotKeeperError):
        shown.act(deed("done", keeper=False, value="a" * 32))
    assert gaps.settled == []


def test_a_row_says_what_was_asked_how_often_and_what_is_near() -> None:
    row = gap(count=3, last=date(2026, 3, 11), wordings=("gelu?",), reasons=("too short",))
    html = gaps_html([GapTopic("4. Neural networks", (row,))], TODAY)
    for part_of_it in (
        "4. Neural networks (3 questions)",
        "Not in the notes, asked 3 times, last yesterday",
        'href="notes/notes/4%20a.md?at=c%2F1#c%2F1"',
        "Layers &gt; Depth",
        "gelu?",
        "too short",
        'href="#notes"',
        f'name="done" value="{"a" * 32}"',
        'aria-label="Done: What is GELU?"',
    ):
        assert part_of_it in html


def test_nothing_that_was_asked_becomes_markup() -> None:
    place = Nearest(EVIL, EVIL, EVIL, EVIL, EVIL)
    row = gap(EVIL, wordings=(EVIL,), reasons=(EVIL,), nearest=(place,), kind="marked_down")
    html = gaps_html([GapTopic(EVIL, (row,))], TODAY)
    assert "<img" not in html
    assert html.count("\"'") == 0


@pytest.mark.parametrize(
    ("count", "last", "words"),
    [
        (1, TODAY, "asked today"),
        (1, date(2026, 3, 13), "asked today"),  # the clock was set back
        (2, date(2026, 3, 2), "asked 2 times, last 10 days ago"),
        (1000, date(2025, 12, 3), "asked 1,000 times, last on 3 December 2025"),
    ],
)
def test_times_are_told_in_days(count: int, last: date, words: str) -> None:
    assert text.about("not_in_notes", count, last, TODAY) == f"Not in the notes, {words}"
    assert text.about("marked_down", 2, TODAY, TODAY) == "Answer marked down 2 times, last today"


def test_the_list_to_copy_has_a_line_a_question(gaps: FakeGaps) -> None:
    row = gap("What\nis it?", last=TODAY)
    assert gaps_list([*gaps.topics(), GapTopic("", (row,))], TODAY) == (
        "4. Neural networks (3 questions)\n"
        "- What is GELU? (Not in the notes, asked today)\n"
        "- Why? (Not in the notes, asked 2 times, last today)\n"
        "\n"
        "Elsewhere (1 question)\n"
        "- What is it? (Not in the notes, asked today)"
    )


def test_the_notes_lead_here_where_there_is_something_to_see(gaps: FakeGaps) -> None:
    assert "What the notes could not answer (2)" in link_html(gaps.topics())
    assert link_html(()) == ""
