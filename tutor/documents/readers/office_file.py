"""Opens Word and PowerPoint files, which are zip archives of XML, without trusting them."""

import io
import posixpath
import zipfile
import zlib
from typing import Any

from lxml import etree

from tutor.documents.failures import UnreadableNoteError
from tutor.documents.limits import Limits, too_large
from tutor.documents.note_file import NoteFile

_OLD_FORMAT = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # OLE, also what holds an encrypted file
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_STRICT = b"http://purl.oclc.org/ooxml/"
_XML_BYTES = 60_000_000  # of one part; a parsed tree takes about ten times that
_RATIO_FROM = 1_000_000  # bytes; less does no harm however well it is packed
_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


def open_office_file(note: NoteFile, program: str) -> "OfficeFile":
    """Look into a file of `program` ("Word") before anything in it is parsed.

    Raises:
        UnreadableNoteError: It is protected, of the old binary format, no such file at all,
            damaged, or it unpacks to more than the limits allow.
    """
    if note.data.startswith(_OLD_FORMAT):
        raise UnreadableNoteError(note.path, _closed(note, program))
    try:
        archive = zipfile.ZipFile(io.BytesIO(note.data))
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        reason = f"it is not a {program} file, or it is damaged; save it anew from {program}"
        raise UnreadableNoteError(note.path, reason) from error
    harm = _harm(archive.infolist(), Limits())
    if harm:
        raise UnreadableNoteError(note.path, harm)
    return OfficeFile(note, program, archive)


def _closed(note: NoteFile, program: str) -> str:
    if _ENCRYPTED in note.data:
        return f"it is protected with a password; save a copy without one from {program}"
    return (
        f"it is protected with a password or of {program}'s old binary format; save a copy "
        f"without a password as {note.path.suffix.lower()}"
    )


def _harm(entries: list[zipfile.ZipInfo], limits: Limits) -> str | None:
    """Why the file must not be unpacked, going by what its list of parts says."""
    total = sum(entry.file_size for entry in entries)
    if total > limits.archive_bytes or len(entries) > limits.files:
        return (
            f"it unpacks to {len(entries):,} parts of {total / 1e6:,.0f} MB together, as archive "
            "bombs do; save it anew without large media, or export it as PDF"
        )
    for entry in entries:
        if entry.flag_bits & 0x1:
            return "it is encrypted; save a copy without a password"
        if not entry.filename.lower().endswith((".xml", ".rels", ".vml")):
            continue
        ratio = entry.file_size / max(1, entry.compress_size)
        if entry.file_size > _RATIO_FROM and ratio > limits.archive_ratio:
            return (
                f"one of its parts is packed {ratio:,.0f} to 1, as archive bombs are; "
                "export it as PDF"
            )
        if entry.file_size > _XML_BYTES:
            return too_large(entry.file_size, _XML_BYTES)
    return None


def _transitional(raw: bytes) -> bytes:
    """The XML of a file that was saved as "Strict Open XML" with the names of the usual kind."""
    if _STRICT not in raw:
        return raw
    for kind in (b"wordprocessingml", b"officeDocument", b"drawingml"):
        usual = b"http://schemas.openxmlformats.org/" + kind + b"/2006/"
        raw = raw.replace(_STRICT + kind + b"/", usual)
    return raw


class OfficeFile:
    """The parts of an office file; names are as the archive has them, without a leading slash."""

    def __init__(self, note: NoteFile, program: str, archive: zipfile.ZipFile) -> None:
        self._note = note
        self._program = program
        self._archive = archive
        self._names = {name.lower(): name for name in archive.namelist()}

    def has(self, name: str) -> bool:
        """Whether there is a part of this name."""
        return name.lower() in self._names

    def tree(self, name: str) -> Any:
        """The root element of a part of XML; entities and outside references stay unread.

        Raises:
            UnreadableNoteError: The part is missing or damaged.
        """
        try:
            raw = self._archive.read(self._names[name.lower()])
            parser = etree.XMLParser(
                resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True
            )
            root = etree.fromstring(_transitional(raw), parser)
        except (KeyError, zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
            raise self._damaged() from error
        except (etree.XMLSyntaxError, ValueError, NotImplementedError, RuntimeError) as error:
            raise self._damaged() from error
        return root

    def related(self, name: str) -> dict[str, str]:
        """The parts that a part refers to: kind of relation (its last word) to name; the main
        parts of a package are related to the empty name. Of several of a kind the first counts."""
        folder, file = posixpath.split(name)
        relations = posixpath.join(folder, "_rels", f"{file}.rels")
        if not self.has(relations):
            return {}
        found: dict[str, str] = {}
        for relation in self.tree(relations).iter(_RELATIONS):
            if relation.get("TargetMode") == "External":
                continue
            target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target", "")))
            found.setdefault(relation.get("Type", "").rpartition("/")[2], target.lstrip("/"))
        return found

    def _damaged(self) -> UnreadableNoteError:
        reason = f"it is damaged or no {self._program} file; save it anew from {self._program}"
        return UnreadableNoteError(self._note.path, reason)
