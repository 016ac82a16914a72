"""What is to be read: the notes in folders, single files, archives and passages files.

A scan takes every file's bytes but parses none of them, so a build can tell what changed before it
reads anything.
"""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tutor.documents.archives import OpenArchives
from tutor.documents.document import Document
from tutor.documents.failures import (
    Failure,
    NoNotesError,
    UnopenedNoteError,
    UnreadableNoteError,
)
from tutor.documents.file_names import EMPTY
from tutor.documents.limits import Limits, too_large
from tutor.documents.note_file import NoteFile
from tutor.documents.passages import Passage, passages_in
from tutor.documents.readers.formats import READABLE, read_note
from tutor.documents.walk import FoundFile, files_below

READING = 5  # counts up when the same file would be read or cut differently than before
_MOST_ROWS = 50  # of a passages file that are listed as failures one by one


@dataclass(frozen=True, slots=True)
class CorpusItem:
    """One note that is there to be read: a file, a member of an archive, or a row of passages."""

    document_id: str
    path: Path  # a member's lies below its archive
    content_hash: str  # sha256, hexadecimal, of all that the document depends on
    archive: Path | None = None  # that the file is a member of
    people: frozenset[str] = frozenset()  # named in lists beside it
    passage: Passage | None = None
    folder: str = ""  # name that goes before the id where two are the same

    @property
    def file(self) -> Path:
        """The file on disk that holds it."""
        return self.archive or self.path


@dataclass(frozen=True, slots=True)
class Scan:
    """What was found, in the order of the given paths and sorted by name in each folder."""

    items: tuple[CorpusItem, ...]
    failures: tuple[Failure, ...]


def scan(
    paths: Sequence[Path],
    limits: Limits | None = None,
    *,
    optional: Sequence[Path] = (),
    besides: Path | None = None,
) -> Scan:
    """List the notes in folders, files, archives and passages files.

    A document's id is its path below its folder with forward slashes, a single file's name, or a
    passage's own id; a member's is its archive's with its own path below. Where ids of two places
    are the same, both get their folder's name before them. Hidden files are left out; what can't
    be read is a failure with its reason.

    Args:
        paths: Each must hold a note.
        limits: What is not read because of its size.
        optional: Further ones, listed first, that must be there but may hold nothing.
        besides: A folder that is not looked into, such as the index's own.

    Raises:
        NoNotesError: A path does not exist, there is no readable note in a folder, or there are
            more files than the limits allow.
    """
    limits = limits or Limits()
    found: list[_Found] = []
    failures: list[Failure] = []
    seen: set[Path] = set()
    require_paths(paths)
    for root in [*optional, *paths]:
        before, failed_before, again = len(found), len(failures), False
        for file in files_below(root, limits, failures, besides=besides):
            if file.key in seen:
                again = True  # the same file below two of the given paths
                continue
            seen.add(file.key)
            if len(seen) > limits.files:
                raise NoNotesError(
                    f"There are more than {limits.files:,} files in these folders; name fewer of "
                    "them, or raise the limit (max_notes)."
                )
            _take(file, root, found, failures)
        if root.is_dir() and len(found) == before and not again and root not in optional:
            raise NoNotesError(_nothing_in(root, failures[failed_before:]))
    if not found and not optional:
        raise NoNotesError(_nothing_in(paths[0], failures) if paths else "No notes were given.")
    return _without_clashes(found, failures)


def require_paths(paths: Sequence[Path]) -> None:
    """Stop before anything is done where a path leads nowhere.

    Raises:
        NoNotesError: One of them does not exist.
    """
    for path in paths:
        try:
            there = path.exists()
        except OSError as error:
            reason = f"{path} can't be looked at ({error.strerror}); check the path to your notes."
            raise NoNotesError(reason) from error
        if not there:
            raise NoNotesError(f"There is nothing at {path}; check the path to your notes.")


