"""Zip archives of notes: what is in them, without unpacking anything that could do harm.

Nothing is ever written to disk: members are read one by one, and never more bytes than their
entry promises. An archive's list of sizes can lie, so the bytes that come out are counted too.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from tutor.documents.failures import UnopenedNoteError, UnreadableNoteError
from tutor.documents.file_names import EMPTY, UNPRINTABLE, printable
from tutor.documents.limits import Limits, too_large

ARCHIVE_SUFFIX = ".zip"
_PACKED = frozenset(
    ".zip .7z .rar .tar .gz .tgz .bz2 .xz .zst .jar .apkg".split()
)  # an archive within an archive
# What every program writes. Those that few do unpack to thousands of times their size at once.
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_OTHER_METHOD = "it is packed in a way that can't be read; pack it as an ordinary zip file"
_ENCRYPTED = 0x41  # flags: encrypted, or so with its header
_UTF_8 = 0x800  # flag: the name is
_UNIX_LINK = 0o120000
_UNIX_TYPE = 0o170000
_DRIVE = re.compile(r"[A-Za-z]:")
_RATIO_FROM = 1_000_000  # bytes; less does no harm however well it is packed
_RECORD = b"PK\x01\x02"  # begins each entry of the list, and of those of documents inside
_RECORDS = 10  # times as many as there may be files


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive, or the reason why it is none of the notes."""

    name: str  # its path in the archive, with forward slashes
    fingerprint: str  # changes when its content does: size and CRC-32
    refusal: str | None = None


class Archive:
    """A zip archive in memory.

    Attributes:
        members: What it holds, hidden files and folders left out, sorted by name.
    """

    def __init__(self, raw: bytes, path: Path, limits: Limits) -> None:
        """Look through an archive's list.

        Args:
            raw: The archive.
            path: Names it in errors.
            limits: How much it may hold.

        Raises:
            UnreadableNoteError: It is no zip archive, or holds more than the limits allow.
        """
        self._path = path
        self._limits = limits
        if raw.count(_RECORD) > _RECORDS * limits.files:  # too many even to look at
            raise UnreadableNoteError(path, _too_many(limits))
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(raw))
        # ValueError: a name that is not the UTF-8 that it claims to be. The others: numbers that
        # lead nowhere, or a version that is not out yet.
        except (
            *(zipfile.BadZipFile, ValueError, OSError),
            *(NotImplementedError, OverflowError, struct.error),
        ) as error:
            reason = "it is not a zip archive, or it is damaged; pack it again"
            raise UnreadableNoteError(path, reason) from error
        entries = [(_name_of(entry), entry) for entry in self._zip.infolist()]
        entries = [(name, entry) for name, entry in entries if not name.endswith("/")]
        if len(entries) > limits.files:
            raise UnreadableNoteError(path, _too_many(limits))
        total = sum(entry.file_size for _, entry in entries)
        if total > limits.archive_bytes:
            reason = (
                f"it unpacks to {total / 1e6:,.0f} MB and the limit is "
                f"{limits.archive_bytes / 1e6:,.0f} MB; unpack it and choose what you need"
            )
            raise UnreadableNoteError(path, reason)
        self._entries: dict[str, zipfile.ZipInfo] = {}  # the first of each name
        self.members = tuple(sorted(self._members(entries), key=lambda member: member.name))

    def read(self, name: str) -> bytes:
        """A member's bytes.

        Args:
            name: As `members` has it.

        Raises:
            UnopenedNoteError: It is not there, damaged, encrypted or larger than it says.
        """
        entry = self._entries.get(name)
        path = self._path / name
        if entry is None:
            reason = "it is not in the archive any more; index the notes again"
            raise UnopenedNoteError(path, reason)
        if (refusal := _refusal(entry, name, self._limits)) is not None:
            raise UnopenedNoteError(path, refusal)
        return self._bytes_of(entry, path)

    def _members(self, entries: list[tuple[str, zipfile.ZipInfo]]) -> Iterator[Member]:
        for name, entry in entries:
            name = str(PurePosixPath(name))  # "./a//b" is "a/b"
            parts = name.split("/")
            if any(part.startswith(".") and part not in (".", "..") for part in parts):
                continue
            if "__MACOSX" in parts:
                continue
            refusal = _refusal(entry, name, self._limits)
            if refusal is None and name in self._entries:
                refusal = "the archive holds two files of this name; rename one of them"
            self._entries.setdefault(name, entry)
            yield Member(name, f"{entry.file_size}-{entry.CRC:08x}", refusal)

    def _bytes_of(self, entry: zipfile.ZipInfo, path: Path) -> bytes:
        try:
            with self._zip.open(entry) as stream:
                data = stream.read(entry.file_size + 1)
        except (RuntimeError, NotImplementedError) as error:  # its own header says otherwise
            raise UnopenedNoteError(path, _OTHER_METHOD) from error
        except (
            *(zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError),
            *(OverflowError, struct.error),
        ) as error:
            raise UnopenedNoteError(path, "it is damaged in the archive; pack it again") from error
        if len(data) != entry.file_size:
            reason = "it is not as large as the archive says; pack it again"
            raise UnopenedNoteError(path, reason)
        return data


