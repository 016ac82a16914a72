"""An answer in a terminal: the draft while it grows, the finished answer after it."""

import io
import re
from collections.abc import Iterator

import pytest
from cli_fakes import SEARCHED, SOURCES, SUPPORTED, UNSUPPORTED, answer_to
from rich.console import Console

from tutor.answering.events import (
    Event,
    Finished,
    NotInNotes,
    Searching,
    SentenceDone,
    SourcesFound,
    Token,
)
from tutor.cli.streaming import Draft, show_answer


def terminal(height: int = 24) -> Console:
    return Console(
        file=io.StringIO(), force_terminal=True, width=100, height=height, highlight=False
    )


def plain(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text)


def seen(draft: Draft, height: int = 24) -> str:
    console = terminal(height)
    with console.capture() as capture:
        console.print(draft)
    return capture.get().rstrip("\n")


def test_draft_shows_what_is_going_on_before_the_first_token() -> None:
    draft = Draft()
    draft.update(Searching("Why?", "Why?"))
    assert "Searching the notes…" in plain(seen(draft))
    draft.update(SourcesFound(SOURCES, 0.1))
    assert "Reading 2 passages…" in plain(seen(draft))


def test_tokens_appear_as_they_come_and_citations_with_the_finished_sentence() -> None:
    draft = Draft()
    draft.update(Token("It lets layers model [curves](x). "))
    draft.update(Token("Ban"))
    assert plain(seen(draft)) == "It lets layers model [curves](x). Ban"
    draft.update(SentenceDone(SUPPORTED, SOURCES, " Ban"))
    draft.update(Token("anas"))
    assert plain(seen(draft)) == "It lets layers model [curves](x). [1] Bananas"


def test_unsupported_sentence_is_dim_and_says_so() -> None:
    draft = Draft()
    draft.update(SentenceDone(UNSUPPORTED, SOURCES, ""))
    assert "\x1b[2mBananas are yellow. (not from your notes)\x1b[0m" in seen(draft)


def test_draft_is_taken_back_when_the_notes_hold_no_answer() -> None:
    draft = Draft()
    draft.update(Token("It lets"))
    draft.update(NotInNotes(SEARCHED))
    assert "It lets" not in seen(draft)


def test_draft_higher_than_the_terminal_shows_its_end() -> None:
    draft = Draft()
    draft.update(Token("\n".join(f"line {i}" for i in range(50))))
    lines = plain(seen(draft, height=10)).splitlines()
    assert lines == [f"line {i}" for i in range(42, 50)]


def test_finished_answer_has_citations_and_its_cited_source_with_the_sentence_marked() -> None:
    console = terminal()
    answer = answer_to("Why?")
    assert show_answer(iter([Token("It"), Finished(answer)]), console) == answer
    output = console.file.getvalue()  # type: ignore[attr-defined]
    assert "\x1b[36m [1]\x1b[0m" in output
    assert "\x1b[1;33mIt lets layers model curves.\x1b[0m" in output
    assert "\x1b[1m Networks\x1b[0m · Neurons > Activation" in output
    assert "    An activation function is not linear. \x1b[1;33mIt" in output
    assert "slides.pdf" not in output


def test_missing_answer_is_a_panel_with_the_nearest_headings() -> None:
    console = terminal()
    show_answer(iter([NotInNotes(SEARCHED), Finished(answer_to("banana"))]), console)
    output = plain(console.file.getvalue())  # type: ignore[attr-defined]
    assert "╭─ I didn't find this in your notes. ─" in output
    assert "• Neurons  04-networks.md" in output


def test_interrupted_answer_keeps_what_was_written() -> None:
    def events() -> Iterator[Event]:
        yield SentenceDone(SUPPORTED, SOURCES, " Ban")
        raise KeyboardInterrupt

    console = terminal()
    with pytest.raises(KeyboardInterrupt):
        show_answer(events(), console)
    output = plain(console.file.getvalue())  # type: ignore[attr-defined]
    assert output.endswith("It lets layers model [curves](x). [1] Ban … stopped\n")