def read(
    item: CorpusItem,
    *,
    limits: Limits | None = None,
    keep_names: bool = False,
    archives: OpenArchives | None = None,
) -> Document:
    """Read a note.

    Args:
        item: What a scan found.
        limits: Checked again where a file may have changed since.
        keep_names: Leave people's names in forum threads.
        archives: Where several notes are read one after the other: those that are open.

    Raises:
        UnopenedNoteError: Its bytes can't be had.
        UnreadableNoteError: It can't be decoded, its front matter is broken, or there is no text
            in it.
    """
    limits = limits or Limits()
    if item.passage is not None:
        document = item.passage.document(item.document_id, item.path)
    else:
        document = read_note(
            NoteFile(
                item.document_id,
                item.path,
                _bytes_of(item, limits, archives or OpenArchives(limits)),
                keep_names=keep_names,
                people=item.people,
                max_pages=limits.pages,
            )
        )
    blocks = (block.span for section in document.sections for block in section.blocks)
    if not any(c.isalnum() for span in blocks for c in document.text[span.start : span.end]):
        raise UnreadableNoteError(item.path, "there is no text in it; write some or remove it")
    return document


@dataclass(frozen=True, slots=True)
class _Found:
    item: CorpusItem
    place: str  # in a failure's reason: "" or "line 3: "


def _take(file: FoundFile, root: Path, found: list[_Found], failures: list[Failure]) -> None:
    folder = (root if file.file != root else root.resolve().parent).resolve().name
    if not file.is_passages:
        digest = hashlib.sha256(file.content)
        digest.update("\n".join(sorted(file.people)).encode("utf-8", "replace"))
        item = CorpusItem(
            file.document_id,
            file.path,
            digest.hexdigest(),
            file.archive,
            file.people,
            folder=folder,
        )
        found.append(_Found(item, ""))
        return
    before, bad = len(found), 0
    for line, passage in passages_in(file.content):
        place = f"line {line}: "
        if isinstance(passage, str):
            bad += 1
            if bad <= _MOST_ROWS:
                failures.append(Failure(str(file.path), place + passage))
        else:
            item = CorpusItem(
                passage.id,
                file.path,
                passage.content_hash,
                file.archive,
                passage=passage,
                folder=folder,
            )
            found.append(_Found(item, place))
    if len(found) == before and not bad:
        failures.append(Failure(str(file.path), EMPTY))
    if bad > _MOST_ROWS:
        reason = f"{bad - _MOST_ROWS:,} further lines are no passages either; correct them as well"
        failures.append(Failure(str(file.path), reason))


def _bytes_of(item: CorpusItem, limits: Limits, archives: OpenArchives) -> bytes:
    if item.archive is not None:
        return archives.read(item.archive, item.path.relative_to(item.archive).as_posix())
    try:
        size = item.path.stat().st_size
        if size > limits.bytes:
            raise UnopenedNoteError(item.path, too_large(size, limits.bytes))
        return item.path.read_bytes()
    except OSError as error:
        reason = f"it can't be opened ({error.strerror}); check that you may read it"
        raise UnopenedNoteError(item.path, reason) from error


def _without_clashes(found: Sequence[_Found], failures: list[Failure]) -> Scan:
    times = Counter(each.item.document_id for each in found)
    items: list[CorpusItem] = []
    taken: set[str] = set()
    for each in found:
        item = each.item
        if times[item.document_id] > 1:
            item = replace(item, document_id=f"{item.folder}/{item.document_id}")
        if item.document_id in taken:
            reason = f"another note is already called {each.item.document_id}; rename one of them"
            failures.append(Failure(str(item.path), each.place + reason))
        else:
            taken.add(item.document_id)
            items.append(item)
    once: dict[tuple[Path, str], Failure] = {}  # not again for a file below two of the given paths
    for failure in failures:
        once.setdefault((Path(failure.path).absolute(), failure.reason), failure)
    return Scan(tuple(items), tuple(once.values()))


def _nothing_in(root: Path, failures: Sequence[Failure]) -> str:
    why = f" ({failures[0].path}: {failures[0].reason})" if failures else ""
    return f"There is no note to read in {root}{why}; put notes there: {READABLE}."
