"""The question bank in a terminal: what is in it, what came in, what was made."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from rich.text import Text

from tutor.cli.answer_text import CITATION, QUIET
from tutor.cli.render import TITLE, counted

if TYPE_CHECKING:
    from tutor.practice.bank import Counts
    from tutor.practice.exchange.chosen import Chosen
    from tutor.practice.exchange.importing import ImportedFile

_LIMIT = 90  # characters of a question in a list


def bank_view(chosen: "Chosen") -> Text:
    """The questions below their chapters, each with its id, kind and origin."""
    text = Text()
    chapter: str | None = None
    for question in chosen.questions:
        if question.chapter != chapter:
            chapter = question.chapter
            name = chosen.chapter_name(chapter) if chapter else "Without a chapter"
            text.append(f"{name}\n", TITLE)
        words = " ".join(question.question.split())
        cut = f"{words[: _LIMIT - 1]}…" if len(words) > _LIMIT else words
        text.append(f"  {question.id}", CITATION)
        text.append(f"  {question.kind:<15}", QUIET)
        text.append(f"  {cut}")
        text.append("  yours\n" if question.origin == "imported" else "\n", QUIET)
    return text.append_text(_counts(chosen.counts))


def imported_view(files: "Sequence[ImportedFile]", counts: "Counts") -> Text:
    """What became of each file, with everything that was not read and why."""
    text = Text()
    for each in files:
        if each.failure:
            text.append(f"{each.failure}\n")
            continue
        known = len(each.questions) - each.new
        text.append(f"{each.path}: {counted(len(each.questions), 'question')}", TITLE)
        text.append(f", {each.cited} of them found in the notes")
        text.append(f", {known} in the place of what they were" if known else "")
        text.append(".\n")
        for line in (*each.gaps, *each.remarks):
            text.append(f"  {line}\n")
    return text.append_text(_counts(counts))


def removed_view(removed: Collection[str], asked: Sequence[str]) -> Text:
    """How many are gone, and which were not there."""
    text = Text(f"{counted(len(removed), 'question')} removed.")
    missing = [each for each in dict.fromkeys(asked) if each not in removed]
    return text.append(f" Not in the bank: {', '.join(missing)}." if missing else "")


def filled_view(made: int, counts: "Counts", *, more: bool) -> Text:
    """How many were made, and whether the notes give more."""
    text = Text(f"{counted(made, 'question')} made.")
    text.append("" if more else " Every chapter has its share, or gives no more.")
    return text.append("\n").append_text(_counts(counts))


def _counts(counts: "Counts") -> Text:
    text = Text(f"The bank has {counted(counts.available, 'question')} on these notes.")
    if counts.retired:
        text.append(f" {counts.retired} more are kept back: their passages have changed.")
    return text
