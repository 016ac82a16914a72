"""Going through folders and archives: which files there are, and which of them are not notes."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from tutor.documents.archives import ARCHIVE_SUFFIX, members_of, read_member
from tutor.documents.failures import Failure, UnreadableNoteError
from tutor.documents.limits import Limits, too_large
from tutor.documents.passages import is_passages_file
from tutor.documents.people import NOT_NOTES, might_list_people, people_in
from tutor.documents.readers.formats import READABLE, is_readable

_EMPTY = "the file is empty; write something in it or remove it"


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file, or a member of an archive, that looks like notes."""

    path: Path  # a member's lies below its archive
    document_id: str
    content: bytes  # of a member of an archive only what tells whether it changed
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


def files_below(root: Path, limits: Limits, failures: list[Failure]) -> Iterator[FoundFile]:
    """Files to be read with the ids they would have, sorted by name.

    Args:
        root: A folder, or a single file, which must exist.
        limits: What is too large.
        failures: What is not among the notes is added here, with the reason.
    """
    people = lru_cache(maxsize=None)(lambda folder: _people_in_folder(folder, limits))
    for path, document_id in _paths_below(root, failures):
        given = path == root
        try:
            reason = _objection(path, limits, given=given)
            raw = b"" if reason else path.read_bytes()
        except OSError as error:
            reason = _unopened(error)
        if reason is None and not raw.strip():
            reason = _EMPTY
        if reason is None and might_list_people(path) and people_in(path, raw) is not None:
            reason = NOT_NOTES
        if reason is not None:
            failures.append(Failure(_printable(str(path)), reason))
        elif path.suffix.lower() == ARCHIVE_SUFFIX:
            yield from _members(path, document_id, raw, limits, failures)
        else:
            is_passages = is_passages_file(path, raw, given=given)
            beside = people(path.parent)
            yield FoundFile(path, document_id, raw, people=beside, is_passages=is_passages)


def _paths_below(root: Path, failures: list[Failure]) -> Iterator[tuple[Path, str]]:
    """Paths of files with the ids they would have, sorted by name."""
    if not root.is_dir():
        yield root, unicodedata.normalize("NFC", root.name)
        return
    inside = root.resolve()
    pending = [root]
    while pending:
        path = pending.pop()
        if path.is_symlink() and path != root:
            # A link within the folder leads to a note that is read where it stands.
            if not path.exists():
                failures.append(Failure(str(path), "the link leads to nothing; remove it"))
            elif not path.resolve().is_relative_to(inside):
                reason = "the link leads out of the notes' folder; put a copy there instead"
                failures.append(Failure(str(path), reason))
        elif path.is_dir():
            try:
                inside_it = sorted(path.iterdir(), reverse=True)
            except OSError as error:
                failures.append(Failure(str(path), _unopened(error)))
                continue
            pending += [each for each in inside_it if not each.name.startswith(".")]
        else:
            yield path, unicodedata.normalize("NFC", path.relative_to(root).as_posix())


def _members(
    archive: Path, document_id: str, raw: bytes, limits: Limits, failures: list[Failure]
) -> Iterator[FoundFile]:
    try:
        members = members_of(raw, archive, limits)
    except UnreadableNoteError as error:
        failures.append(Failure(str(archive), error.reason))
        return
    readable = []
    people: dict[Path, frozenset[str]] = {}
    for member in members:
        path = archive / member.name
        refusal = member.refusal or _unknown_kind(path)
        try:
            if refusal is None and might_list_people(path):
                named = people_in(path, read_member(raw, member.name, path, limits))
                if named is not None:
                    people[path.parent] = people.get(path.parent, frozenset()) | named
                    refusal = NOT_NOTES
        except UnreadableNoteError as error:
            refusal = error.reason
        if refusal is not None:
            failures.append(Failure(_printable(str(path)), refusal))
        else:
            readable.append((path, member))
    for path, member in readable:
        name = unicodedata.normalize("NFC", member.name)
        yield FoundFile(
            path,
            f"{document_id}/{name}",
            f"{member.name} {member.fingerprint}".encode("utf-8", "replace"),
            archive=archive,
            people=people.get(path.parent, frozenset()),
        )


def _people_in_folder(folder: Path, limits: Limits) -> frozenset[str]:
    """Whom the lists of people in a folder name."""
    names: frozenset[str] = frozenset()
    try:
        for path in sorted(folder.iterdir()):
            is_list = might_list_people(path) and path.is_file() and not path.is_symlink()
            if is_list and path.stat().st_size <= limits.bytes:
                names |= people_in(path, path.read_bytes()) or frozenset()
    except OSError:
        return names  # what can't be opened is listed as such when its turn comes
    return names


def _objection(path: Path, limits: Limits, *, given: bool) -> str | None:
    """Why a file is not read, as far as that can be told without opening it."""
    if _printable(str(path)) != str(path):
        return "its name is not valid text; rename it"
    if not path.is_file():
        return "it is not a regular file; remove it"
    if path.is_symlink() and not given:
        return "it is a link; put a copy there instead"
    if path.suffix.lower() != ARCHIVE_SUFFIX and (unknown := _unknown_kind(path)):
        return unknown
    size = path.stat().st_size
    return too_large(size, limits.bytes) if size > limits.bytes else None


def _unknown_kind(path: Path) -> str | None:
    suffix = path.suffix.lower()
    if is_readable(suffix):
        return None
    kind = f"a {suffix} file" if suffix else "a file without an ending"
    return f"{kind} is not a kind of note that can be read ({READABLE} are)"


def _unopened(error: OSError) -> str:
    return f"it can't be opened ({error.strerror}); check that you may read it"


def _printable(name: str) -> str:
    return name.encode(errors="replace").decode()
