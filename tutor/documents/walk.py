"""Going through folders and archives: which files there are, and which of them are not notes."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from tutor.documents.archives import ARCHIVE_SUFFIX, Archive
from tutor.documents.failures import Failure, UnreadableNoteError
from tutor.documents.file_names import EMPTY, UNPRINTABLE, printable
from tutor.documents.limits import Limits, too_large
from tutor.documents.passages import is_passages_file, might_hold_passages
from tutor.documents.people import NOT_NOTES, might_list_people, people_in
from tutor.documents.readers.formats import READABLE, is_readable


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file, or a member of an archive, that looks like notes."""

    path: Path  # a member's lies below its archive
    document_id: str
    content: bytes  # of an archive's member, unless of passages, what tells whether it changed
    archive: Path | None = None
    people: frozenset[str] = frozenset()  # named in lists that lie beside it
    is_passages: bool = False

    @property
    def file(self) -> Path:
        """The file on disk that holds it."""
        return self.archive or self.path

    @property
    def key(self) -> Path:
        """The same for the same file, whichever way leads there."""
        if self.archive is None:
            return self.path.resolve()
        return self.archive.resolve() / self.path.relative_to(self.archive)


def files_below(
    root: Path, limits: Limits, failures: list[Failure], *, besides: Path | None = None
) -> Iterator[FoundFile]:
    """Files to be read with the ids they would have, sorted by name.

    Args:
        root: A folder, or a single file, which must exist.
        limits: What is too large.
        failures: What is not among the notes is added here, with the reason.
        besides: A folder that is not looked into, such as the index's own.
    """
    people = lru_cache(maxsize=None)(lambda folder: people_in_folder(folder, limits))
    for path, document_id in _paths_below(root, failures, besides and besides.resolve()):
        given = path == root
        try:
            reason = _objection(path, limits)
            raw = b"" if reason else path.read_bytes()
        except OSError as error:
            reason = _unopened(error)
        if reason is None:
            reason = _objection_to_content(path, raw)
        if reason is not None:
            failures.append(Failure(printable(str(path)), reason))
        elif path.suffix.lower() == ARCHIVE_SUFFIX:
            yield from _members(path, document_id, raw, limits, failures)
        else:
            is_passages = is_passages_file(path, raw, given=given)
            beside = people(path.parent)
            yield FoundFile(path, document_id, raw, people=beside, is_passages=is_passages)


def _paths_below(
    root: Path, failures: list[Failure], besides: Path | None
) -> Iterator[tuple[Path, str]]:
    """Paths of files with the ids they would have, sorted by name."""
    if not root.is_dir():
        yield root, unicodedata.normalize("NFC", root.name)
        return
    inside = root.resolve()
    pending = [root]
    while pending:
        path = pending.pop()
        try:
            if path.is_symlink() and path != root:
                if (reason := _objection_to_link(path, inside)) is not None:
                    failures.append(Failure(printable(str(path)), reason))
            elif path.is_dir():
                if besides is None or path.name != besides.name or path.resolve() != besides:
                    names = sorted(path.iterdir(), reverse=True)
                    pending += [each for each in names if not each.name.startswith(".")]
            else:
                yield path, unicodedata.normalize("NFC", path.relative_to(root).as_posix())
        except OSError as error:
            failures.append(Failure(printable(str(path)), _unopened(error)))


def _members(
    archive: Path, document_id: str, raw: bytes, limits: Limits, failures: list[Failure]
) -> Iterator[FoundFile]:
    try:
        opened = Archive(raw, archive, limits)
    except UnreadableNoteError as error:
        failures.append(Failure(str(archive), error.reason))
        return
    if not opened.members:
        failures.append(Failure(str(archive), "there is no file in it; put notes into it"))
    readable: list[FoundFile] = []
    people: dict[Path, frozenset[str]] = {}
    for member in opened.members:
        path = archive / member.name
        refusal = member.refusal or _unknown_kind(path)
        content = f"{member.name} {member.fingerprint}".encode("utf-8", "replace")
        is_passages = False
        try:
            if refusal is None and might_list_people(path):
                named = people_in(path, opened.read(member.name))
                if named is not None:
                    people[path.parent] = people.get(path.parent, frozenset()) | named
                    refusal = NOT_NOTES
            elif refusal is None and might_hold_passages(path):
                rows = opened.read(member.name)
                if is_passages := is_passages_file(path, rows, given=False):
                    content = rows
        except UnreadableNoteError as error:
            refusal = error.reason
        if refusal is not None:
            # Its name may lead anywhere; it is told as one below the archive nevertheless.
            failures.append(Failure(printable(f"{archive}/{member.name.lstrip('/')}"), refusal))
        else:
            own_id = f"{document_id}/{unicodedata.normalize('NFC', member.name)}"
            found = FoundFile(path, own_id, content, archive=archive, is_passages=is_passages)
            readable.append(found)
    for each in readable:
        yield replace(each, people=people.get(each.path.parent, frozenset()))


def people_in_folder(folder: Path, limits: Limits) -> frozenset[str]:
    """Whom the lists of people in a folder name."""
    try:
        paths = sorted(folder.iterdir())
    except OSError:
        return frozenset()  # a single file was given, from a folder that may not be listed
    return frozenset().union(*(_people_in_file(path, limits) for path in paths))


def _people_in_file(path: Path, limits: Limits) -> frozenset[str]:
    try:
        is_list = might_list_people(path) and path.is_file() and not path.is_symlink()
        if is_list and path.stat().st_size <= limits.bytes:
            return people_in(path, path.read_bytes()) or frozenset()
    except OSError:
        pass  # it is listed as such when its turn comes
    return frozenset()


def _objection(path: Path, limits: Limits) -> str | None:
    """Why a file is not read, as far as that can be told without opening it."""
    if printable(str(path)) != str(path):
        return UNPRINTABLE
    if not path.is_file():
        return "it is not a regular file; remove it"
    if path.suffix.lower() != ARCHIVE_SUFFIX and (unknown := _unknown_kind(path)):
        return unknown
    size = path.stat().st_size
    return too_large(size, limits.bytes) if size > limits.bytes else None


def _objection_to_content(path: Path, raw: bytes) -> str | None:
    if not raw.strip():
        return EMPTY
    if might_list_people(path) and people_in(path, raw) is not None:
        return NOT_NOTES
    return None


def _objection_to_link(path: Path, inside: Path) -> str | None:
    """Why a link in a folder is none of the notes; None if it leads to one that is read anyway."""
    if not path.exists():
        return "the link leads to nothing; remove it"
    target = path.resolve()
    if not target.is_relative_to(inside):
        return "the link leads out of the notes' folder; put a copy there instead"
    if any(part.startswith(".") for part in target.relative_to(inside).parts):
        return "the link leads to what is hidden; put a copy there instead"
    return None


def _unknown_kind(path: Path) -> str | None:
    suffix = path.suffix.lower()
    if is_readable(suffix):
        return None
    kind = f"a {suffix} file" if suffix else "a file without an ending"
    return f"{kind} is not a kind of note that can be read ({READABLE} are)"


def _unopened(error: OSError) -> str:
    return f"it can't be opened ({error.strerror}); check that you may read it"
