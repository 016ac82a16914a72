"""Zip archives of notes: what is in them, without unpacking anything that could do harm.

Nothing is ever written to disk: members are read one by one, and never more bytes than their
entry promises. An archive's list of sizes can lie, so the bytes that come out are counted too.
"""

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from tutor.documents.failures import UnreadableNoteError
from tutor.documents.limits import Limits, too_large

ARCHIVE_SUFFIX = ".zip"
_PACKED = frozenset(
    ".zip .7z .rar .tar .gz .tgz .bz2 .xz .zst .jar .apkg".split()
)  # an archive within an archive
_UNIX_LINK = 0o120000
_UNIX_TYPE = 0o170000
_RATIO_FROM = 1_000_000  # bytes; less does no harm however well it is packed


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive, or the reason why it is none of the notes."""

    name: str  # its path in the archive, with forward slashes
    fingerprint: str  # changes when its content does: size and CRC-32
    refusal: str | None = None


def members_of(raw: bytes, path: Path, limits: Limits) -> list[Member]:
    """What an archive holds, hidden files and folders left out, sorted by name.

    Raises:
        UnreadableNoteError: It is no zip archive, or unpacks to more than the limits allow.
    """
    with _opened(raw, path) as archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        total = sum(entry.file_size for entry in entries)
        if total > limits.archive_bytes:
            reason = (
                f"it unpacks to {total / 1e6:,.0f} MB and the limit is "
                f"{limits.archive_bytes / 1e6:,.0f} MB; unpack it and choose what you need"
            )
            raise UnreadableNoteError(path, reason)
        if len(entries) > limits.files:
            reason = f"it holds {len(entries):,} files and the limit is {limits.files:,}; split it"
            raise UnreadableNoteError(path, reason)
        return sorted(_members(entries, limits), key=lambda member: member.name)


def read_member(raw: bytes, name: str, path: Path, limits: Limits) -> bytes:
    """One member's bytes.

    Args:
        raw: The archive.
        name: As `members_of` has it.
        path: Names the member in errors.
        limits: Its size is checked against them again, because the archive's list may lie.

    Raises:
        UnreadableNoteError: It is damaged, encrypted or larger than it says.
    """
    with _opened(raw, path) as archive:
        for entry in archive.infolist():
            if _readable_name(entry) == name:
                return _bytes_of(archive, entry, path, limits)
    raise UnreadableNoteError(path, "it is not in the archive any more; index the notes again")


def _opened(raw: bytes, path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(raw))
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        reason = "it is not a zip archive, or it is damaged; pack it again"
        raise UnreadableNoteError(path, reason) from error


def _members(entries: list[zipfile.ZipInfo], limits: Limits) -> Iterator[Member]:
    seen: set[str] = set()
    for entry in entries:
        name = _readable_name(entry)
        parts = PurePosixPath(name).parts
        if any(part.startswith(".") and part != ".." for part in parts) or "__MACOSX" in parts:
            continue
        refusal = _refusal(entry, name, limits)
        if refusal is None and name in seen:
            refusal = "the archive holds two files of this name; rename one of them"
        seen.add(name)
        yield Member(name, f"{entry.file_size}-{entry.CRC:08x}", refusal)


def _readable_name(entry: zipfile.ZipInfo) -> str:
    """The name with forward slashes; one that is not UTF-8 by its flag was written as such anyway
    by every program of today, and is taken for what it says if it says anything."""
    name = entry.filename.replace("\\", "/")
    if entry.flag_bits & 0x800:
        return name
    try:
        return name.encode("cp437").decode("utf-8")
    except UnicodeError:
        return name


def _refusal(entry: zipfile.ZipInfo, name: str, limits: Limits) -> str | None:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
        return "its name leads out of the archive; pack it again without such names"
    if (entry.external_attr >> 16) & _UNIX_TYPE == _UNIX_LINK:
        return "it is a link, not a file; put a copy into the archive instead"
    if path.suffix.lower() in _PACKED:
        return "it is an archive within an archive; unpack it first"
    if entry.flag_bits & 0x1:
        return "it is encrypted; pack it without a password"
    if entry.file_size > limits.bytes:
        return too_large(entry.file_size, limits.bytes)
    ratio = entry.file_size / max(1, entry.compress_size)
    if entry.file_size > _RATIO_FROM and ratio > limits.archive_ratio:
        return f"it is packed {ratio:,.0f} to 1, as archive bombs are; add the file itself"
    return None


def _bytes_of(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, path: Path, limits: Limits
) -> bytes:
    most = min(entry.file_size, limits.bytes)
    try:
        with archive.open(entry) as stream:
            data = stream.read(most + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
        reason = "it is damaged in the archive; pack it again"
        raise UnreadableNoteError(path, reason) from error
    except (RuntimeError, NotImplementedError) as error:  # encrypted, or an unknown method
        reason = "it is packed in a way that can't be read; pack it as an ordinary zip file"
        raise UnreadableNoteError(path, reason) from error
    if len(data) > most:
        raise UnreadableNoteError(path, "it is larger than the archive says; pack it again")
    return data