class OpenArchives:
    """Archives on disk, of which the one that was read last stays open.

    Members are read one after the other, and opening an archive takes as long as it is large.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._last: tuple[Path, Archive] | None = None

    def read(self, archive: Path, name: str) -> bytes:
        """A member's bytes.

        Raises:
            UnopenedNoteError: The archive or the member can't be opened.
        """
        if self._last is None or self._last[0] != archive:
            self._last = None  # two of them need not be in memory
            self._last = archive, self._open(archive, archive / name)
        return self._last[1].read(name)

    def _open(self, archive: Path, member: Path) -> Archive:
        try:
            return Archive(archive.read_bytes(), archive, self._limits)
        except OSError as error:
            reason = f"its archive can't be opened ({error.strerror}); check that you may read it"
            raise UnopenedNoteError(member, reason) from error
        except UnreadableNoteError as error:
            raise UnopenedNoteError(member, f"in its archive, {error.reason}") from error


def _name_of(entry: zipfile.ZipInfo) -> str:
    """The name with forward slashes; one that is not UTF-8 by its flag was written as such anyway
    by every program of today, and is taken for what it says if it says anything."""
    name = entry.filename
    if not entry.flag_bits & _UTF_8:
        try:
            name = name.encode("cp437").decode("utf-8")
        except UnicodeError:
            name = entry.filename
    return name.replace("\\", "/")


def _refusal(entry: zipfile.ZipInfo, name: str, limits: Limits) -> str | None:
    path = PurePosixPath(name)
    if not path.parts:
        return "it has no name; pack it again"
    if path.is_absolute() or ".." in path.parts or _DRIVE.match(name):
        return "its name leads out of the archive; pack it again without such names"
    if printable(name) != name:
        return UNPRINTABLE
    if (entry.external_attr >> 16) & _UNIX_TYPE == _UNIX_LINK:
        return "it is a link, not a file; put a copy into the archive instead"
    if path.suffix.lower() in _PACKED:
        return "it is an archive within an archive; unpack it first"
    if entry.flag_bits & _ENCRYPTED:
        return "it is encrypted; pack it without a password"
    if not entry.file_size:
        return EMPTY
    return _refusal_of_size(entry, limits)


def _refusal_of_size(entry: zipfile.ZipInfo, limits: Limits) -> str | None:
    if entry.file_size > limits.bytes:
        return too_large(entry.file_size, limits.bytes)
    ratio = entry.file_size / max(1, entry.compress_size)
    if entry.file_size > _RATIO_FROM and ratio > limits.archive_ratio:
        return f"it is packed {ratio:,.0f} to 1, as archive bombs are; add the file itself"
    return None if entry.compress_type in _METHODS else _OTHER_METHOD


def _too_many(limits: Limits) -> str:
    return f"it holds more than {limits.files:,} files; split it, or raise the limit (max_notes)"
