"""An answer in a terminal: the draft while it grows, the finished answer after it."""

import io
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from cli_fakes import SEARCHED, SOURCES, SUPPORTED, UNSUPPORTED, answer_to
from rich.console import Console

from tutor.answering.events import (
    Event,
    Finished,
    NotInNotes,
    Searching,
    Sentence,
    SentenceDone,
    SourcesFound,
    Token,
    Withdrawn,
)
from tutor.cli.streaming import Draft, show_answer


def terminal(height: int = 24) -> Console:
    return Console(
        file=io.StringIO(), force_terminal=True, width=100, height=height, highlight=False
    )


QUOTED = "\u201cAn activation function " + "is not linear and " * 6 + "is applied everywhere.\u201d"


def quotation(lead: str = "\n\n> ") -> Sentence:
    return Sentence(lead, QUOTED, (1,), supported=True)


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


def test_draft_is_taken_back_when_a_quotation_takes_its_place() -> None:
    draft = Draft()
    draft.update(SentenceDone(UNSUPPORTED, SOURCES, " And"))
    draft.update(Withdrawn())
    assert plain(seen(draft)) == ""
    draft.update(SentenceDone(quotation("> "), SOURCES, ""))
    assert plain(seen(draft)).startswith("\u258c \u201cAn activation function")
    assert "Bananas" not in seen(draft)


def test_quotations_have_a_bar_before_each_of_their_lines() -> None:
    console = terminal()
    sentences = (SUPPORTED, quotation(), quotation())
    show_answer(iter([Finished(replace(answer_to("Why?"), sentences=sentences))]), console)
    answer, _, _ = plain(console.file.getvalue()).partition("Sources")  # type: ignore[attr-defined]
    first, blank, *quoted = answer.strip().split("\n")
    assert first == "It lets layers model [curves](x). [1]"
    lines = [line for line in quoted if line]
    assert blank == ""
    assert len(lines) == 4  # each is too long for one line
    assert all(line.startswith("\u258c ") and len(line) <= 100 for line in lines)
    assert " ".join(line[2:].strip() for line in lines[:2]) == f"{QUOTED} [1]"


def test_what_is_still_coming_stands_beside_and_not_in_a_quotation() -> None:
    draft = Draft()
    draft.update(SentenceDone(quotation("> "), SOURCES, ""))
    draft.update(SentenceDone(replace(UNSUPPORTED, lead="\n\n"), SOURCES, ""))
    *quoted, blank, last = plain(seen(draft)).split("\n")
    assert all(line.startswith("\u258c ") for line in quoted)
    assert (blank, last) == ("", "Bananas are yellow. (not from your notes)")


def test_without_a_terminal_a_quotation_is_markdown_on_one_line() -> None:
    console = Console(file=io.StringIO(), width=40, highlight=False, soft_wrap=True)
    answer = replace(answer_to("Why?"), sentences=(SUPPORTED, quotation()))
    show_answer(iter([Finished(answer)]), console)
    output = console.file.getvalue()  # type: ignore[attr-defined]
    assert output.startswith(f"It lets layers model [curves](x). [1]\n\n> {QUOTED} [1]\n")


def test_citations_of_code_stand_below_it_and_what_follows_is_no_code() -> None:
    for text in ("```python\nx = 1\n```", "~~~\nx = 1\n~~~"):
        cited = replace(SUPPORTED, text=text)
        assert cited.cited_text == f"{text}\n\n[1]"
        unsupported = replace(UNSUPPORTED, text=text)
        assert unsupported.cited_text == f"{text}\n\n(not from your notes)"


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
