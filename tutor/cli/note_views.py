"""What a person sees of notes in a terminal: what a build did, what is there, what waits."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tutor.cli.answer_text import QUIET
from tutor.cli.render import TITLE, counted

if TYPE_CHECKING:
    from rich.text import Text

    from tutor.documents.failures import Failure
    from tutor.library.note import Note, Pending
    from tutor.retrieval.manifest import DocumentEntry
    from tutor.retrieval.overlap import Overlap
    from tutor.retrieval.report import BuildReport


def report_view(report: "BuildReport", *, listed: bool = False) -> "Text":
    """What a build of the index did, and everything that it could not read.

    Args:
        report: Of the build.
        listed: Whether each document that was added or changed has its line.
    """
    from rich.text import Text

    text = Text(
        f"{counted(report.documents, 'document')}, {counted(report.chunks, 'passage')} "
        f"in {report.seconds:.1f} s: {report.added} added, {report.changed} changed, "
        f"{report.removed} removed, {report.unchanged} unchanged."
    )
    for entry in report.new if listed else ():
        text.append(f"\n  {entry.id}")
        text.append(f"  {_facts(entry)}", QUIET)
    for entry in report.new:
        for overlap in entry.overlaps:
            text.append(f"\n{overlap_sentence(entry.id, overlap)}")
    text.append_text(failures_view(report.failed))
    for line in _listed(report.partly, "note", "could be read in part only"):
        text.append_text(line)
    return text


def failures_view(failures: "Sequence[Failure]") -> "Text":
    """Every file that could not be read, each on a line; begins with a line end or is empty."""
    from rich.text import Text

    return Text().join(_listed(failures, "file", "could not be read"))


def near_path(path: str) -> str:
    """A path as somebody in this folder would write it."""
    here = Path.cwd()
    return str(Path(path).relative_to(here)) if here in Path(path).parents else path


def overlap_sentence(document: str, overlap: "Overlap") -> str:
    """How much of a note another one says already."""
    return (
        f"{overlap.share:.0%} of {document} is already in {overlap.title} ({overlap.document_id})"
    )


def notes_view(notes: "Sequence[Note]", failures: "Sequence[Failure]") -> "Text":
    """The notes of an index with what each is, then what is not among them."""
    from rich.text import Text

    text = Text()
    for note in notes:
        text.append(f"{note.id}\n", TITLE)
        text.append(f"  {_facts(note.entry)}\n")
        text.append(f"  {near_path(str(note.path / note.entry.archive))}\n", QUIET)
        for gap in note.entry.gaps:
            text.append(f"  {gap}\n")
    passages = sum(len(note.entry.chunk_ids) for note in notes)
    text.append(f"{counted(len(notes), 'document')}, {counted(passages, 'passage')}.")
    return text.append_text(failures_view(failures))


def removed_view(removed: "Sequence[str]", documents: int, passages: int) -> "Text":
    """What was taken out of the index, and how much is left."""
    from rich.text import Text

    lines = [f"Removed {each}." for each in removed]
    left = f"{counted(documents, 'document')}, {counted(passages, 'passage')} are left."
    return Text("\n".join([*lines, left]))


def waiting_view(pending: "Sequence[Pending]") -> "Text":
    """The uploads that wait for approval, with the ids that name them in the commands."""
    from rich.text import Text

    if not pending:
        return Text("No note waits for approval.")
    lines = []
    for each in pending:
        line = Text.assemble((each.id, TITLE), f"  {each.preview.name}  ")
        line.append(f"came {_moment(each.received)}", QUIET)
        document = each.preview.document
        if document is not None:
            line.append(f"\n  {document.title} · {_size(document.format, document.units)}")
        else:
            line.append(f"\n  {each.preview.refusal}")
        for gap in document.gaps if document else ():
            line.append(f"\n  {gap}")
        for overlap in each.preview.overlaps:
            line.append(f"\n  {overlap_sentence(each.preview.name, overlap)}")
        lines.append(line)
    return Text("\n").join(lines)


def _listed(failures: "Sequence[Failure]", noun: str, what: str) -> "Iterator[Text]":
    from rich.text import Text

    if failures:
        number = len({failure.path for failure in failures})
        yield Text(f"\n{counted(number, noun)} {what}:", TITLE)
    for failure in failures:
        yield Text(f"\n  {near_path(failure.path)}: {failure.reason}")


def _facts(entry: "DocumentEntry") -> str:
    """What a document is, in one line."""
    chapter = entry.metadata.chapter
    facts = (
        entry.title,
        _size(entry.format, entry.units),
        entry.metadata.kind,
        f"chapter {chapter}" if (chapter or "")[:1].isdigit() else chapter,
        counted(len(entry.chunk_ids), "passage"),
        f"added {_moment(entry.added)}" if entry.added else "",
    )
    return " · ".join(fact for fact in facts if fact)


def _size(file_format: str, units: int | None) -> str:
    """A document's format and how many pages, slides or the like it has."""
    from tutor.web.text.notes import units as in_words

    words = in_words(file_format, units)
    return f"{file_format}, {words}" if words else file_format


def _moment(time: str) -> str:
    """An ISO 8601 time as a person here writes it, to the minute."""
    from datetime import datetime

    return datetime.fromisoformat(time).astimezone().strftime("%Y-%m-%d %H:%M")
